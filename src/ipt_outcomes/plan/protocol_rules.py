"""What must hold of the plan's protocols, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.protocol import Protocol


def broken_protocol_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    if plan.protocol and plan.sessions is None:
        rule = "a protocol is held against sessions, and the plan names no file of sessions"
        yield ("protocol",), rule, "Name it under `sessions`, or leave `protocol` out."
        return
    known, seen = [arm.name for arm in plan.arms], set[str]()
    for position, protocol in enumerate(plan.protocol):
        where = ("protocol", position)
        for index, arm in enumerate(protocol.arms):
            at = (*where, "arms", index)
            if arm not in known:
                yield at, f"{arm!r} is not one of the plan's arms", one_of(known)
            elif arm in seen:
                yield at, f"{arm!r} has a protocol already", "Name each arm once."
            seen.add(arm)
        yield from _ranges(protocol, where)
        yield from _columns(plan, protocol, where)
        yield from _phases(protocol, where)


def protocol_of(plan: Plan, arm: str) -> Protocol | None:
    """The protocol of an arm; None where the plan has none."""
    return next((each for each in plan.protocol if arm in each.arms), None)


def outcomes_in_phases(plan: Plan) -> tuple[str, ...]:
    """The outcomes whose change is looked at phase by phase: those with scores at the sessions, and
    primary ones; none where no protocol has phases."""
    if plan.sessions is None or not any(each.phases_of_treatment for each in plan.protocol):
        return ()
    return tuple(
        outcome.name
        for outcome in plan.outcomes_in_order
        if outcome.scale in plan.sessions.scores or outcome.role == "primary"
    )


def _ranges(protocol: Protocol, where: PathInPlan) -> Iterator[Broken]:
    for key in ("sessions", "minutes", "days_between"):
        ends: tuple[float, float] | None = getattr(protocol, key)
        if ends is not None and ends[0] > ends[1]:
            yield (*where, key), "the range ends before it begins", "Write the lower number first."
    most = None if protocol.sessions is None else protocol.sessions[1]
    if protocol.per_protocol is not None and most is not None and protocol.per_protocol > most:
        rule = f"nobody has {protocol.per_protocol} of {most} sessions"
        yield (*where, "per_protocol"), rule, f"Write a number up to {most}."


def _columns(plan: Plan, protocol: Protocol, where: PathInPlan) -> Iterator[Broken]:
    """What the protocol asks of sessions must be among what is known of them."""
    assert plan.sessions is not None
    columns = plan.sessions.columns
    if protocol.minutes is not None and columns.minutes is None:
        rule = "no column of the sessions says how long they were"
        yield (*where, "minutes"), rule, "Map `minutes` under sessions, or leave the key out."
    if protocol.days_between is not None and columns.day is None and columns.date is None:
        rule = "no column of the sessions says when they were"
        yield (*where, "days_between"), rule, "Map `day` or `date`, or leave the key out."


def _phases(protocol: Protocol, where: PathInPlan) -> Iterator[Broken]:
    at = (*where, "phases")
    phases = protocol.phases_in_order
    ends = list(phases.values())
    for name, (first, last) in phases.items():
        if first > last:
            rule = "the phase ends before it begins"
            yield (*at, name), rule, "Write the number of its first session first."
    if ends and ends[0][0] != 1:
        yield at, "the first phase begins after the first session", "Let it begin with session 1."
    for (name, (_, last)), (following, (first, _)) in pairwise(phases.items()):
        if first != last + 1:
            yield (
                (*at, following),
                f"{name} ends with session {last}, and {following} begins with session {first}",
                f"Let it begin with session {last + 1}.",
            )
    most = None if protocol.sessions is None else protocol.sessions[1]
    if most is not None and any(first <= most < last for first, last in ends):
        rule = f"a phase goes on after session {most}, the last of the treatment"
        yield at, rule, f"Let one phase end with session {most}, and another begin after it."
