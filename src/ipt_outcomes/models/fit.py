"""`fit`: from a formula and a frame to a fitted mixed model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ipt_outcomes.models.design import Design, build_design
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula, parse_formula
from ipt_outcomes.models.inference import (
    DF_METHODS,
    Inference,
    kenward_roger_covariance,
    theta_covariance,
)
from ipt_outcomes.models.optimise import Optimum, maximise
from ipt_outcomes.models.patterns import build_patterns
from ipt_outcomes.models.problem import NotPositiveDefiniteError, Problem
from ipt_outcomes.models.result import Fit


def fit(
    formula: str,
    data: pd.DataFrame,
    *,
    method: str = "reml",
    df: str | None = None,
    vcov: str = "model",
    information: str | None = None,
    cluster: str | None = None,
    weights: str | None = None,
) -> Fit:
    """Fit a mixed model to a long frame, one row per person and visit.

    Args:
        formula: the outcome, the fixed part, and a residual covariance, as
            "phq9 ~ arm * visit + baseline * visit + us(visit | participant)", or random terms, as
            "phq9 ~ arm * week + (1 + week | participant)".
        data: the rows; text and Categorical columns are factors, whose first level
            (alphabetical, or the first category) is the reference.
        method: "reml" or "ml".
        df: "kenward-roger" (the default with REML), "kenward-roger-linear", "satterthwaite" (the
            default with ML), "residual" or "normal".
        vcov: "model".
        information: "observed" or "expected", the information whose inverse is the covariance of
            the covariance parameters. By default Kenward-Roger takes the observed one for a
            residual covariance (SAS, mmrm) and the expected one for random effects (pbkrtest);
            Satterthwaite takes the observed one (lmerTest, mmrm).
        cluster: not available yet; the name of a sandwich's cluster.
        weights: not available yet; the name of a column of precision weights.

    Raises:
        ModelError: the formula, the data or the options do not make a model that can be fitted.
    """
    parsed = parse_formula(formula)
    if cluster is not None or weights is not None:
        raise ModelError("cluster and weights are not available")
    options = _options(method, df, vcov, information)
    design = build_design(parsed, data)
    problem = _problem(design, parsed)
    try:
        optimum = maximise(problem, method)
    except (NotPositiveDefiniteError, np.linalg.LinAlgError) as error:
        raise ModelError(
            f"formula {parsed.text!r}: no admissible covariance was found to start from; "
            "use a simpler covariance"
        ) from error
    return _result(design, problem, optimum, options)


@dataclass(frozen=True)
class _Options:
    method: str
    df: str
    vcov: str
    information: str | None


def _options(method: str, df: str | None, vcov: str, information: str | None) -> _Options:
    """The options, checked, with the default df."""
    if method not in ("reml", "ml"):
        raise ModelError(f"method {method!r}: there are 'reml' and 'ml'")
    if df is None:
        df = "kenward-roger" if method == "reml" else "satterthwaite"
    if df not in DF_METHODS:
        raise ModelError(f"df {df!r}: there are {', '.join(DF_METHODS)}")
    if df.startswith("kenward-roger") and method == "ml":
        raise ModelError("Kenward-Roger needs method='reml'; with 'ml' use df='satterthwaite'")
    if information not in (None, "observed", "expected"):
        raise ModelError(f"information {information!r}: there are 'observed' and 'expected'")
    if vcov != "model":
        raise ModelError(f"vcov {vcov!r} is not available; use 'model'")
    return _Options(method, df, vcov, information)


def _problem(design: Design, parsed: ModelFormula) -> Problem:
    if parsed.random:
        if parsed.covariance is not None:
            raise ModelError(
                f"formula {parsed.text!r}: random terms together with {parsed.covariance} are "
                "not available; keep one of them"
            )
        from ipt_outcomes.models.random_effects import build_random_effects

        return build_random_effects(design, parsed.random)
    assert parsed.covariance is not None
    return build_patterns(design, parsed.covariance)


def _result(design: Design, problem: Problem, optimum: Optimum, options: _Options) -> Fit:
    """The optimum, said in the user's columns."""
    at, df, information = optimum.at, options.df, options.information
    transform = design.basis.transform
    n, p, k = problem.n_observations, problem.n_columns, len(optimum.theta)
    visits = problem.kind == "visits"
    if information is None:
        information = "expected" if df.startswith("kenward-roger") and not visits else "observed"
    found = theta_covariance(at, information, problem.interior(optimum.theta))
    if found is None:
        raise ModelError(
            f"formula {design.formula.text!r}: {problem.n_subjects} people with {n} observations "
            f"do not identify its {k} covariance parameters; use a simpler covariance"
        )
    w, information = found
    covariance = at.phi
    if df.startswith("kenward-roger"):
        moments = problem.moments(optimum.theta, 2)
        covariance = kenward_roger_covariance(moments, at.phi, w, df.endswith("linear"))
    value = at.minus_2_log_likelihood
    if options.method == "reml":
        value -= 2.0 * float(np.linalg.slogdet(transform)[1])
    assert at.phi_gradient is not None
    return Fit(
        formula=design.formula.text,
        response=design.formula.response,
        method=options.method,
        df=df,
        vcov=options.vcov,
        information=information,
        minus_2_log_likelihood=value,
        aic=value + 2.0 * (k if visits else k + p),
        bic=value + (k * np.log(problem.n_subjects) if visits else (k + p) * np.log(n)),
        converged=optimum.converged,
        singular=problem.at_boundary(optimum.theta),
        n_subjects=problem.n_subjects,
        n_observations=n,
        rows_dropped=dict(design.rows_dropped),
        column_names=design.column_names,
        kept=design.basis.kept,
        null_basis=np.ascontiguousarray(design.basis.null_basis),
        theta=np.ascontiguousarray(optimum.theta),
        theta_names=problem.theta_names,
        covariance=problem.covariance_frame(optimum.theta),
        fixed=design.fixed,
        inference=Inference(
            beta=np.ascontiguousarray(transform @ at.beta + design.offset),
            phi=np.ascontiguousarray(transform @ at.phi @ transform.T),
            covariance=np.ascontiguousarray(transform @ covariance @ transform.T),
            phi_gradient=np.ascontiguousarray(transform @ at.phi_gradient @ transform.T),
            theta_covariance=np.ascontiguousarray(w),
            df_method=df,
            residual_df=n - p,
        ),
    )
