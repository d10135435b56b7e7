"""What a right-hand side is made of: columns and functions, also where both have one name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes import ModelError
from ipt_outcomes.models.design.expressions import Expression, expressions
from ipt_outcomes.models.design.fixed import fixed_variables

NAMES = ["C", "I", "Q", "log", "exp", "center", "scale", "lag", "np", "x.y", "class", "my column"]


def test_names_and_calls() -> None:
    assert expressions("arm * C(visit) + log(x) + log(x):arm") == (
        Expression("arm", ("arm",), ()),
        Expression("C(visit)", ("visit",), ("C",)),
        Expression("log(x)", ("x",), ("log",)),
    )
    assert [each.plain for each in expressions("arm + C(arm)")] == [True, False]
    names, declared = fixed_variables("C(visit, contr.treatment) + I(log(x))")
    assert (names, declared) == (("visit", "x"), frozenset({"visit"}))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "formula",
    ["y ~ {} * visit + arm * visit + us(visit | person)", "y ~ {} + arm * week + (1 | person)"],
)
def test_a_column_may_have_a_functions_name(
    name: str, formula: str, small_trial: pd.DataFrame
) -> None:
    expected = ipt.fit(formula.format("baseline"), small_trial)
    renamed = small_trial.rename(columns={"baseline": name})
    found = ipt.fit(formula.format(f"`{name}`"), renamed)
    np.testing.assert_allclose(found.coefficients["se"], expected.coefficients["se"], rtol=1e-12)
    pd.testing.assert_frame_equal(
        ipt.marginal_means(found, "arm", at={name: 15.0}),
        ipt.marginal_means(expected, "arm", at={"baseline": 15.0}),
        rtol=1e-10,
    )
    factor = ipt.fit(
        formula.replace("arm", f"`{name}`").format("baseline"),
        small_trial.rename(columns={"arm": name}),
    )
    np.testing.assert_allclose(factor.inference.beta, expected.inference.beta, rtol=1e-10)


def test_another_column_of_that_name_is_in_nobodys_way(small_trial: pd.DataFrame) -> None:
    formula = "y ~ log(baseline) + C(arm) + I(week ** 2) + (1 | person)"
    beside = small_trial.assign(C=1.0, I="x", log=2.0)
    pd.testing.assert_frame_equal(
        ipt.fit(formula, beside).coefficients, ipt.fit(formula, small_trial).coefficients
    )


@pytest.mark.parametrize("fixed", ["log + log(baseline)", "C * C(arm)", "I:arm + I(week ** 2)"])
def test_one_name_for_both_is_refused(fixed: str, small_trial: pd.DataFrame) -> None:
    rows = small_trial.assign(log=1.0, C=small_trial["week"], I=small_trial["week"])
    with pytest.raises(ModelError, match="is a column and a function: rename the column"):
        ipt.fit(f"y ~ {fixed} + (1 | person)", rows)


@pytest.mark.parametrize("fixed", ["C(log(baseline))", "C()", "C(arm, week)", "I(C(week))"])
def test_a_factor_is_made_of_one_column(fixed: str, small_trial: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match=r"C\(\) makes a factor of one column"):
        ipt.fit(f"y ~ {fixed} + (1 | person)", small_trial)


def test_names_in_backticks_may_hold_anything(small_trial: pd.DataFrame) -> None:
    rows = small_trial.rename(columns={"baseline": "BDI (pre) [0-63]", "week": "week {no}"})
    found = ipt.fit(
        "y ~ `BDI (pre) [0-63]` + arm * C(`week {no}`) + (1 | person)",
        rows,
    )
    expected = ipt.fit("y ~ baseline + arm * C(week) + (1 | person)", small_trial)
    np.testing.assert_allclose(found.inference.beta, expected.inference.beta, rtol=1e-10)
    assert ipt.contrast(found, "arm", by="week {no}").shape[0] == 3


@pytest.mark.parametrize(
    ("fixed", "count"), [("log(x)", 61), ("log10(x) * visit", 61), ("exp(400 * x)", 118)]
)
@pytest.mark.parametrize("covariance", ["us(visit | person)", "(1 | person)"])
def test_a_function_without_a_value_is_refused_with_the_number_of_rows(
    fixed: str, count: int, covariance: str, small_trial: pd.DataFrame
) -> None:
    rows = small_trial.assign(x=np.arange(180) % 180 - 60.0)
    formula = f"y ~ {fixed} + {covariance}"
    text = rf"{fixed.split(' * visit', maxsplit=1)[0]}".replace("(", r"\(").replace(")", r"\)")
    message = text.replace("*", r"\*") + f" has no finite value in {count} rows"
    with np.errstate(all="raise"), pytest.raises(ModelError, match=message):
        ipt.fit(formula, rows)
    if covariance.startswith("us"):
        with pytest.raises(ModelError, match=message):
            ipt.reduce(formula, rows)


def test_a_function_without_a_value_elsewhere(small_trial: pd.DataFrame) -> None:
    rows = small_trial.assign(late=small_trial["week"] - 4)
    with pytest.raises(ModelError, match=r"random term .*log\(late\).* in 60 rows"):
        ipt.fit("y ~ arm + (1 + log(late) | person)", rows)
    fitted = ipt.fit("y ~ log(baseline) + arm + (1 | person)", small_trial)
    with pytest.raises(ModelError, match=r"log\(baseline\) has no finite value in 2 rows"):
        ipt.marginal_means(fitted, "arm", at={"baseline": 0})
    with pytest.raises(ModelError, match=r"log\(late\) has no finite value in 1 rows"):
        ipt.fit("y ~ arm * log(late) + us(late | person)", rows)
