"""Variances that the fixed effects leave no data for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit


def trial(last: int) -> pd.DataFrame:
    """Ten people at two visits, `last` of them at a third, whose mean is a fixed effect."""
    rng = np.random.default_rng(9)
    rows = pd.DataFrame(
        [(who, visit) for who in range(10) for visit in range(3)], columns=["id", "week"]
    )
    rows["y"] = rng.normal(size=30) + np.repeat(rng.normal(size=10), 3)
    rows["visit"] = pd.Categorical(rows["week"])
    return rows[(rows["week"] < 2) | (rows["id"] < last)]


def test_a_ridge_of_maxima_is_refused() -> None:
    """The one score at the third visit is its mean: two a person remain, for four parameters."""
    with pytest.raises(ModelError, match="beside 3 fixed-effect columns, do not identify its 4"):
        fit("y ~ visit + (1 + week | id)", trial(last=1))


def test_two_scores_more_identify_them() -> None:
    assert fit("y ~ visit + (1 + week | id)", trial(last=5)).converged
    # With ML the mean costs nothing.
    assert fit("y ~ visit + (1 + week | id)", trial(last=1), method="ml").n_observations == 21
