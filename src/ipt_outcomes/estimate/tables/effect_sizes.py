"""The ledger of effect sizes: every d that a paper may report, and what it is.

The formulas: docs/methods.md, "Effect sizes".
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.analyses.analysis import Analysis
from ipt_outcomes.estimate.conclusions import favours
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.estimate.ledger import intervals as how
from ipt_outcomes.estimate.ledger.bootstrap import bootstrap_effect_sizes
from ipt_outcomes.estimate.ledger.intervals import Standardised, beside
from ipt_outcomes.estimate.ledger.measured import measured
from ipt_outcomes.estimate.ledger.observed import OBSERVED, observed_differences
from ipt_outcomes.estimate.ledger.standardisers import (
    BASELINE_POOLED,
    CHANGE,
    NAMES,
    VISIT_POOLED,
    Standardiser,
)
from ipt_outcomes.models.status import WITH_RESULT
from ipt_outcomes.plan.claim import worse_side
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed

ADJUSTED, SLOPE, RAW = "adjusted difference", "slope difference x duration", "observed means"
# By numerator and SD: the corrections and intervals in use. Every SD has the exact one by delta.
_ALSO = {
    (ADJUSTED, BASELINE_POOLED): ((how.EXACT, how.NONCENTRAL), (how.NONE, how.DELTA)),
    (ADJUSTED, VISIT_POOLED): ((how.EXACT, how.NONCENTRAL), (how.NONE, how.DELTA)),
    (RAW, VISIT_POOLED): (
        (how.EXACT, how.NONCENTRAL),
        (how.NONE, how.NONCENTRAL),
        (how.APPROXIMATE, how.DELTA),
    ),
}


def make(given: Given) -> pd.DataFrame:
    """The table `effect_sizes`."""
    return ledger(given)


def ledger(given: Given) -> pd.DataFrame:
    """One row an outcome x analysis x contrast x visit x definition: table `effect_sizes`.

    Of one arm's changes as of differences between arms. A contrast without a result has one row,
    with its status. Raises PlanError where the plan has something left to decide.
    """
    plan, sds = given.plan, given.standardisers
    plan.refuse_undecided()
    rows: list[dict[str, Any]] = []
    for result in given.results:
        outcome, analysis = result.analysis.outcome, result.analysis.name
        for _, contrast in _differences(given, result):
            test, comparison = contrast["test"], contrast["comparison"]
            arms = (test, comparison) if len(plan.arms) > 1 else (test,)
            by = [*sds.observed(outcome, contrast["visit"], arms)]
            if contrast["numerator"] == ADJUSTED:
                by += sds.of_model(outcome, analysis, contrast["visit"], arms)
            else:
                by = [each for each in by if each.name == BASELINE_POOLED]
            rows += _rows(plan, contrast, by)
    for outcome in sds.outcomes:
        own = sds.scores(outcome)
        for raw in observed_differences(plan, outcome, own):
            by = [own.pooled(raw["visit"], (raw["test"], raw["comparison"]))]
            rows += _rows(plan, pd.Series(raw | {"numerator": RAW}), by)
    rows += _bootstrapped(given, rows)
    table = pd.DataFrame(rows)
    if not table.empty:
        table["p_adjusted"] = _p_adjusted(given, table)
    return checked("effect_sizes", typed("effect_sizes", table))


def _bootstrapped(given: Given, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows that the report shows again, with limits by bootstrap, where the plan asks so."""
    draws = given.plan.effect_size.bootstrap
    if draws is None or given.participants is None:
        return
    tables = {"participants": given.participants, "outcomes": given.outcomes}
    made = bootstrap_effect_sizes(given.plan, given.results, tables, draws=draws)
    key = ["outcome", "analysis", "visit", "test", "comparison"]
    shown = {tuple(row[name] for name in key): row for row in rows if row["shown"]}
    for _, drawn in made.iterrows():
        row = shown.get(tuple(drawn[key]))
        if row is not None:
            limits = {name: drawn[name] for name in ("ci_method", "se", "ci_lower", "ci_upper")}
            yield row | limits | {"shown": False}


def _p_adjusted(given: Given, table: pd.DataFrame) -> pd.Series:
    """That of the plan's hypothesis, beside the adjusted difference that it is about."""
    key = ["outcome", "analysis", "visit", "test", "comparison"]
    known = given.table("hypotheses").set_index(key)["p_adjusted"]
    found = known.reindex(pd.MultiIndex.from_frame(table[key])).astype("float64")
    found.index = table.index
    return found.where(table["numerator"] == ADJUSTED)


def _differences(given: Given, result: Result) -> Iterator[tuple[Any, pd.Series]]:
    """The contrasts of an analysis, and where it has slopes what they come to over their time."""
    analysis = result.analysis
    every = given.contrasts
    yield from every[_of(every, analysis)].assign(numerator=ADJUSTED).iterrows()
    slopes = given.table("slopes")
    found = slopes[_of(slopes, analysis)]
    if found.empty:
        return
    length = found["length"]
    grown = found.assign(
        estimate=length * found["estimate"],
        se=length * found["se"],
        visit=found["last"],
        numerator=SLOPE,
    )
    people = result.people()
    for side in ("test", "comparison"):
        cells = pd.MultiIndex.from_arrays([grown[side], grown["visit"]])
        grown[f"n_{side}"] = people.reindex(cells, fill_value=0).to_numpy()
    yield from grown.iterrows()


def _of(table: pd.DataFrame, analysis: Analysis) -> pd.Series:
    """Which rows are of an analysis."""
    return (table["outcome"] == analysis.outcome) & (table["analysis"] == analysis.name)


def _rows(plan: Plan, contrast: pd.Series, sds: list[Standardiser]) -> Iterator[dict[str, Any]]:
    there = contrast["status"] in WITH_RESULT
    outcome = str(contrast["outcome"])
    observed = contrast["analysis"] == OBSERVED
    shared = {
        "outcome": outcome,
        "role": plan.outcome(outcome).role,
        "analysis": contrast["analysis"],
        "analysis_role": OBSERVED if observed else plan.role_of(outcome, contrast["analysis"]),
        "visit": contrast["visit"],
        "endpoint": contrast["visit"] == plan.outcome(outcome).endpoint,
        "test": contrast["test"],
        "comparison": contrast["comparison"],
        "comparison_is": _kind(plan),
        "numerator": contrast["numerator"],
        "p_value": contrast["p_value"],
        "n_test": contrast["n_test"],
        "n_comparison": contrast["n_comparison"],
        "status": contrast["status"],
    }
    for by in sds:
        for kind, method in _ways(plan, contrast["numerator"], by):
            row = shared | {
                "standardiser": by.name, "sd": by.sd, "sd_df": by.df, "correction": kind,
                "ci_method": method,
                "shown": _shown(plan, contrast["numerator"], by, (kind, method)),
            }  # fmt: skip
            found = measured(contrast, by, kind, method, plan.alpha) if there else None
            if found is not None:
                yield row | _numbers(plan, contrast, by, found)
            else:
                yield row | dict.fromkeys(_NUMBERS, math.nan) | {"favours": None}


_NUMBERS = (
    "estimate", "se", "df", "ci_lower", "ci_upper", "overlap", "superiority",
    "number_needed_to_treat",
)  # fmt: skip


def _numbers(
    plan: Plan, contrast: pd.Series, by: Standardiser, found: Standardised
) -> dict[str, Any]:
    outcome = str(contrast["outcome"])
    direction = plan.direction_of(outcome)
    named = len(plan.arms) > 1
    said = beside(-worse_side(direction) * found.estimate)
    # Of change the SD is not that of scores, and within one arm nobody is compared.
    meant = named and by.name != CHANGE
    return {
        "estimate": found.estimate,
        "se": found.se,
        "df": float(contrast["df"]),
        "ci_lower": found.ci_lower,
        "ci_upper": found.ci_upper,
        "favours": favours(found.estimate, direction, contrast["test"], contrast["comparison"])
        if named
        else None,
        "overlap": said.overlap if meant else math.nan,
        "superiority": said.superiority if meant else math.nan,
        "number_needed_to_treat": said.nnt if meant else math.nan,
    }


def _kind(plan: Plan) -> str:
    if len(plan.arms) == 1:
        return "within one arm"
    return plan.allocation


def _ways(plan: Plan, numerator: str, by: Standardiser) -> tuple[tuple[str, str], ...]:
    """The corrections and intervals of a numerator and an SD, the plan's own among them."""
    ways = [(how.EXACT, how.DELTA), *_ALSO.get((numerator, by.name), ())]
    named = (plan.effect_size.correction, how.INTERVALS[plan.effect_size.interval])
    if _shown(plan, numerator, by, named):
        ways.append(named)
    return tuple(dict.fromkeys(ways))


def _shown(plan: Plan, numerator: str, by: Standardiser, way: tuple[str, str]) -> bool:
    """Whether it is the definition that the plan names for the report's tables."""
    named = plan.effect_size
    return (numerator, by.name, way) == (
        ADJUSTED,
        NAMES[named.standardiser],
        (named.correction, how.INTERVALS[named.interval]),
    )
