"""Standardised effects with bootstrap intervals: people drawn again, and everything redone.

Formulas: docs/methods.md, "Effect sizes by bootstrap".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.analyses.drawn_people import Counts, Units, fits_of_draws, units_of
from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.estimate.ledger.bootstrap_limits import bca, percentile
from ipt_outcomes.estimate.ledger.intervals import correction
from ipt_outcomes.estimate.ledger.standardisers import (
    BASELINE_CONTROL,
    BASELINE_POOLED,
    CHANGE,
    MODEL,
    MODEL_WITHIN,
    NAMES,
    VISIT_CONTROL,
    Scores,
    scores_of,
)
from ipt_outcomes.models.batch.many_fits import FitMany
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import WITH_RESULT
from ipt_outcomes.plan.plan import Plan

PERCENTILE, BCA = "bootstrap percentile", "bootstrap BCa"
DRAWS = 999
_MOST_LOST = 0.05
_AT_BASELINE = (BASELINE_POOLED, BASELINE_CONTROL)
_OF_ONE_ARM = (BASELINE_CONTROL, VISIT_CONTROL)
_COLUMNS = [
    "outcome", "analysis", "visit", "test", "comparison", "standardiser", "correction",
    "ci_method", "estimate", "se", "ci_lower", "ci_upper", "draws", "lost", "reason", "status",
]  # fmt: skip


def bootstrap_effect_sizes(
    plan: Plan,
    results: Sequence[Result],
    tables: Mapping[str, pd.DataFrame],
    *,
    draws: int = DRAWS,
) -> pd.DataFrame:
    """The plan's standardised effect at the endpoints, with intervals by bootstrap.

    Of the primary analyses among `results`; the definition is that of the plan's `effect_size`, its
    standard deviation one of observed scores. People are drawn with replacement within arms,
    clusters whole; model, standard deviation and correction are found anew in each draw. The draws
    are the plan's seed's, and the same whatever else is asked for. `tables` has `participants` and
    `outcomes`, as `analyse` takes them.

    Returns two rows a contrast, by `ci_method` "bootstrap percentile" and "bootstrap BCa": outcome,
    analysis, visit, test, comparison, standardiser, correction, ci_method, estimate (standard
    deviations), se (the draws' standard deviation), ci_lower, ci_upper at the plan's 1 - alpha,
    draws (those behind the limits), lost (those without an estimate), reason (why there are no
    limits, else missing) and status (of the analysis). There are no limits where more than one draw
    in twenty is lost, or where an arm has one cluster alone.

    Raises:
        DataError: the standard deviation is one of a model, or there are fewer than 99 draws.
        PlanError: the plan has something left to decide.
    """
    plan.refuse_undecided()
    _refuse(plan, draws)
    units = units_of(plan, tables["participants"])
    rows: list[dict[str, Any]] = []
    for result in results:
        outcome = result.analysis.outcome
        if result.analysis.name != plan.primary_of(outcome):
            continue
        scores = scores_of(plan, tables["outcomes"], outcome)
        rows += _of_result(Drawn(plan, result, scores, units), draws)
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"draws": "Int64", "lost": "Int64"})


@dataclass(frozen=True, repr=False, eq=False)
class Drawn:
    """An analysis, the outcome's scores, and the units that are drawn."""

    plan: Plan
    result: Result
    scores: Scores
    units: Units

    @property
    def standardiser(self) -> str:
        """The name of the plan's standard deviation."""
        return NAMES[self.plan.effect_size.standardiser]

    def sample(self, counts: Counts) -> _Sample:
        """The analysis in draws (units, draws)."""
        return _Sample(self, counts, fits_of_draws(self.plan, self.result, self.units, counts))


def _of_result(of: Drawn, draws: int) -> Iterator[dict[str, Any]]:
    plan, analysis, units = of.plan, of.result.analysis, of.units
    said: dict[str, Any] = {
        "outcome": analysis.outcome,
        "analysis": analysis.name,
        "visit": plan.outcome(analysis.outcome).endpoint,
        "standardiser": of.standardiser,
        "correction": plan.effect_size.correction,
        "status": of.result.fit.status,
    }
    asked = plan.contrasts_of(analysis.outcome)
    reason = _why_not(of.result, units)
    if reason is not None:
        for each in asked:
            named = said | {"test": each.test, "comparison": each.comparison}
            for method in (PERCENTILE, BCA):
                yield named | {"ci_method": method, "reason": reason}
        return
    itself = of.sample(np.ones((len(units.stratum), 1), dtype=np.int64))
    taken = units.drawn(draws, plan.stream("bootstrap", analysis.outcome, analysis.name))
    drawn, without = of.sample(taken), of.sample(units.each_left_out())
    for each in asked:
        pair = (each.test, each.comparison)
        value = float(itself.effects(*pair)[0])
        influence = (units.in_stratum - 1) * (value - without.effects(*pair))
        named = said | {"test": each.test, "comparison": each.comparison}
        yield from _limits(named, plan.alpha, value, drawn.effects(*pair), influence)


def _limits(
    said: dict[str, Any], alpha: float, value: float, drawn: Array, influence: Array
) -> Iterator[dict[str, Any]]:
    known = drawn[np.isfinite(drawn)]
    lost = len(drawn) - len(known)
    reason = None
    if not math.isfinite(value):
        reason = "the contrast has no estimate"
    elif lost > _MOST_LOST * len(drawn):
        reason = f"{lost} of {len(drawn)} draws have no estimate"
    for method in (PERCENTILE, BCA):
        limits, why = (math.nan, math.nan), reason
        if why is None and method == PERCENTILE:
            limits = percentile(known, alpha)
        elif why is None and np.isfinite(influence).all():
            limits = bca(known, value, influence, alpha)
        elif why is None:
            why = "without one of the people, or clusters, there is no estimate"
        yield said | {
            "ci_method": method,
            "estimate": value,
            "se": float(np.std(known, ddof=1)) if reason is None else math.nan,
            "ci_lower": limits[0],
            "ci_upper": limits[1],
            "draws": len(known),
            "lost": lost,
            "reason": why,
        }


@dataclass(frozen=True, repr=False, eq=False)
class _Sample:
    """Draws of people (units, draws), and the model of an analysis in each of them."""

    of: Drawn
    counts: Counts
    fits: FitMany

    def effects(self, test: str, comparison: str) -> Array:
        """(draws,) the standardised effect at the endpoint in each; NaN where there is none."""
        plan, result = self.of.plan, self.of.result
        fit, visit = result.reliable, plan.outcome(result.analysis.outcome).endpoint
        assert fit is not None
        found = result.analysis.grid.contrast_of_many(fit, self.fits, test, comparison, visit)
        estimate = np.full(self.counts.shape[1], math.nan)
        if len(found):
            known = found["status"].isin(WITH_RESULT).to_numpy()
            estimate = np.where(known, found["estimate"].to_numpy(float), math.nan)
        sd, df = self._sd(visit, (test, comparison) if len(plan.arms) > 1 else (test,))
        kind = plan.effect_size.correction
        factor = np.array([correction(kind, each) if each > 1 else math.nan for each in df])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.where(sd > 0, factor * estimate / sd, math.nan))

    def _sd(self, visit: str, arms: tuple[str, ...]) -> tuple[Array, Array]:
        """(draws,) the plan's standard deviation in each, and its degrees of freedom."""
        name, scores, units = self.of.standardiser, self.of.scores, self.of.units
        values = scores.wide[scores.baseline if name in _AT_BASELINE else visit]
        if name == CHANGE:
            values = values - scores.wide[scores.baseline]
        which = arms[1:] if name in _OF_ONE_ARM else arms
        if name == BASELINE_POOLED:
            which = tuple(scores.arm.unique())
        people = units.people.get_indexer(scores.wide.index)
        times = units.of_people(self.counts)[people].astype(np.float64)
        times[values.isna().to_numpy()] = 0.0
        own = np.nan_to_num((values - values.mean()).to_numpy(float))
        squares, df = np.zeros(times.shape[1]), np.zeros(times.shape[1])
        for arm in which:
            here = (scores.arm == arm).to_numpy()
            n = times[here].sum(axis=0)
            sums = own[here] @ times[here]
            squares += own[here] ** 2 @ times[here] - sums**2 / np.maximum(n, 1.0)
            df += np.maximum(n - 1.0, 0.0)
        return np.sqrt(squares / np.maximum(df, 1.0)), df


def _why_not(result: Result, units: Units) -> str | None:
    """Why nothing is drawn; None where something can be."""
    if result.reliable is None:
        return "the analysis has no result"
    if units.in_stratum.min() < 2:
        return "an arm has one cluster alone, of which nothing else can be drawn"
    return None


def _refuse(plan: Plan, draws: int) -> None:
    if NAMES[plan.effect_size.standardiser] in (MODEL, MODEL_WITHIN):
        rule = "the plan divides by the SD of a model, which is not found anew in every draw"
        remedy = "Name an SD of observed scores in the plan's `effect_size`."
        raise DataError([Problem("plan", None, "effect_size", rule, remedy)])
    if draws < 99:
        rule = f"{draws} draws are too few for limits"
        raise DataError([Problem("bootstrap", None, "draws", rule, "Take 999, or 99 at least.")])
