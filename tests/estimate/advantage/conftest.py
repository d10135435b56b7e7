"""Trials of two arms with a known truth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

ASKED: dict[str, Any] = {
    "participant": "person",
    "arm": "arm",
    "outcome": "outcome",
    "test": "ipt",
    "comparison": "cbt",
    "direction": "higher_is_worse",
}
FEW: dict[str, Any] = {"folds": 4, "repeats": 2, "permutations": 39}


@pytest.fixture(scope="session")
def asked() -> dict[str, Any]:
    return dict(ASKED)


@pytest.fixture(scope="session")
def few() -> dict[str, Any]:
    return dict(FEW)


@pytest.fixture(scope="session")
def trial() -> Callable[..., pd.DataFrame]:
    """By the first of `predictors` numbers the difference ipt - cbt rises by `moderation` an SD."""

    def made(
        seed: int,
        an_arm: int = 60,
        predictors: int = 3,
        moderation: float = 0.0,
        average: float = 0.0,
    ) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(2 * an_arm, predictors))
        arm = rng.permutation(np.repeat([1.0, -1.0], an_arm))
        effect = average + moderation * x[:, 0]
        outcome = 12 + 2 * x[:, -1] + 0.5 * arm * effect + 4 * rng.normal(size=2 * an_arm)
        frame = pd.DataFrame(x, columns=[f"x{place}" for place in range(predictors)])
        return frame.assign(
            person=np.arange(2 * an_arm), arm=np.where(arm > 0, "ipt", "cbt"), outcome=outcome
        )

    return made
