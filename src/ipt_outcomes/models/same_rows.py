"""The rows of a fit once more, and the refusal of any others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ipt_outcomes.models.design.design import Design, build_design
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit import build_problem
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
    n, columns = len(design.y), len(design.column_names)
    if (n, columns) != (fit.n_observations, len(fit.column_names)):
        raise ModelError(
            f"{_OTHER}: {n} rows and {columns} columns instead of {fit.n_observations} and "
            f"{len(fit.column_names)}"
        )
    if design.column_names != fit.column_names:
        raise ModelError(f"{_OTHER}: a factor of the fixed part has other levels")
    if design.basis.kept != fit.kept:
        raise ModelError(f"{_OTHER}: other columns of the fixed part are aliased")
    own, theirs = fit.fingerprint, design.fingerprint
    if not own.same_response(theirs, n):
        raise ModelError(f"{_OTHER}: {fit.response!r} has other values in its {n} rows")
    if not (own.same_space(theirs) and own.same_units(theirs)):
        raise ModelError(f"{_OTHER}: the columns of the fixed part have other values")
