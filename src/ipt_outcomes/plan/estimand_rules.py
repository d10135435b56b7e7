"""What must hold of the plan's events and estimands, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.estimands import Estimand, Event
from ipt_outcomes.plan.plan import Plan

_STANDARD_DAY = "withdrawal_day"


def broken_estimand_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    for position, event in enumerate(plan.events):
        yield from _event(plan, position, event)
    for position, estimand in enumerate(plan.estimands):
        yield from _estimand(plan, position, estimand)
    if not plan.estimands:
        for position, event in enumerate(plan.events):
            if event.ends_scores:
                yield (
                    ("events", position, "ends_scores"),
                    "what becomes of the scores after such an event must be decided",
                    "Write `estimands:` with a strategy for it: composite or while_on_treatment.",
                )


def _event(plan: Plan, position: int, event: Event) -> Iterator[Broken]:
    where = ("events", position)
    if event.name in [other.name for other in plan.events[:position]]:
        yield (*where, "name"), "another event has this name", "Give it another name."
    if (event.day is None) == (event.after is None):
        yield (
            where,
            "an event has either a `day` or an `after`",
            "Name the variable with each person's day, or the visit after which it happens to all.",
        )
    visits = [visit.name for visit in plan.visits]
    if event.after is not None and event.after not in visits:
        rule = f"{event.after!r} is not one of the plan's visits"
        yield (*where, "after"), rule, one_of(visits)
    if event.after is not None and not event.arms:
        yield (
            (*where, "after"),
            "what happens to everybody of an arm by design needs the arm",
            "Name it: `arms: [<arm>]`.",
        )
    yield from _day(plan, position, event)
    arms = [arm.name for arm in plan.arms]
    for at, arm in enumerate(event.arms):
        if arm not in arms:
            yield (*where, "arms", at), f"{arm!r} is not one of the plan's arms", one_of(arms)
        if arm in event.arms[:at]:
            yield (*where, "arms", at), f"{arm} is named twice", "Name it once."


def _day(plan: Plan, position: int, event: Event) -> Iterator[Broken]:
    """The day is a number that the participants' file gives."""
    if event.day is None:
        return
    people = plan.participants
    numbers = [name for name, each in people.covariates.items() if each.type == "number"]
    if _STANDARD_DAY in people.columns.variables:
        numbers.append(_STANDARD_DAY)
    if event.day not in numbers:
        given = f" These are there: {listed(numbers)}." if numbers else ""
        yield (
            ("events", position, "day"),
            f"no column with numbers is mapped to {event.day!r} under `participants`",
            f"Map it under `covariates`, with `type: number`.{given}",
        )


def _estimand(plan: Plan, position: int, estimand: Estimand) -> Iterator[Broken]:
    where = ("estimands", position)
    taken = [other.name for other in plan.estimands[:position]]
    taken += [request.name for request in plan.requests if request.estimand is None]
    if estimand.name in taken:
        rule = "an estimand or an analysis before it has this name"
        yield (*where, "name"), rule, "Give it another name."
    events = {event.name: event for event in plan.events}
    for name in estimand.events:
        if name not in events:
            remedy = one_of(list(events)) if events else "Name it under `events`."
            yield (*where, "events", name), f"{name!r} is not one of the plan's events", remedy
    left = [name for name in events if name not in estimand.events]
    if left:
        yield (
            (*where, "events"),
            f"there is no strategy for {listed(left)}",
            "Name one for each event: treatment_policy, hypothetical, while_on_treatment or "
            "composite.",
        )
    yield from _strategies(plan, position, estimand)
    outcomes = [outcome.name for outcome in plan.outcomes]
    for at, outcome in enumerate(estimand.outcomes):
        if outcome not in outcomes:
            rule = f"{outcome!r} is not one of the plan's outcomes"
            yield (*where, "outcomes", at), rule, one_of(outcomes)
    if position == 0 and estimand.outcomes:
        yield (
            (*where, "outcomes"),
            "the first estimand is that of every outcome",
            "Leave `outcomes` out, or put it second.",
        )


def _strategies(plan: Plan, position: int, estimand: Estimand) -> Iterator[Broken]:
    where = ("estimands", position)
    events = {event.name: event for event in plan.events}
    for name, strategy in estimand.events.items():
        ends = name in events and events[name].ends_scores
        if ends and strategy in {"treatment_policy", "hypothetical"}:
            yield (
                (*where, "events", name),
                f"nobody has a score after {name}, and {strategy} asks what it would be",
                "Write composite or while_on_treatment.",
            )
    composite = "composite" in estimand.events.values()
    if composite and estimand.composite is None:
        yield (
            where,
            "`composite` is missing: the score that the event counts as",
            "Write `composite: worst`, `composite: baseline` or a number of points.",
        )
    if not composite and estimand.composite is not None:
        yield (
            (*where, "composite"),
            "no event has the strategy composite",
            "Take the key out, or give an event that strategy.",
        )
    if isinstance(estimand.composite, int | float):
        yield from _points(plan, position, estimand)


def _points(plan: Plan, position: int, estimand: Estimand) -> Iterator[Broken]:
    """A number of points is one of the scales' of all the estimand's outcomes."""
    names = estimand.outcomes or [outcome.name for outcome in plan.outcomes]
    known = {outcome.name: outcome.scale for outcome in plan.outcomes}
    for name in names:
        if name not in known or known[name] not in plan.scales:
            continue
        scale = plan.entry_of(known[name])
        assert estimand.composite is not None and not isinstance(estimand.composite, str)
        if not scale.minimum <= estimand.composite <= scale.maximum:
            yield (
                ("estimands", position, "composite"),
                f"it is no score of {name}: {scale.minimum:g} to {scale.maximum:g}",
                "Write worst or baseline, or name the `outcomes` that it is for.",
            )
