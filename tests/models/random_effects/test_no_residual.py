"""Data that two random effects explain best alone, without a residual."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit

FORMULA = "y ~ week + (1 + week || id)"


def trial(covariance: float) -> pd.DataFrame:
    """Sixty people at weeks 2 and 6 and twenty at week 2 alone."""
    rng = np.random.default_rng(3)
    factor = np.linalg.cholesky([[112.0, covariance], [covariance, 208.0]])
    scores = rng.normal(size=(80, 2)) @ factor.T
    rows = pd.DataFrame({"id": np.repeat(np.arange(80), 2), "week": np.tile([2.0, 6.0], 80)})
    rows["y"] = scores.ravel()
    return rows[(rows["id"] < 60) | (rows["week"] == 2)]


@pytest.mark.parametrize("unit", [1e-5, 1.0, 1e5])
@pytest.mark.parametrize("method", ["reml", "ml"])
def test_a_residual_of_zero_is_refused_in_any_order_and_unit(unit: float, method: str) -> None:
    """With this covariance sigma^2 would be -14: 112 - 150 + 8 x 3."""
    data = trial(150.0).assign(y=lambda rows: unit * rows["y"])
    for place in range(3):
        with pytest.raises(ModelError, match="nothing is left for the residual"):
            fit(FORMULA, data.sample(frac=1.0, random_state=place), method=method)


def test_a_residual_of_some_size_is_none_of_that() -> None:
    """sigma^2 is 36: 112 - 100 + 8 x 3."""
    assert fit(FORMULA, trial(100.0)).status == "ok"
