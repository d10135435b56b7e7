"""How often each predictor of an index was kept."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.given import Given


def make(given: Given) -> pd.DataFrame:
    """The table `advantage_predictors`."""
    return given.advantages.advantage_predictors
