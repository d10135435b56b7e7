"""Short and long term: averages over time, areas under curves, and what happens after treatment.

The formulas: docs/methods.md, "Short and long term".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.caution import deserves_caution
from ipt_outcomes.estimate.contrasts import NUMBERS
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.estimate.observed import blank_unless_observed, with_status
from ipt_outcomes.estimate.unplanned import refuse_unplanned_results
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Contrast, Visit, end_of_treatment
from ipt_outcomes.tables import checked, typed

AREA, AVERAGE, AFTER = "area under the curve", "time average", "change after treatment"


@dataclass(frozen=True)
class Span:
    """A quantity between two visits, as coefficients of the contrasts at visits."""

    quantity: str
    first: Visit
    last: Visit
    coefficients: Mapping[str, float]


def make(given: Given) -> pd.DataFrame:
    """The table `over_time`."""
    return over_time(given.plan, given.results)


def over_time(plan: Plan, results: Sequence[Result]) -> pd.DataFrame:
    """One row an outcome x analysis x contrast x quantity x span: table `over_time`.

    An analysis of one visit has none. What rests on a visit at which an arm was not seen is "not
    estimable". Raises KeyError for a result of an outcome, analysis or visit that is not in the
    plan.
    """
    refuse_unplanned_results(plan, results)
    frames = []
    for result in results:
        spans = list(spans_of(plan.baseline, result.analysis.grid.after_baseline))
        # Of one arm, contrasts are changes already; an area of change is no comparison.
        if not spans or len(plan.arms) == 1:
            continue
        for asked in plan.contrasts_of(result.analysis.outcome):
            frames.append(_of_contrast(plan, result, asked, spans))
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return checked("over_time", typed("over_time", found))


def spans_of(baseline: Visit, after: Sequence[Visit]) -> Iterator[Span]:
    """Over the treatment, after it, and over all; then each later visit against its end.

    `after` are the visits of an analysis that follow the baseline.
    """
    if len(after) < 2:
        return
    end = end_of_treatment(after)
    if end is None:
        yield from _areas(baseline, after)
        return
    yield from _areas(baseline, [visit for visit in after if visit.week <= end.week])
    later = [visit for visit in after if visit.week > end.week]
    if not later:
        return
    yield from _areas(None, [end, *later])
    yield from _areas(baseline, after)
    for visit in later:
        yield Span(AFTER, end, visit, {visit.name: 1.0, end.name: -1.0})


def _areas(baseline: Visit | None, part: Sequence[Visit]) -> Iterator[Span]:
    """The area by trapezoids, from the baseline or the first visit on, and that over its length.

    # ASSUME: between visits the difference is a straight line; at the baseline, week 0, there is
    # none, for the arms were randomised, or are compared by their change.
    """
    weights = dict.fromkeys((visit.name for visit in part), 0.0)
    start = part[0] if baseline is None else baseline
    length = part[-1].week - start.week
    if baseline is not None:
        weights[part[0].name] += (part[0].week - baseline.week) / 2.0
    for left, right in pairwise(part):
        for visit in (left, right):
            weights[visit.name] += (right.week - left.week) / 2.0
    yield Span(AREA, start, part[-1], weights)
    shares = {name: weight / length for name, weight in weights.items()}
    yield Span(AVERAGE, start, part[-1], shares)


def _of_contrast(
    plan: Plan, result: Result, asked: Contrast, spans: Sequence[Span]
) -> pd.DataFrame:
    analysis, fit = result.analysis, result.reliable
    labels = pd.Index([str(place) for place in range(len(spans))], name="contrast")
    if fit is None:
        table = pd.DataFrame(float("nan"), index=labels, columns=NUMBERS)
        table["status"] = result.fit.status
    else:
        combined = {label: span.coefficients for label, span in zip(labels, spans, strict=True)}
        found = analysis.grid.combinations(
            fit, asked.test, asked.comparison, combined, level=1 - plan.alpha
        ).set_index("contrast")
        table = with_status(found[[*NUMBERS, "status"]].reindex(labels), fit.status)
    people = result.people()
    seen = pd.Series(
        [
            all(
                people.get((arm, name), 0) > 0
                for name in span.coefficients
                for arm in (asked.test, asked.comparison)
            )
            for span in spans
        ],
        index=labels,
    )
    table = blank_unless_observed(table, seen, NUMBERS).reset_index(drop=True)
    return table.assign(
        outcome=analysis.outcome,
        analysis=analysis.name,
        analysis_role=analysis.role,
        test=asked.test,
        comparison=asked.comparison,
        quantity=[span.quantity for span in spans],
        first=[span.first.name for span in spans],
        last=[span.last.name for span in spans],
        unit=["points x weeks" if span.quantity == AREA else "points" for span in spans],
        caution=deserves_caution(result.fit),
    )
