"""`conditional_mean`: deterministic imputation, with standard errors by jackknife or bootstrap.

Every missing score is its conditional mean at the REML estimates; the estimate is the analysis of
these scores, and its standard error comes from doing all of it again without each person in turn,
or with people drawn anew (Wolbers, Noci, Delmar, Gower-Page, Yiu and Bartlett 2022, Pharm Stat
21:1246-1257).

Formulas: docs/methods.md, "Conditional-mean imputation".
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.missing.analysis import visit_analysis
from ipt_outcomes.missing.conditional_scores import CompletedMeans
from ipt_outcomes.missing.delta import delta_shift
from ipt_outcomes.missing.groups import groups_under
from ipt_outcomes.missing.leave_one_out import without_each
from ipt_outcomes.missing.model import ImputationModel, imputation_model
from ipt_outcomes.missing.posterior import Parameters, fitted_parameters
from ipt_outcomes.missing.progress import shown_progress
from ipt_outcomes.missing.resampling import drawn, refitted, shares_of, without
from ipt_outcomes.missing.schedule import Places
from ipt_outcomes.missing.strategies import Given
from ipt_outcomes.models.arguments import confidence_level, one_of, shown
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.frame_of import frame_of
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import OK
from ipt_outcomes.models.t_and_f import T_COLUMNS, t_statistics
from ipt_outcomes.random_streams import named_stream

_NUMBERS_AT_ONCE = 500_000
MOST_FAILED = 0.05
"""Of the bootstrap samples: with more without a fit, the others are no sample of them."""


def conditional_mean(
    formula: str,
    data: pd.DataFrame,
    *,
    participant: str,
    visit: str,
    arm: str,
    reference: Any,
    strategies: Given = "mar",
    at: Any = None,
    analysis: str | None = None,
    against: Any = None,
    inference: str = "jackknife",
    n_resamples: int = 1000,
    seed: int | None = None,
    delta: Any = 0.0,
    accumulating: bool = False,
    covariance_by_arm: bool = False,
    stayed: Collection[Any] = (),
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare the arms at a visit with missing scores at their conditional means.

    The estimate is what infinitely many imputations would give, and has no random numbers. The
    jackknife's standard error is of the sampling distribution, also under reference-based
    strategies, where Rubin's rules give a larger one. Only for what is linear in the scores: not
    for the share of people who respond.

    Args:
        formula, data, participant, visit, arm, reference, strategies, covariance_by_arm, stayed: as
            for `impute`.
        at: the visit of the analysis; None is the last.
        analysis: its formula, as "change ~ baseline + arm"; None is the imputation model without
            the visit.
        against: the comparison arm; None is the reference.
        inference: "jackknife", the same bits in every run; or "bootstrap", people drawn with
            replacement within arms, `n_resamples` times, which needs a `seed`.
        delta, accumulating: points added after dropout, see `Imputations.shifted`.
        level: of the confidence interval.

    Returns:
        One row a comparison: visit, test, comparison, estimate (test minus comparison, in points),
        se, df (infinite), statistic, p_value, ci_lower, ci_upper, n (people), inference,
        n_resamples (fits that the standard error rests on), status.

    Raises:
        ModelError: as `impute`; the model has clusters, whose people are not independent and cannot
            be left out one by one; a fit without one person, or too many of the bootstrap's, has no
            maximum.
    """
    one_of("inference", inference, ("jackknife", "bootstrap"))
    level = confidence_level(level)
    if inference == "bootstrap" and seed is None:
        raise ModelError("inference='bootstrap' draws people: give a seed")
    model = imputation_model(
        formula,
        data,
        participant=participant,
        visit=visit,
        arm=arm,
        reference=reference,
        covariance_by_arm=covariance_by_arm,
        stayed=stayed,
    )
    if model.clusters is not None:
        terms = " + ".join(map(str, model.formula.random))
        raise ModelError(
            f"conditional_mean: with {terms} people are not independent, and neither may be left "
            "out or drawn one by one; use impute(), which draws the clusters' effects"
        )
    groups = groups_under(model, strategies)
    schedule = model.schedule
    base = model.reference_label if against is None else against
    planned = visit_analysis(model, at, analysis, base)
    shift = delta_shift(schedule, delta, None, accumulating)[:, planned.place]
    completed = CompletedMeans(model, groups, planned, shift)
    everybody = np.ones((1, schedule.n_people))
    estimate = completed.estimates(fitted_parameters(model), everybody)[0]
    if inference == "jackknife":
        variance, fits = _jackknife(model, completed)
    else:
        assert seed is not None
        variance, fits = _bootstrap(model, completed, n_resamples, seed)
    table = t_statistics(estimate, variance, np.full(len(estimate), np.inf), level)
    c = len(estimate)
    return frame_of(
        [
            ("visit", [schedule.visits[planned.place]] * c),
            ("test", list(planned.tests)),
            ("comparison", list(planned.comparisons)),
            *zip(T_COLUMNS, table.T, strict=True),
            ("n", [schedule.n_people] * c),
            ("inference", [inference] * c),
            ("n_resamples", [fits] * c),
            ("status", [OK] * c),
        ]
    )


def _jackknife(model: ImputationModel, completed: CompletedMeans) -> tuple[Array, int]:
    """(n - 1) / n times the sum of squares of the estimates without each person."""
    n = model.schedule.n_people
    shares = shares_of(model)
    size = max(_NUMBERS_AT_ONCE // model.problem.strata[0].cross.sums[:, :, :, 0, 0].size, 1)
    starts = range(0, n, size)
    parts = []
    failed = 0
    for start in shown_progress(starts, len(starts), "fitting without each person"):
        people = np.arange(start, min(start + size, n))
        theta, beta, sound = without_each(model, shares, people)
        for place in np.flatnonzero(~sound):
            fit = refitted(without(model, shares, int(people[place])))
            if fit is None:
                failed += 1
            else:
                theta[place], beta[place] = fit
        weights = np.ones((len(people), n))
        weights[np.arange(len(people)), people] = 0.0
        if not failed:
            parts.append(completed.estimates(_parameters(model, theta, beta), weights))
    if failed:
        raise ModelError(
            f"the jackknife: without {failed} of {n} people, one at a time, the imputation model "
            "has no fit; choose a simpler covariance or fixed part"
        )
    estimates = np.concatenate(parts)
    apart = estimates - estimates.mean(axis=0)
    return (n - 1.0) / n * np.square(apart).sum(axis=0), n


def _bootstrap(
    model: ImputationModel, completed: CompletedMeans, n_resamples: int, seed: int
) -> tuple[Array, int]:
    """The variance of the estimates over samples of people, as many of each arm as there are."""
    if not isinstance(n_resamples, int) or n_resamples < 2:
        raise ModelError(f"n_resamples {shown(n_resamples)}: write a whole number of at least 2")
    random = named_stream(seed, "bootstrap")
    counts = np.array([_counts(model, random) for _ in range(n_resamples)])
    shares = shares_of(model)
    problems = (drawn(model, shares, each) for each in counts)
    every = (refitted(problem) for problem in problems)
    fits = list(shown_progress(every, n_resamples, "fitting samples of people"))
    sound = np.array([fit is not None for fit in fits])
    # ASSUME: the few samples without a fit, as those that lack a visit of an arm, are left out.
    if (~sound).mean() > MOST_FAILED:
        raise ModelError(
            f"the bootstrap: {int((~sound).sum())} of {n_resamples} samples have no fit; choose a "
            "simpler covariance or fixed part, or the jackknife"
        )
    theta, beta = (np.array(each) for each in zip(*filter(None, fits), strict=True))
    parameters = _parameters(model, theta, beta)
    estimates = completed.estimates(parameters, counts[sound].astype(np.float64))
    return estimates.var(axis=0, ddof=1), int(sound.sum())


def _counts(model: ImputationModel, random: np.random.Generator) -> Places:
    """(n,) how often each person is drawn."""
    codes = model.schedule.arm_codes
    counts = np.zeros(len(codes), dtype=np.intp)
    for arm in range(len(model.schedule.arms)):
        people = np.flatnonzero(codes == arm)
        chosen = random.integers(len(people), size=len(people))
        counts[people] = np.bincount(chosen, minlength=len(people))
    return counts


def _parameters(model: ImputationModel, theta: Array, beta: Array) -> Parameters:
    """The parameters of k fits, as k draws."""
    return Parameters(beta, np.array([model.matrices(each) for each in theta]))
