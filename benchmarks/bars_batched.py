"""Fits a second of `fit_many`: simulated trials on one design, a function for each bar.

Each function makes its data, fits them together, and takes the contrast at the last visit with its
degrees of freedom. It returns responses a second of processor time, the best of several rounds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

import ipt_outcomes as ipt

PEOPLE, VISITS, THERAPISTS = 90, 6, 12
WEEKS = 2.0 * np.arange(1, VISITS + 1)


def slopes(responses: int = 1000, rounds: int = 5) -> float:
    """Random intercepts and slopes, Satterthwaite; everyone seen six times."""
    rows, scores = _trials(responses, np.random.default_rng(1))

    def work() -> pd.DataFrame:
        many = ipt.fit_many(
            "~ baseline + arm * week + (1 + week | person)", rows, scores, df="satterthwaite"
        )
        return ipt.contrast(many, "arm", against="a", by="week", at={"week": WEEKS[-1:]})

    return _best(work, responses, rounds)


def visits_in_groups(responses: int = 200, rounds: int = 5) -> float:
    """Unstructured covariance and therapists' random intercepts, Satterthwaite."""
    rng = np.random.default_rng(2)
    rows, scores = _trials(responses, rng)
    scores += rng.normal(0, 2, (THERAPISTS, responses))[rows["therapist"]]

    def work() -> pd.DataFrame:
        many = ipt.fit_many(
            "~ baseline * visit + arm * visit + us(visit | person) + (1 | therapist)",
            rows,
            scores,
            df="satterthwaite",
        )
        return ipt.contrast(many, "arm", against="a", by="visit")

    return _best(work, responses, rounds)


def visits(responses: int = 1000, rounds: int = 5) -> float:
    """Unstructured covariance, Kenward-Roger; a quarter leaves, others in each response."""
    rng = np.random.default_rng(3)
    rows, scores = _trials(responses, rng)
    leaves = rng.uniform(size=(PEOPLE, responses)) < 0.25
    last = np.where(leaves, rng.integers(1, VISITS, leaves.shape), VISITS)
    gone = np.arange(VISITS)[:, None] >= last[:, None]
    scores[gone.reshape(-1, responses)] = np.nan

    def work() -> pd.DataFrame:
        many = ipt.fit_many("~ baseline * visit + arm * visit + us(visit | person)", rows, scores)
        return ipt.contrast(many, "arm", against="a", by="visit")

    return _best(work, responses, rounds)


def _trials(responses: int, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """The rows, person by person and visit by visit, and scores (rows, responses)."""
    baseline, arm = rng.normal(20, 5, PEOPLE), np.arange(PEOPLE) % 3
    person, visit = np.repeat(np.arange(PEOPLE), VISITS), np.tile(np.arange(VISITS), PEOPLE)
    rows = pd.DataFrame(
        {
            "person": person,
            "visit": pd.Categorical.from_codes(
                visit, [f"v{number + 1}" for number in range(VISITS)]
            ),
            "week": WEEKS[visit],
            "arm": pd.Categorical.from_codes(arm[person], ["a", "b", "c"]),
            "baseline": baseline[person],
            "therapist": (np.arange(PEOPLE) // 3 % THERAPISTS)[person],
        }
    )
    mean = 0.6 * rows["baseline"] - 0.2 * arm[person] * rows["week"]
    level = rng.normal(0, 3, (PEOPLE, responses))[person]
    slope = rng.normal(0, 0.4, (PEOPLE, responses))[person]
    noise = rng.normal(0, 3, (len(rows), responses))
    weeks = rows["week"].to_numpy()[:, None]
    return rows, mean.to_numpy()[:, None] + level + slope * weeks + noise


def _best(work: Callable[[], Any], responses: int, rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return responses / min(taken)


if __name__ == "__main__":
    for bar in (slopes, visits_in_groups, visits):
        print(f"{bar.__name__}: {bar():.0f} responses/s")
