"""How many sessions attended are enough, arm by arm, and which sessions are the treatment's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.protocol_rules import protocol_of

if TYPE_CHECKING:
    import pandas as pd


def enough_sessions(plan: Plan, said: int | None) -> dict[str, int]:
    """By arm, how many sessions are enough: as an entry says itself, or else as the protocol does.

    An arm for which neither says it is not among them.
    """
    if said is not None:
        return {arm.name: said for arm in plan.arms}
    protocols = {arm.name: protocol_of(plan, arm.name) for arm in plan.arms}
    numbers = {name: each.per_protocol for name, each in protocols.items() if each is not None}
    return {name: number for name, number in numbers.items() if number is not None}


def arms_without_number(plan: Plan, arms: Sequence[str]) -> list[str]:
    """Those of these arms that are treated and for which no protocol names a number."""
    known = enough_sessions(plan, None)
    roles = {arm.name: arm.role for arm in plan.arms}
    return [arm for arm in arms if roles[arm] != "control" and arm not in known]


def of_treatment(plan: Plan, arm: pd.Series, session: pd.Series) -> pd.Series:
    """Whether each session, by its number, is of the arm's treatment.

    Not where it is of a phase that the arm's protocol has after the treatment. `arm` and `session`
    are on one index.
    """
    first = {}
    for each in plan.arms:
        protocol = protocol_of(plan, each.name)
        after = None if protocol is None else protocol.first_after_treatment
        if after is not None:
            first[each.name] = after
    ends = arm.astype("str").map(first).astype("float64")
    found: pd.Series = ~(session.astype("float64") >= ends)
    return found


def sessions_attended(sessions: pd.DataFrame) -> pd.DataFrame:
    """The sessions that the person came to; `sessions` has `attended`."""
    return sessions[sessions["attended"].fillna(False).astype(bool)]


def sessions_of_treatment(
    plan: Plan, participants: pd.DataFrame, sessions: pd.DataFrame
) -> pd.DataFrame:
    """The sessions that are of the treatment (`of_treatment`)."""
    arm_of = participants.set_index("participant")["arm"]
    return sessions[of_treatment(plan, sessions["participant"].map(arm_of), sessions["session"])]
