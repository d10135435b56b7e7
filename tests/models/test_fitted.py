"""What stands in the place of a fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes import ModelError

FORMULA = "y ~ arm * visit + us(visit | person)"
QUESTIONS: list[tuple[str, Callable[[Any, pd.DataFrame], Any]]] = [
    ("marginal_means", lambda fit, rows: ipt.marginal_means(fit, "arm")),
    ("contrast", lambda fit, rows: ipt.contrast(fit, "arm")),
    ("joint_test", lambda fit, rows: ipt.joint_test(fit, "arm")),
    ("compare_fits", lambda fit, rows: ipt.compare_fits(fit, fit)),
    ("scaled_residuals", ipt.scaled_residuals),
    ("leverage", ipt.leverage),
    ("second_opinion", ipt.second_opinion),
]


@pytest.mark.parametrize(("name", "question"), QUESTIONS)
def test_what_is_no_fit(
    name: str, question: Callable[[Any, pd.DataFrame], Any], small_trial: pd.DataFrame
) -> None:
    for thing in (None, "y ~ arm", small_trial):
        with pytest.raises(ModelError, match=rf"{name} takes what fit\(\) returns, and was given"):
            question(thing, small_trial)


@pytest.mark.parametrize(("name", "question"), QUESTIONS)
def test_a_model_that_failed_says_why(
    name: str, question: Callable[[Any, pd.DataFrame], Any], small_trial: pd.DataFrame
) -> None:
    failed = ipt.attempt_fit("y ~ arm", small_trial, method="reml", df="satterthwaite")
    with pytest.raises(ModelError, match=f"{name}: the model 'y ~ arm' was not fitted: .*neither"):
        question(failed, small_trial)


@pytest.mark.parametrize(("name", "question"), QUESTIONS[2:])
def test_one_fit_where_many_are_given(
    name: str, question: Callable[[Any, pd.DataFrame], Any], small_trial: pd.DataFrame
) -> None:
    many = ipt.fit_many(FORMULA, small_trial, ["y"])
    with pytest.raises(ModelError, match=f"{name} takes one fit, and was given many"):
        question(many, small_trial)
