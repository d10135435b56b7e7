"""People, arms, visits and who came: the part of a random trial that no outcome is needed for."""

from __future__ import annotations

import numpy as np
import pandas as pd

MOST_ROWS = 420
ARMS = [("a", "b", "c", "d"), ("TAU", "IPT", "CBT", "waitlist"), ("0", "1", "2", "10")]
VISITS = [
    ("v{0}", 1.0),
    ("week {0}", 4.0),
    ("{0}", 1.0),
]


def trial(rng: np.random.Generator, *, crossed: bool) -> pd.DataFrame:
    """One row for each person and planned visit, in order, with `seen` (whether the person came).

    Columns: id, arm and visit (Categorical, levels in order), week (a number, of the plan), day
    (when the person came), sites, therapists (missing in the first arm), raters, `treated`,
    weights, and covariates, some of wild scale and offset.
    """
    n_visits = int(rng.choice([2, 3, 4, 5, 6, 8], p=[0.15, 0.25, 0.25, 0.15, 0.12, 0.08]))
    most = (130 if crossed else MOST_ROWS) // n_visits
    n_people = int(np.exp(rng.uniform(np.log(6), np.log(min(200, most)))))
    n_arms = int(rng.choice([2, 3, 4], p=[0.55, 0.3, 0.15]))
    names = ARMS[rng.integers(len(ARMS))][:n_arms]
    share = rng.dirichlet(np.full(n_arms, 6.0 if rng.random() < 0.8 else 1.5))
    arm = np.sort(np.append(np.arange(n_arms), rng.choice(n_arms, n_people - n_arms, p=share)))
    people = pd.DataFrame({"id": _identifiers(rng, n_people), "arm": arm})
    people["treated"] = (people["arm"] > 0).astype(int)
    people = people.assign(**_groups(rng, people["arm"].to_numpy()), **_covariates(rng, arm))
    rows = people.loc[people.index.repeat(n_visits)].reset_index(drop=True)
    number = np.tile(np.arange(n_visits), n_people)
    weeks = np.cumsum(rng.integers(1, 5, n_visits)) - 1.0
    style, step = VISITS[rng.integers(len(VISITS))]
    labels = [style.format(int(step * (place + 1))) for place in range(n_visits)]
    rows["visit"] = pd.Categorical.from_codes(number, categories=labels)
    rows["arm"] = pd.Categorical.from_codes(rows["arm"].to_numpy(), categories=names)
    rows["week"] = weeks[number] / (10.0 if rng.random() < 0.2 else 1.0)
    rows["day"] = 7.0 * weeks[number] + rng.integers(0, 6, len(rows))
    rows["rater"] = rng.integers(0, rng.integers(3, 7), len(rows))
    scale, noise = _scale(rng), rng.standard_normal(len(rows))
    rows["mood"] = scale * (noise + _offset(rng))
    spread = rng.choice([0.3, 1.0])
    rows["w"] = np.exp(spread * rng.standard_normal(len(rows)))
    rows["seen"] = _seen(rng, n_people, n_visits).ravel()
    return rows


def _identifiers(rng: np.random.Generator, n: int) -> list[int] | list[str]:
    """Numbers or text, not in order."""
    numbers = rng.permutation(10 * n)[:n]
    if rng.random() < 0.5:
        return [int(number) for number in numbers]
    return [f"P{number:04d}" for number in numbers]


def _groups(rng: np.random.Generator, arm: np.ndarray) -> dict[str, pd.Series]:
    """Sites across arms, therapists inside arms and none in the first."""
    n = len(arm)
    site = rng.integers(0, rng.integers(3, 9), n)
    most = max(2, min(6, n // (2 * (arm.max() + 1))))
    therapist = 10 * arm + rng.integers(0, rng.integers(2, most + 1), n)
    return {
        "site": pd.Series(site),
        "therapist": pd.Series(np.where(arm > 0, therapist, np.nan)).astype("Int64"),
        "nested_therapist": pd.Series(therapist),
    }


def _covariates(rng: np.random.Generator, arm: np.ndarray) -> dict[str, np.ndarray]:
    n = len(arm)
    scale = _scale(rng)
    baseline = scale * (rng.standard_normal(n) + _offset(rng))
    return {
        "baseline": baseline,
        "baseline_copy": (2.0 * baseline - 3.0 * scale),
        "age": np.round(rng.normal(40, 12, n)),
        "sex": np.where(rng.random(n) < 0.55, "f", "m"),
        "group": np.array(["g" + str(a) for a in arm]),
    }


def _scale(rng: np.random.Generator) -> float:
    return float(10.0 ** rng.uniform(-4, 4)) if rng.random() < 0.4 else 1.0


def _offset(rng: np.random.Generator) -> float:
    """In standard deviations."""
    return float(10.0 ** rng.uniform(0, 4.5)) if rng.random() < 0.4 else 1.5


def _seen(rng: np.random.Generator, n_people: int, n_visits: int) -> np.ndarray:
    """Dropout, gaps, and at times a planned visit that nobody came to."""
    seen = np.ones((n_people, n_visits), dtype=bool)
    leaving = rng.choice([0.0, 0.05, 0.15, 0.3], p=[0.3, 0.3, 0.3, 0.1])
    gone = np.cumsum(rng.random((n_people, n_visits)) < leaving, axis=1) > 0
    gone[:, 0] = False
    seen &= ~gone
    seen &= rng.random((n_people, n_visits)) >= rng.choice([0.0, 0.05, 0.2], p=[0.5, 0.3, 0.2])
    if n_visits > 2 and rng.random() < 0.04:
        seen[:, rng.integers(n_visits)] = False
    return seen
