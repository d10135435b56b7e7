"""`fit`: from a formula and a frame to a fitted mixed model.

Formulas: docs/methods.md, "AIC, BIC and likelihood ratios".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np
import pandas as pd

from ipt_outcomes.models.arguments import column_names
from ipt_outcomes.models.built import build_problem, unidentified
from ipt_outcomes.models.design.design import Design, FixedDesign, build_design
from ipt_outcomes.models.design.planned_visits import (
    refuse_alphabetical,
    refuse_alphabetical_rows,
)
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fallback import candidates, first_sound
from ipt_outcomes.models.formula import ModelFormula, parse_formula
from ipt_outcomes.models.inference import (
    Inference,
    boundary_covariance,
    identified,
    known,
    theta_covariance,
)
from ipt_outcomes.models.kenward_roger import kenward_roger_covariance
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.optimise import Optimum, maximise
from ipt_outcomes.models.options import Options, checked_options
from ipt_outcomes.models.problem import NotPositiveDefiniteError, Problem
from ipt_outcomes.models.reductions.reduce import reduce_whole
from ipt_outcomes.models.reductions.reduction import Reduction
from ipt_outcomes.models.result import Fit
from ipt_outcomes.models.robust.request import SandwichRequest, sandwich_request
from ipt_outcomes.models.sas_parameters import sas_bend
from ipt_outcomes.models.visits.patterns import PatternProblem
from ipt_outcomes.models.visits.summed_design import summed_design


def fit(
    formula: str,
    data: pd.DataFrame | Reduction,
    *,
    method: str = "reml",
    df: str | None = None,
    vcov: str = "model",
    information: str | None = None,
    cluster: str | None = None,
    weights: str | None = None,
    probability_weights: str | None = None,
    fallback: Sequence[str] | None = None,
) -> Fit:
    """Fit a mixed model to a long frame, one row per person and visit, or to sums of its rows.

    A formula is "outcome ~ fixed part + covariance", with terms joined by +:

    - The fixed part: variables; a:b, an interaction; a * b, both and their interaction; 0 or -1, no
      intercept; C(x), numbers as a factor; log(), log2(), log10(), exp(); I(x ** 2), arithmetic.
    - A residual covariance, us(visit | subject), of the rows of a person: us, cs, csh, ar1, ar1h,
      toep, toeph, ad and adh by visit, sp_exp by real time; us(visit | arm / subject), one per arm.
      ar1 counts visits: nlme's corAR1(~month), which counts months, is sp_exp.
    - Random terms: (1 | site), an intercept; (1 + week | subject), with a slope and its
      correlation; (1 + week || subject), without the correlation; (0 + treated | therapist), none
      for the others; (1 | site / subject), which is (1 | site) + (1 | site:subject).
    - A name with a space or a sign stands in backticks: `bdi-ii`.

    Args:
        formula: as "phq9 ~ arm * visit + baseline * visit + us(visit | participant)", or "phq9 ~
            arm * week + (1 + week | participant)", or with both kinds, "phq9 ~ arm * visit +
            us(visit | participant) + (0 + treated | therapist)".
        data: the rows, or a `Reduction` of them; text and Categorical columns are factors, whose
            first level (alphabetical, or the first category) is the reference. True and False are
            a factor of the fixed part, as in R, and the numbers 1 and 0 in a random term. The
            visits of ar1, ar1h, toep, toeph, ad and adh must have an order: numbers, or a
            Categorical, whose categories are the planned visits. One that nobody came to has no
            mean, but keeps its place: ar1, ar1h, toep and toeph count the planned visits between
            two, and ad and adh have one correlation for the step over it. Categories that the
            alphabet has sorted against the numbers in them (`astype("category")` puts 10m before
            2m) say no order, unless they are declared ordered. Text with so many levels that few
            people share one is refused as a covariate: C() says that a factor is meant.
        method: "reml" or "ml".
        df: "kenward-roger" (the default with REML), "kenward-roger-linear", "kenward-roger-sas",
            "satterthwaite" (the default with ML and with a sandwich), "residual" or "normal".
            For us, cs, toep and random effects the first three are SAS's DDFM=KR; for csh, ar1,
            ar1h, toeph, ad, adh and sp_exp "kenward-roger" is mmrm's, "-sas" SAS's (none for ad),
            "-linear" either's linear form. `kenward_roger.py` says how far apart they are.
        vcov: "model", or a sandwich: "CR0", "CR2" or "CR3". With a residual covariance they are
            mmrm's Empirical, Empirical-Bias-Reduced and Empirical-Jackknife; with random effects
            clubSandwich's. See `robust/sandwich.py`; `robust/freedom.py` has degrees of freedom.
        information: "observed" or "expected", the information whose inverse is the covariance of
            the covariance parameters. By default Kenward-Roger takes the observed one for a
            residual covariance (SAS, mmrm) and the expected one for random effects (pbkrtest; with
            "-sas" the observed one); Satterthwaite takes the observed one (lmerTest, mmrm).
        cluster: the column of the sandwich's clusters; by default the person, with nested random
            effects the outermost group.
        weights: the column of precision weights w: variance sigma^2 / w (as mmrm's and lme4's).
            With random effects Kenward-Roger heeds them; pbkrtest 0.5.2 does not, and differs.
        probability_weights: the column of probability weights, one for each person: a person counts
            w times. With a residual covariance and a sandwich only.
        fallback: residual covariances to try after the formula's own, in this order, as
            ("toeph", "ar1h", "csh", "cs"), until one converges with that covariance
            away from a boundary;
            `Fit.attempts` keeps what became of each.

    Returns:
        A `Fit`: `status`, `notes` (what is unusual about the data), `coefficients`, `covariance`,
        `aic`; `marginal_means`, `contrast` and `joint_test` take it, and `Fit.save` keeps it.

    Raises:
        ModelError: the formula, the data or the options do not make a model that can be fitted.
    """
    parsed = parse_formula(formula)
    column_names(cluster=cluster, weights=weights, probability_weights=probability_weights)
    models = (parsed,) if fallback is None else candidates(parsed, fallback)
    options = checked_options(method, df, vcov, information, weights)
    request = sandwich_request(vcov, cluster, probability_weights)
    design: FixedDesign
    if isinstance(data, pd.DataFrame):
        for model in models:
            refuse_alphabetical_rows(model, data)
    if isinstance(data, Reduction):
        _refuse_rows_wanted(request, weights)
        design = summed_design(parsed, data)
    elif request is None and weights is None and all(map(_of_visits, models)):
        design = summed_design(parsed, reduce_whole(parsed, data))
    else:
        design = build_design(
            parsed,
            data,
            weights=weights,
            probability_weights=probability_weights,
            also=() if cluster is None else (cluster,),
        )

    for model in models:
        if model.covariance is not None and design.planned is not None:
            refuse_alphabetical(model.covariance, design.planned.ordered)

    def fit_one(model: ModelFormula) -> Fit:
        chosen = design if model is parsed else replace(design, formula=model)
        try:
            problem = build_problem(chosen)
            optimum = maximise(problem, method)
        except (NotPositiveDefiniteError, np.linalg.LinAlgError) as error:
            reason = "no admissible covariance was found to start from"
            raise unidentified(model, design.fixed, reason) from error
        return _result(chosen, problem, optimum, options, request)

    return fit_one(parsed) if fallback is None else first_sound(models, fit_one)


def _of_visits(formula: ModelFormula) -> bool:
    """Whether the sums by visit pattern are enough for a formula."""
    covariance = formula.covariance
    return not formula.random and covariance is not None and covariance.structure.of_visits


def _refuse_rows_wanted(request: SandwichRequest | None, weights: str | None) -> None:
    """Sandwiches and weights have no answer in sums over people."""
    if request is not None:
        raise ModelError(
            f"vcov={request.vcov!r} needs every person's residuals, and a reduction has sums over "
            "people: fit the rows, or use vcov='model'"
        )
    if weights is not None:
        raise ModelError("weights belong to rows, and a reduction has none: fit the rows")


def _theta_covariance(optimum: Optimum, information: str) -> tuple[Array, str] | None:
    """W (K, K) and the information it came from; None when there is none."""
    problem = optimum.problem
    inside = problem.interior(optimum.theta)
    if information == "observed" and not inside.all():
        assert optimum.at.gradient is not None and optimum.at.observed is not None
        free = problem.to_free(optimum.theta)
        curvature = problem.curvature(optimum.at.gradient, free)
        w = boundary_covariance(optimum.at.observed, problem.jacobian(free), curvature)
        if w is not None:
            return w, information
    return theta_covariance(optimum.at, information, inside)


def _told(problem: PatternProblem, optimum: Optimum) -> bool:
    """Whether the data tell something of every parameter of a visit covariance."""
    if not problem.linear:
        return known(optimum.at)
    assert optimum.at.expected is not None
    return identified(optimum.at.expected, problem.units(optimum.theta))


def _size(design: FixedDesign) -> float:
    """The variance of what least squares leaves."""
    assert isinstance(design, Design)
    return float(design.y @ design.y) / len(design.y)


def _result(
    design: FixedDesign,
    problem: Problem,
    optimum: Optimum,
    options: Options,
    request: SandwichRequest | None,
) -> Fit:
    """The optimum, said in the user's columns."""
    at, df, information = optimum.at, options.df, options.information
    transform = design.basis.transform
    n, p, k = problem.n_observations, problem.n_columns, len(optimum.theta)
    visits = problem.kind == "visits"
    if information is None:
        pbkrtest = df in ("kenward-roger", "kenward-roger-linear") and not visits
        information = "expected" if pbkrtest else "observed"
    found = _theta_covariance(optimum, information)
    if found is None or (isinstance(problem, PatternProblem) and not _told(problem, optimum)):
        term, counts = design.formula.covariance, ""
        if isinstance(problem, PatternProblem) and term is not None:
            counts = f" ({term.visit}: {problem.people_by_visit()})"
        raise unidentified(
            design.formula,
            design.fixed,
            f"{problem.n_subjects} people with {n} observations{counts} do not identify its {k} "
            "covariance parameters",
        )
    assert at.expected is not None
    if not visits and not identified(at.expected, _size(design) if problem.linear else None):
        raise unidentified(
            design.formula,
            design.fixed,
            f"the {n} observations, beside {p} fixed-effect columns, do not identify its {k} "
            "variances and covariances",
        )
    w, information = found
    covariance = at.phi
    if df.startswith("kenward-roger"):
        assert at.moments is not None
        bend = sas_bend(optimum.problem, optimum.theta) if df == "kenward-roger-sas" else None
        covariance = kenward_roger_covariance(at.moments, at.phi, w, df.endswith("linear"), bend)
    assert at.phi_gradient is not None
    theta, phi_gradient = optimum.theta, at.phi_gradient
    if optimum.turn is not None:
        theta, w = optimum.turn @ theta, optimum.turn @ w @ optimum.turn.T
        phi_gradient = np.tensordot(np.linalg.inv(optimum.turn).T, phi_gradient, axes=1)
    robust = None
    if request is not None:
        assert isinstance(design, Design)
        robust = request.sandwich(design, problem, theta, at, df == "satterthwaite")
        covariance = robust.covariance
    value = at.minus_2_log_likelihood
    if design.root_weights is not None:
        value -= 2.0 * float(np.log(design.root_weights).sum())
    if options.method == "reml":
        value -= 2.0 * float(np.linalg.slogdet(transform)[1])
    as_mmrm = visits and options.method == "reml"
    return Fit(
        formula=design.formula.text,
        response=design.formula.response,
        method=options.method,
        df=df,
        vcov=options.vcov,
        n_clusters=robust.n_clusters if robust else None,
        weights=options.weights,
        cluster=request.cluster if request else None,
        probability_weights=request.probability_weights if request else None,
        information=information,
        minus_2_log_likelihood=value,
        aic=value + 2.0 * (k if as_mmrm else k + p),
        bic=value + (k * log(problem.n_subjects) if as_mmrm else (k + p) * log(n)),
        converged=optimum.converged,
        singular=optimum.problem.at_boundary(optimum.theta),
        residual_singular=optimum.problem.residual_at_boundary(optimum.theta),
        n_subjects=problem.n_subjects,
        n_observations=n,
        rows_dropped=dict(design.rows_dropped),
        fingerprint=design.fingerprint,
        notes=design.notes,
        column_names=design.column_names,
        kept=design.basis.kept,
        null_basis=np.ascontiguousarray(design.basis.null_basis),
        theta=np.ascontiguousarray(theta),
        theta_names=problem.theta_names,
        covariance=optimum.problem.covariance_made(optimum.theta),
        fixed=design.fixed,
        inference=Inference(
            beta=np.ascontiguousarray(transform @ at.beta + design.offset),
            phi=np.ascontiguousarray(transform @ at.phi @ transform.T),
            covariance=np.ascontiguousarray(transform @ covariance @ transform.T),
            phi_gradient=np.ascontiguousarray(transform @ phi_gradient @ transform.T),
            theta_covariance=np.ascontiguousarray(w),
            df_method=df,
            residual_df=n - p,
            sandwich=robust.freedom_for(transform) if robust else None,
        ),
    )
