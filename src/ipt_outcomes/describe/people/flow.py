"""The CONSORT counts: from people assessed to people analysed, and their clusters."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.plan.cluster_keys import cluster_keys
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked
from ipt_outcomes.tables.study import PARTICIPANT

NO_REASON = "no reason recorded"

Count = tuple[str | None, str, str | None, str, int]
Step = tuple[str, str | None, pd.Series]
"""A step, its detail, and a flag for each participant, by identifier: whether it is one of them."""


def count_flow(
    plan: Plan,
    participants: pd.DataFrame,
    sessions: pd.DataFrame | None,
    outcomes: pd.DataFrame,
    analysed: pd.DataFrame,
) -> pd.DataFrame:
    """The table `flow`, for the plan's first primary outcome: arm, step, detail, unit, n.

    `assessed` and `excluded` come from the plan and have no arm. `treated` counts people who came
    to a session; None or an empty frame says that the trial records no sessions. `withdrew` has one
    row an arm and reason, where the study records withdrawal. `analysed`
    counts the people in that outcome's primary analysis: `analysed` holds the rows that it saw.

    Where the plan has clusters that `participants` tells, each step from `randomised` on counts
    them too: those with a participant in the step, and of `withdrew` those of which nobody stayed
    (Campbell, Piaggio, Elbourne and Altman 2012, BMJ 345:e5661). An arm without such clusters has
    no row of them.
    """
    people = participants.set_index("participant", drop=False)
    steps = [
        ("randomised", None, pd.Series(True, people.index)),
        *_treated(people, sessions),
        *_withdrew(people),
        *_assessed(plan, people, outcomes, analysed),
    ]
    counts = [*_before_randomisation(plan)]
    for arm in plan.arms:
        of_arm = people["arm"] == arm.name
        # ASSUME: a control arm for which no session was planned (a waitlist) receives no treatment
        # that could be counted; zero would read as a failure to treat.
        untreated = arm.role == "control" and not (of_arm & _planned(people, sessions)).any()
        for step, detail, there in steps:
            if step == "treated" and untreated:
                continue
            n = int((of_arm & there).sum())
            counts.append((arm.name, step, detail, PARTICIPANT, n))
        left_out = {"treated"} if untreated else set()
        kept = [each for each in steps if each[0] not in left_out]
        counts += _clusters(plan, arm.name, people[of_arm], kept)
    flow = pd.DataFrame(counts, columns=["arm", "step", "detail", "unit", "n"])
    return checked(
        "flow", flow.astype({"arm": "str", "detail": "str", "unit": "str", "n": "Int64"})
    )


def _before_randomisation(plan: Plan) -> Iterator[Count]:
    if plan.enrolment is not None:
        yield None, "assessed", None, PARTICIPANT, plan.enrolment.assessed
        for reason, n in plan.enrolment.excluded.items():
            yield None, "excluded", reason, PARTICIPANT, n


def _clusters(plan: Plan, arm: str, people: pd.DataFrame, steps: list[Step]) -> Iterator[Count]:
    """The clusters of an arm's people at each step, of each kind that the arm has."""
    for cluster in plan.clusters:
        if cluster.name not in people or people[cluster.name].isna().all():
            continue
        keys = cluster_keys(plan, cluster, people)
        left = pd.Series(False, people.index)
        for step, detail, there in steps:
            inside = there.reindex(people.index)
            if step == "withdrew":
                left |= inside
                continue
            yield arm, step, detail, cluster.name, int(keys[inside].nunique())
        if any(step == "withdrew" for step, _, _ in steps):
            gone = int(keys.nunique() - keys[~left].nunique())
            yield arm, "withdrew", None, cluster.name, gone


def _planned(people: pd.DataFrame, sessions: pd.DataFrame | None) -> pd.Series:
    """For whom a session was planned."""
    if sessions is None:
        return pd.Series(False, people.index)
    return people["participant"].isin(sessions["participant"])


def _treated(people: pd.DataFrame, sessions: pd.DataFrame | None) -> Iterator[Step]:
    if sessions is None or sessions.empty:
        return
    came = sessions.loc[sessions["attended"].fillna(False), "participant"]
    yield "treated", None, people["participant"].isin(came)


def _withdrew(people: pd.DataFrame) -> Iterator[Step]:
    recorded = people.columns.intersection(["withdrawal_day", "withdrawal_reason"])
    if recorded.empty:
        return
    left = people[recorded].notna().any(axis=1)
    reasons = pd.Series(NO_REASON, index=people.index, dtype="str")
    if "withdrawal_reason" in people:
        reasons = people["withdrawal_reason"].fillna(NO_REASON)
    for reason in sorted(reasons[left].unique()):
        yield "withdrew", reason, left & (reasons == reason)


def _assessed(
    plan: Plan, people: pd.DataFrame, outcomes: pd.DataFrame, analysed: pd.DataFrame
) -> Iterator[Step]:
    scored = outcomes.loc[
        (outcomes["outcome"] == plan.first_primary.name) & outcomes["score"].notna()
    ]
    for visit in plan.visits:
        seen = scored.loc[scored["visit"] == visit.name, "participant"]
        yield "observed", visit.name, people["participant"].isin(seen)
    # An analysis may put an arm's people under another arm at baseline: the arm is the trial's.
    yield "analysed", None, people["participant"].isin(analysed["participant"])
