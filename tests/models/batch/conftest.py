"""A trial whose responses differ in who was seen when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest


@dataclass(frozen=True)
class ManyTrials:
    """rows: the design (people x 4 visits); scores (rows, 6), NaN where missing."""

    rows: pd.DataFrame
    scores: np.ndarray


@pytest.fixture(scope="session")
def trials() -> ManyTrials:
    rng = np.random.default_rng(20)
    n, m, b = 60, 4, 6
    baseline, arm = rng.normal(20, 5, n), rng.integers(0, 3, n)
    time = np.arange(m)
    deviation = 4 + 0.6 * time
    covariance = 0.7 ** np.abs(np.subtract.outer(time, time)) * np.outer(deviation, deviation)
    scores = rng.normal(size=(b, n, m)) @ np.linalg.cholesky(covariance).T
    scores += 0.6 * baseline[:, None] - 0.8 * arm[:, None] * time
    gone = rng.random((b, n, m)) < 0.08
    for response in range(b):
        # dropout, another in each response; some people have one visit, some none
        last = rng.integers(0, m + 1, n)
        leaves = rng.random(n) < 0.25
        gone[response] |= leaves[:, None] & (time >= last[:, None])
    # the first response is complete but for one person's gap
    gone[0] = False
    gone[0, 3, 1] = True
    scores[gone] = np.nan
    rows = pd.DataFrame(
        {
            "person": np.repeat(np.arange(n), m),
            "visit": pd.Categorical.from_codes(np.tile(time, n), ["w4", "w8", "w12", "w16"]),
            "week": np.tile(4.0 * (time + 1), n),
            "arm": pd.Categorical.from_codes(np.repeat(arm, m), ["a", "b", "c"]),
            "site": np.repeat(np.array(["north", "south"])[rng.integers(0, 2, n)], m),
            "baseline": np.repeat(baseline, m),
            "mood": rng.normal(size=n * m),
        }
    )
    # the rows of the frame in no order, as a user's may be
    order = rng.permutation(len(rows))
    return ManyTrials(
        rows.iloc[order].reset_index(drop=True), scores.reshape(b, n * m).T[order].copy()
    )
