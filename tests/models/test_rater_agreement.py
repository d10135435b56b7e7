"""ICC(2,1): a published example, lme4 and its profile, and what cannot be told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.rater_agreement import rater_agreement

REFERENCE = Path(__file__).parents[1] / "reference" / "therapy"
# Shrout and Fleiss 1979, table 2: six targets, four judges.
RATINGS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]],
    dtype=np.float64,
)


def test_the_example_of_shrout_and_fleiss_gives_their_number() -> None:
    """Table 4: ICC(2,1) = .29; by their mean squares, 0.2897638."""
    targets, raters = np.indices(RATINGS.shape)
    found = rater_agreement(RATINGS.ravel(), targets.ravel(), raters.ravel(), 0.95)
    assert found is not None
    n, k = RATINGS.shape
    of_targets, of_raters = RATINGS.mean(axis=1), RATINGS.mean(axis=0)
    left = RATINGS - of_targets[:, None] - of_raters + RATINGS.mean()
    error = (left**2).sum() / ((n - 1) * (k - 1))
    rows, columns = k * of_targets.var(ddof=1), n * of_raters.var(ddof=1)
    by_hand = (rows - error) / (rows + (k - 1) * error + k * (columns - error) / n)
    assert by_hand == pytest.approx(0.29, abs=0.005)
    assert found.icc == pytest.approx(by_hand, abs=1e-6)


def test_lme4_and_its_profile_agree_where_few_sessions_were_rated_twice() -> None:
    rated = pd.read_csv(REFERENCE / "ratings.csv")
    table = pd.read_csv(REFERENCE / "expected.csv").set_index("what").loc["raters"]
    targets, _ = pd.factorize(rated["session"])
    raters, _ = pd.factorize(rated["rater"])
    found = rater_agreement(rated["value"].to_numpy(), targets, raters, 0.95)
    assert found is not None
    assert found.icc == pytest.approx(table["estimate"], abs=1e-5)
    assert found.lower == pytest.approx(table["lower"], abs=1e-5)
    assert found.upper == pytest.approx(table["upper"], abs=1e-5)


def test_raters_who_always_say_the_same_as_one_another_agree_wholly() -> None:
    """But for a trace of noise, without which no variance is left."""
    rng = np.random.default_rng(2)
    targets = np.repeat(np.arange(20), 2)
    raters = np.tile([0, 1], 20)
    y = rng.normal(size=20)[targets] + rng.normal(0, 1e-3, 40)
    found = rater_agreement(y, targets, raters, 0.95)
    assert found is not None and found.icc > 0.999


@pytest.mark.parametrize(
    ("y", "targets", "raters"),
    [
        ([1.0, 2.0, 3.0], [0, 1, 2], [0, 1, 0]),
        ([1.0, 2.0, 3.0, 4.0], [0, 0, 1, 1], [0, 0, 0, 0]),
        ([1.0, 2.0], [0, 0], [0, 1]),
        ([2.0, 2.0, 2.0, 2.0], [0, 0, 1, 1], [0, 1, 0, 1]),
    ],
)
def test_what_nobody_rated_twice_has_no_agreement(
    y: list[float], targets: list[int], raters: list[int]
) -> None:
    assert rater_agreement(np.array(y), np.array(targets), np.array(raters), 0.95) is None
