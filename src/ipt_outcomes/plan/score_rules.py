"""What must hold of the plan's score files, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipt_outcomes.instruments import registered_instruments
from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.files import LongScores, TallScores, WideScores
from ipt_outcomes.plan.plan import PathInPlan, Plan


def broken_score_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks, in the plan's order."""
    visits = [visit.name for visit in plan.visits]
    known = (*registered_instruments(), *plan.own_scales)
    seen: set[str] = set()
    for position, scores in enumerate(plan.scores):
        for scale in scores.scales:
            where: PathInPlan = ("scores", position, "scales", scale)
            if scale not in known:
                yield where, f"{scale!r} is not a registered scale", _unknown_scale(scale, known)
            elif scale in seen:
                yield where, f"the scale {scale!r} is given twice", "Give each scale once."
            else:
                seen.add(scale)
                yield from _columns_of_scale(plan, position, scale)
        if not isinstance(scores, WideScores):
            yield from _assessments(plan, position, scores)
            for code, visit in scores.visit_codes.items():
                if visit not in visits:
                    code_at = ("scores", position, "visit_codes", code)
                    yield code_at, f"{visit!r} is not one of the plan's visits", one_of(visits)


def _unknown_scale(scale: str, known: Sequence[str]) -> str:
    return f"{one_of(known)} Or describe your own in config/instruments/{scale}.yaml."


def _columns_of_scale(plan: Plan, position: int, scale: str) -> Iterator[Broken]:
    scores = plan.scores[position]
    where: PathInPlan = ("scores", position, "scales", scale)
    visits = [visit.name for visit in plan.visits]
    if isinstance(scores, WideScores):
        for visit in scores.scales[scale]:
            if visit not in visits:
                yield (*where, visit), f"{visit!r} is not one of the plan's visits", one_of(visits)
        return
    columns = scores.scales[scale]
    if (columns.items is None) == (columns.total is None):
        yield (
            where,
            "a scale has either its items or its total",
            "Give `items` or `total`, one of them.",
        )
    instrument = plan.instrument(scale)
    if columns.items is not None and not instrument.items:
        yield (
            (*where, "items"),
            f"the registry has no items of {instrument.name}",
            "Map its total: `total: <column>`.",
        )
    elif columns.items is not None and len(columns.items) != len(instrument.items):
        yield (
            (*where, "items"),
            f"the scale has {len(instrument.items)} items, the plan names {len(columns.items)}",
            "Name one column an item, in the scale's order; or map the total.",
        )


def _assessments(plan: Plan, position: int, scores: LongScores | TallScores) -> Iterator[Broken]:
    where: PathInPlan = ("scores", position, "columns")
    columns = scores.columns
    if [columns.day, columns.date, columns.visit].count(None) != 2:
        yield (
            where,
            "assessments are known by day or by visit, or by date",
            "Map `day`, `date` or `visit`, one of them.",
        )
    if columns.visit is None:
        for index, visit in enumerate(plan.visits):
            if visit.window is None:
                yield (
                    ("visits", index),
                    f"scores are given by day and the visit {visit.name} has no window",
                    "Add `window: [first day, last day]`.",
                )
