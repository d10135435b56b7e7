"""Do people of a waitlist have scores after treatment, and is it said what they mean?

A waitlist that was treated after it had waited reads as a loss of what treatment gave.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.phrases import listed
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.confirmed import WAITING
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import LONGEST_TREATMENT, Arm, Visit
from ipt_outcomes.plan.waiting import waiting_unsaid


def refuse_waiting_arms(plan: Plan, outcomes: pd.DataFrame) -> None:
    """Raise DataError where `waiting_problems` finds any."""
    problems = tuple(waiting_problems(plan, outcomes))
    if problems:
        raise DataError(problems)


def waiting_problems(plan: Plan, outcomes: pd.DataFrame) -> Iterator[Problem]:
    """A problem for each waiting arm with later scores of which nothing says what they are.

    `outcomes` is the table of this name. An event of the arm says it, or the plan's `confirmed`.
    """
    if WAITING in plan.participants.confirmed:
        return
    for arm in waiting_unsaid(plan):
        here = _later_scores(plan, outcomes, arm)
        if len(here):
            yield _problem(plan, arm, here)


def _later_scores(plan: Plan, outcomes: pd.DataFrame, arm: Arm) -> pd.DataFrame:
    """The rows of `outcomes` with an arm's scores after treatment and after the endpoint.

    ASSUME: a plan whose endpoint lies after treatment says that the arm waited until then.
    """
    order = [visit.name for visit in plan.visits]
    ends = {each.name: order.index(each.endpoint) for each in plan.outcomes}
    after = {visit.name for visit in plan.visits if _is_after_treatment(visit)}
    own = outcomes["score"].notna() & (outcomes["arm"].astype("str") == arm.name)
    rows = outcomes.loc[own & outcomes["visit"].isin(after)]
    place = rows["visit"].map(order.index)
    return rows.loc[place > rows["outcome"].map(ends)]


def _is_after_treatment(visit: Visit) -> bool:
    return visit.phase == "follow_up" or visit.week > LONGEST_TREATMENT


def _begins_after(plan: Plan) -> Visit:
    """The visit after which the arm may have begun: the end of treatment, or a later endpoint."""
    order = [visit.name for visit in plan.visits]
    within = [visit for visit in plan.visits if not _is_after_treatment(visit)]
    ends = [order.index(each.endpoint) for each in plan.outcomes]
    return plan.visits[max(*ends, len(within) - 1)]


def _problem(plan: Plan, arm: Arm, here: pd.DataFrame) -> Problem:
    where = ("arms", plan.arms.index(arm), "label")
    seen = [visit.label for visit in plan.visits if visit.name in set(here["visit"])]
    n = int(here["participant"].nunique())
    return plan.problem(
        where,
        f"{counted_people(n)} of {arm.label} {'has' if n == 1 else 'have'} a score at "
        f"{listed(seen)}, and no event says whether the arm waited until then",
        "If it began treatment before, say after which visit, under `events`: "
        f'`{{name: crossed_over, label: "{arm.label} began treatment", arms: [{arm.name}], '
        f"after: {_begins_after(plan).name}}}`. Its later scores are then no comparison. If it was "
        f"still waiting, write `confirmed: {{{WAITING}: <your reason>}}` under participants.",
    )
