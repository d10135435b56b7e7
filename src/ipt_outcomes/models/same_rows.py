"""The rows of a fit once more, and the refusal of any others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ipt_outcomes.models.built import build_problem
from ipt_outcomes.models.design.design import Design, build_design
from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.likelihood import Evaluation, evaluate
from ipt_outcomes.models.problem import Problem
from ipt_outcomes.models.result import Fit

_OTHER = "these are not the data of the fit"
_SAME = 1e-7
"""Standard errors by which coefficients at the fit's theta may differ from the fit's."""


@dataclass(frozen=True)
class SameRows:
    """The design and problem of a fit, and the problem at the fit's theta."""

    design: Design
    problem: Problem
    at: Evaluation


def same_rows(fit: Fit, data: pd.DataFrame) -> SameRows:
    """What the rows of a fit make of its formula.

    Raises:
        ModelError: the data have other rows than the fit, or other values, people or groups in
            them; saying what differs, in counts.
    """
    design = build_design(
        parse_formula(fit.formula),
        data,
        weights=fit.weights,
        probability_weights=fit.probability_weights,
    )
    _refuse_other_values(fit, design)
    problem = build_problem(design)
    if problem.theta_names != fit.theta_names:
        raise ModelError(f"{_OTHER}: its covariance has other parameters")
    at = evaluate(problem.moments(fit.theta, 0), problem.n_observations, fit.method == "reml")
    beta = design.basis.transform @ at.beta + design.offset
    scale = np.sqrt(np.diag(fit.inference.phi))
    if not np.allclose(beta / scale, fit.inference.beta / scale, rtol=0.0, atol=_SAME):
        raise ModelError(f"{_OTHER}: they have other estimates")
    return SameRows(design, problem, at)


def _refuse_other_values(fit: Fit, design: Design) -> None:
    n = len(design.y)
    if n != fit.n_observations:
        raise ModelError(f"{_OTHER}: {n} rows instead of {fit.n_observations}")
    _refuse_other_levels(design.fixed, fit.fixed)
    if design.basis.kept != fit.kept:
        raise ModelError(
            f"{_OTHER}: of the fixed part's columns they estimate {len(design.basis.kept)} "
            f"instead of {len(fit.kept)}, or other ones"
        )
    own, theirs = fit.fingerprint, design.fingerprint
    if not own.same_response(theirs, n):
        raise ModelError(f"{_OTHER}: {fit.response!r} has other values in its {n} rows")
    if not (own.same_space(theirs) and own.same_units(theirs)):
        raise ModelError(f"{_OTHER}: the columns of the fixed part have other values")


def _refuse_other_levels(given: FixedPart, fitted: FixedPart) -> None:
    """Refuse variables that are coded otherwise than in the fit.

    Raises:
        ModelError: naming the variable.
    """
    for name in dict.fromkeys([*fitted.factors, *given.factors]):
        here, there = given.factors.get(name), fitted.factors.get(name)
        if here == there:
            continue
        if here is None or there is None:
            words = "numbers" if here is None else "text or categories"
            raise ModelError(
                f"these are not the data of the fit: {name!r} is {words} here, and was not there"
            )
        if len(here) == len(there) and set(here) == set(there):
            raise ModelError(
                f"the levels of {name!r} are in another order than in the fit: give the column "
                "the type that it had, such as the same pd.Categorical"
            )
        raise ModelError(
            f"these are not the data of the fit: {name!r} has other levels, {len(here)} instead of "
            f"{len(there)}"
        )
