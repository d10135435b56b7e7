"""What the engine answers to the questions of a case."""

from __future__ import annotations

import pandas as pd

import ipt_outcomes as ipt
from ipt_outcomes.models.result import Fit

from .oracle.description import Model, Question


def fitted(model: Model, frame: pd.DataFrame) -> Fit:
    """The engine's fit."""
    return ipt.fit(
        model.formula,
        frame,
        method=model.method,
        df=model.df,
        vcov=model.vcov,
        information=model.information,
        cluster=model.cluster,
        weights=model.weights,
    )


def answer(fitted_model: Fit, question: Question) -> pd.DataFrame:
    """The engine's table."""
    at = dict(question.at) or None
    if question.kind == "joint":
        return ipt.joint_test(fitted_model, ":".join(question.variables))
    if question.kind == "means":
        return ipt.marginal_means(
            fitted_model, question.variables[0], question.by, at, question.weights
        )
    return ipt.contrast(
        fitted_model,
        question.variables[0],
        against=question.against,
        by=question.by,
        at=at,
        weights=question.weights,
    )
