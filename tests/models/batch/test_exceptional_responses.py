"""What a fit of its own would refuse, among responses that are fitted together."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit, fit_many

PEOPLE = 40
FORMULAS = [
    "y ~ arm * week + (1 | id)",
    "y ~ arm * week + (1 + week | id)",
    "y ~ arm * visit + us(visit | id)",
    "y ~ arm * visit + adh(visit | id)",
]


def trial() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    rows = pd.DataFrame({"id": np.repeat(np.arange(PEOPLE), 4), "week": np.tile([0, 4, 8, 12], 40)})
    rows["arm"] = np.where(rows["id"] % 2 == 0, "a", "b")
    rows["visit"] = pd.Categorical(rows["week"])
    own = rng.normal(size=PEOPLE)[rows["id"]]
    rows["y"] = 20.0 - 0.3 * rows["week"] + 3.0 * own + 3.0 * rng.normal(size=len(rows))
    return rows


def exceptional(data: pd.DataFrame) -> pd.DataFrame:
    """Responses that leave nothing for the residual, or are of no magnitude; two that are usual."""
    rng = np.random.default_rng(3)
    week, y = data["week"], data["y"]
    line, slopes = 3.0 + 2.0 * week, rng.normal(size=PEOPLE)[data["id"]]
    one_cell = y.copy()
    one_cell[5] = 1e200
    return pd.DataFrame(
        {
            "line": line,
            "rounded line": (3.0 + 0.1 * week).round(1),
            "covariate": week,
            "far from zero": y + 1e14,
            "line and rounding": line + 1e-12 * rng.normal(size=len(data)),
            "line and little": line + 1e-9 * rng.normal(size=len(data)),
            "own lines": 0.3 * data["id"] + slopes * week,
            "own lines and little": 0.3 * data["id"]
            + slopes * week
            + 1e-9 * rng.normal(size=len(data)),
            "large": 1e155 * y,
            "one cell": one_cell,
            "largest": 1e300 * y,
            "smallest": 1e-300 * y,
            "usual": y,
            "usual, of another unit": 1e30 * y,
        }
    )


@pytest.mark.parametrize("formula", FORMULAS)
def test_each_response_ends_as_its_own_fit_does(formula: str) -> None:
    data = trial()
    responses = exceptional(data)
    together = fit_many(formula, data, responses, df="residual").fits.set_index("response")
    for name in responses:
        try:
            alone = fit(formula, data.assign(y=responses[name]), df="residual").status
        except ModelError:
            alone = "failed"
        assert together.loc[name, "status"] == alone, name
    assert list(together.loc[["usual", "usual, of another unit"], "status"]) == ["ok", "ok"]


@pytest.mark.parametrize("formula", FORMULAS[:2])
def test_a_response_that_is_exact_fails(formula: str) -> None:
    data = trial()
    responses = exceptional(data)[["line", "rounded line", "covariate", "line and rounding"]]
    together = fit_many(formula, data, responses)
    assert list(together.fits["status"]) == ["failed"] * 4
    # A line is a function of week in each arm as well, which is said first.
    said = "the outcome 'y' is a function of 'week'"
    assert all("exactly" in reason or said in reason for reason in together.fits["reason"])


@pytest.mark.parametrize("formula", [*FORMULAS, "y ~ arm * visit + sp_exp(week | id)"])
@pytest.mark.parametrize("factor", [1e300, 1e150, 1e-300])
def test_a_magnitude_whose_squares_are_lost_is_refused_in_words(
    formula: str, factor: float
) -> None:
    data = trial()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ModelError, match=r"'y' (is beyond 1e\+40 in 160|has no value above)"):
            fit(formula, data.assign(y=factor * data["y"]))


@pytest.mark.parametrize("formula", ["y ~ arm * week + (1 | id)", "y ~ week + us(visit | id)"])
@pytest.mark.parametrize("factor", [1e200, 1e-200])
def test_a_covariate_whose_squares_are_lost_is_refused_in_words(
    formula: str, factor: float
) -> None:
    data = trial()
    with pytest.raises(ModelError, match=r"'week' (is beyond|has no value above)"):
        fit(formula, data.assign(week=factor * data["week"]))
