"""A small trial with dropout and gaps, and the real ones, long as imputation models want them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
FORMULA = "score ~ baseline * visit + arm * visit + us(visit | person)"
NAMES: dict[str, Any] = {
    "participant": "person",
    "visit": "visit",
    "arm": "arm",
    "reference": "control",
}


def made_trial(per_arm: int = 30, seed: int = 4, gaps: float = 0.05) -> pd.DataFrame:
    """Two arms at three visits; a sixth leaves before the second, and before the third."""
    random = np.random.default_rng(seed)
    n, m = 2 * per_arm, 3
    baseline = random.normal(20, 4, n)
    treated = np.repeat([0, 1], per_arm)
    covariance = np.array([[16.0, 10.0, 8.0], [10.0, 20.0, 14.0], [8.0, 14.0, 25.0]])
    scores = random.multivariate_normal([16.0, 14.0, 12.0], covariance, n)
    scores += 0.5 * (baseline - 20)[:, None] - treated[:, None] * np.array([1.0, 2.0, 3.0])
    left = random.choice([0, 1, 2, 3], n, p=[0.03, 0.17, 0.17, 0.63])
    lost = (np.arange(m) >= left[:, None]) | (random.random((n, m)) < gaps)
    scores[lost] = np.nan
    person = np.repeat(np.arange(n), m)
    return pd.DataFrame(
        {
            "person": [f"p{number:03d}" for number in person],
            "visit": pd.Categorical(np.tile([4, 8, 12], n)),
            "arm": pd.Categorical(np.array(["control", "therapy"])[treated[person]]),
            "baseline": baseline[person],
            "site": [f"s{number % 6}" for number in person],
            "score": scores.ravel(),
        }
    )


@pytest.fixture(scope="session")
def small() -> pd.DataFrame:
    return made_trial()


@pytest.fixture(scope="session")
def blues(blues_scores: pd.DataFrame) -> pd.DataFrame:
    """Beat the Blues: three of its 100 people have no score after the baseline."""
    return blues_scores.rename(columns={"bdi_pre": "pre"})[
        ["subject", "treatment", "pre", "month", "bdi"]
    ]
