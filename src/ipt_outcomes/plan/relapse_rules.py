"""What must hold of the plan's relapses, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.instruments import registered_instruments
from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.relapse import Relapse
from ipt_outcomes.plan.relapse_limits import RelapseLimits, relapse_limits


def broken_relapse_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    outcomes = [outcome.name for outcome in plan.outcomes]
    after = [visit.name for visit in plan.visits if visit.phase != "baseline"]
    seen: set[tuple[str, str, str]] = set()
    for position, asked in enumerate(plan.relapse):
        where: PathInPlan = ("relapse", position)
        if asked.outcome not in outcomes:
            rule = f"{asked.outcome!r} is not one of the plan's outcomes"
            yield (*where, "outcome"), rule, one_of(outcomes)
            continue
        visit = asked.visit or plan.outcome(asked.outcome).endpoint
        if visit not in after[:-1]:
            yield (
                (*where, "visit"),
                f"{visit!r} is not a visit after baseline that another one follows",
                one_of(after[:-1]) if after[:-1] else "Leave `relapse` out: nobody is followed.",
            )
            continue
        key = (asked.outcome, visit, asked.of)
        if key in seen:
            rule = f"the {asked.of} of {asked.outcome} at {visit} is followed twice"
            yield where, rule, "Ask it once, or of another visit."
        seen.add(key)
        # A scale that there is not breaks a rule of its own.
        if plan.outcome(asked.outcome).scale in (*registered_instruments(), *plan.own_scales):
            yield from _limits(plan, asked, relapse_limits(plan, asked), where)
        yield from _sources(asked, where)
        if asked.maintenance_randomised and plan.participants.columns.maintenance is None:
            yield (
                (*where, "maintenance_randomised"),
                "no column says who was offered maintenance sessions",
                "Name it: `maintenance: <column>` under `participants: columns:`.",
            )


def _limits(
    plan: Plan, asked: Relapse, limits: RelapseLimits, where: PathInPlan
) -> Iterator[Broken]:
    scale = plan.entry_of(plan.outcome(asked.outcome).scale)
    if limits.well is None:
        yield (
            (*where, "of"),
            f"the registry has no source for a {asked.of} of {scale.name}",
            f"Say under `clinical_change` what counts as one: `{asked.of}: ...` and `source: ...`.",
        )
    if limits.relapse is None:
        few = "several cutoffs" if scale.cutoffs else "no cutoff"
        yield (
            where,
            f"the registry has {few} of {scale.name}, and nothing says which score is a relapse",
            "Write it with its source: `relapse: 10` and `source: ...`.",
        )
        return
    value = limits.relapse.value
    if not scale.minimum <= value <= scale.maximum:
        rule = f"{value:g} is not a score of {scale.name}"
        remedy = f"Write one from {scale.minimum:g} to {scale.maximum:g}."
        yield (*where, "relapse"), rule, remedy
    worse = 1 if scale.direction == "higher_is_worse" else -1
    if (
        limits.well is not None
        and limits.well.unit == "points"
        and worse * (value - limits.well.value) < 0
    ):
        yield (
            (*where, "relapse"),
            f"a score of {value:g} would be a relapse and is no worse than the limit of "
            f"{asked.of}, {limits.well.value:g}",
            "Write a worse score: nobody is well and ill at once.",
        )


def _sources(asked: Relapse, where: PathInPlan) -> Iterator[Broken]:
    if asked.relapse is not None and asked.source is None:
        rule = "relapse is a number that means nothing without its source"
        yield (*where, "relapse"), rule, "Write beside it where it comes from: `source: ...`."
    if asked.relapse is None and asked.source is not None:
        yield (*where, "source"), "this is the source of no number", "Leave the key out."
