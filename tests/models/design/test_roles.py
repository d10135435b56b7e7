"""A variable that stands in a model twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes import ModelError

LINE = "y ~ arm * week + us(week | person)"
ENTRIES: dict[str, Callable[[str, pd.DataFrame], Any]] = {
    "fit": ipt.fit,
    "fit_many": lambda formula, rows: ipt.fit_many(formula, rows, ["y"]),
    "reduce": ipt.reduce,
    "in pieces": lambda formula, rows: ipt.reduce(formula, [rows], levels={"arm": ["a", "b"]}),
}


@pytest.mark.parametrize("entry", list(ENTRIES))
@pytest.mark.parametrize("kind", ["int64", "float64", "object", "Int64"])
def test_numbers_are_not_a_line_here_and_visits_there(
    entry: str, kind: str, small_trial: pd.DataFrame
) -> None:
    rows = small_trial.astype({"week": kind})
    with pytest.raises(ModelError, match=r"Write C\(week\) in the fixed part .*, or I\(week\)"):
        ENTRIES[entry](LINE, rows)
    beside = LINE.replace("us(week | person)", "cs(week | person) + (1 | therapist)")
    if entry.startswith("fit"):
        with pytest.raises(ModelError, match="holds numbers: in the fixed part it would be"):
            ENTRIES[entry](beside, rows)


@pytest.mark.parametrize("family", ["us", "cs", "csh", "ar1", "toep"])
def test_either_is_fitted_when_said(family: str, small_trial: pd.DataFrame) -> None:
    """A line is the line of another column; a mean a visit is the mean of text visits."""
    line = ipt.fit(f"y ~ arm * I(week) + {family}(week | person)", small_trial)
    other = small_trial.assign(time=small_trial["week"]).astype({"visit": "category"})
    expected = ipt.fit(f"y ~ arm * time + {family}(visit | person)", other)
    np.testing.assert_allclose(line.inference.beta, expected.inference.beta, rtol=1e-9)
    assert line.terms == ("Intercept", "arm[T.b]", "I(week)", "arm[T.b]:I(week)")
    means = ipt.fit(f"y ~ arm * C(week) + {family}(week | person)", small_trial)
    by_visit = ipt.fit(f"y ~ arm * visit + {family}(visit | person)", other)
    np.testing.assert_allclose(means.inference.beta, by_visit.inference.beta, rtol=1e-9)
    categories = small_trial.astype({"week": "category"})
    again = ipt.fit(f"y ~ arm * week + {family}(week | person)", categories)
    np.testing.assert_allclose(again.inference.beta, by_visit.inference.beta, rtol=1e-9)


def test_a_line_that_is_said_can_be_asked_about(small_trial: pd.DataFrame) -> None:
    said = ipt.fit("y ~ arm * I(week) + us(week | person)", small_trial)
    plain = ipt.fit("y ~ arm * week + us(visit | person)", small_trial)
    expected = ipt.joint_test(plain, "arm:week")
    for term in ("arm:week", "arm:I(week)"):
        found = ipt.joint_test(said, term)
        np.testing.assert_allclose(found["statistic"], expected["statistic"], rtol=1e-8)
        np.testing.assert_allclose(found["df2"], expected["df2"], rtol=1e-8)
    at = {"week": [4, 12]}
    pd.testing.assert_frame_equal(
        ipt.contrast(said, "arm", by="week", at=at),
        ipt.contrast(plain, "arm", by="week", at=at),
        rtol=1e-8,
    )


def test_real_times_and_slopes_are_a_line_in_both_places(small_trial: pd.DataFrame) -> None:
    assert ipt.fit("y ~ arm * week + sp_exp(week | person)", small_trial).converged
    assert ipt.fit("y ~ arm * week + (1 + week | person)", small_trial).converged
    assert ipt.fit("y ~ arm * log(week) + us(week | person)", small_trial).converged


def test_a_factor_is_no_number(small_trial: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match=r"I\(week\): 'week' is a factor by C\(week\)"):
        ipt.fit("y ~ arm * C(week) + I(week) + us(week | person)", small_trial)
    for inside in ("log(arm)", "I(arm ** 2)", "exp(visit)"):
        with pytest.raises(ModelError, match="is a factor, not a number"):
            ipt.fit(f"y ~ {inside} + (1 | person)", small_trial)


def test_the_outcome_is_not_its_own_covariate(small_trial: pd.DataFrame) -> None:
    for fixed in ("y + arm", "log(y)", "arm + I(y ** 2)"):
        with pytest.raises(ModelError, match="'y' stands on both sides"):
            ipt.fit(f"y ~ {fixed} + (1 | person)", small_trial)


def test_the_outcome_is_not_a_combination_of_covariates(small_trial: pd.DataFrame) -> None:
    rows = small_trial.assign(twice=2 * small_trial["y"] + 1)
    with pytest.raises(ModelError, match="gives the outcome 'y' exactly"):
        ipt.fit("y ~ twice + (1 | person)", rows)
    constant = small_trial.assign(y=small_trial["baseline"])
    with pytest.raises(ModelError, match=r"\(1 \| person\) give the outcome exactly"):
        ipt.fit("y ~ arm + (1 | person)", constant)
