"""The CONSORT counts: from people assessed to people analysed, and their clusters."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.plan.cluster_keys import cluster_keys
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.set_members import arms_with_sessions, attended, set_members
from ipt_outcomes.tables import checked
from ipt_outcomes.tables.study import PARTICIPANT

NO_REASON = "no reason recorded"
NO_SCORE = "no score after the baseline"
LEFT_OUT = "a score after the baseline, and not what the analysis needs beside it"

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
    to a session of the treatment, as the analysis sets do, `not_treated` the others by the reason
    recorded; of an arm of which no session is recorded only reasons are counted, and so of all
    where `sessions` is None or empty. `withdrew` has one row an arm
    and reason, where the study records withdrawal. `analysed` counts the people in that outcome's
    primary analysis: `analysed` holds the rows that it saw; `not_analysed` the others, by the
    reason, where there are such. `in_set` has one row an arm and
    analysis set of the plan.

    Where the plan has clusters that `participants` tells, each step from `randomised` on counts
    them too: those with a participant in the step, and of `withdrew` those of which nobody stayed
    (Campbell, Piaggio, Elbourne and Altman 2012, BMJ 345:e5661). An arm without such clusters has
    no row of them.
    """
    people = participants.set_index("participant", drop=False)
    # ASSUME: an arm of which no session is recorded has no treatment that sessions could count;
    # zero would read as a failure to treat. A control arm then has none at all (a waitlist).
    by_session = set() if sessions is None else arms_with_sessions(participants, sessions)
    untreated = {arm.name for arm in plan.arms if arm.role == "control"} - by_session
    steps = [
        ("randomised", None, pd.Series(True, people.index)),
        *_treated(plan, people, sessions),
        *_not_treated(plan, people[~people["arm"].isin(untreated)], sessions, by_session),
        *_withdrew(people),
        *_assessed(plan, people, outcomes, analysed),
        *_in_sets(plan, people, sessions, outcomes),
    ]
    counts = [*_before_randomisation(plan)]
    for arm in plan.arms:
        of_arm = people["arm"] == arm.name
        left_out = set() if arm.name in by_session else {"treated"}
        left_out |= {"not_treated"} if arm.name in untreated else set()
        kept = [each for each in steps if each[0] not in left_out]
        for step, detail, there in kept:
            n = int((of_arm & there.reindex(people.index, fill_value=False)).sum())
            counts.append((arm.name, step, detail, PARTICIPANT, n))
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
            if step in ("not_treated", "not_analysed"):
                continue
            inside = there.reindex(people.index)
            if step == "withdrew":
                left |= inside
                continue
            yield arm, step, detail, cluster.name, int(keys[inside].nunique())
        if any(step == "withdrew" for step, _, _ in steps):
            gone = int(keys.nunique() - keys[~left].nunique())
            yield arm, "withdrew", None, cluster.name, gone


def _treated(plan: Plan, people: pd.DataFrame, sessions: pd.DataFrame | None) -> Iterator[Step]:
    if sessions is None or sessions.empty:
        return
    yield "treated", None, attended(plan, people, sessions) > 0


def _not_treated(
    plan: Plan, people: pd.DataFrame, sessions: pd.DataFrame | None, by_session: set[str]
) -> Iterator[Step]:
    reasons = _reasons(people, "not_treated_reason")
    # ASSUME: where no session is recorded, a reason is recorded of those alone who did not begin;
    # of the others nothing is known but that none was.
    without = reasons != NO_REASON
    for _, _, came in _treated(plan, people, sessions):
        without = without.where(~people["arm"].isin(by_session), ~came)
    for reason in sorted(reasons[without].unique()):
        yield "not_treated", reason, without & (reasons == reason)


def _withdrew(people: pd.DataFrame) -> Iterator[Step]:
    recorded = people.columns.intersection(["withdrawal_day", "withdrawal_reason"])
    if recorded.empty:
        return
    left = people[recorded].notna().any(axis=1)
    reasons = _reasons(people, "withdrawal_reason")
    for reason in sorted(reasons[left].unique()):
        yield "withdrew", reason, left & (reasons == reason)


def _reasons(people: pd.DataFrame, column: str) -> pd.Series:
    """The reason of each person, where the study records any."""
    if column not in people:
        return pd.Series(NO_REASON, index=people.index, dtype="str")
    return people[column].fillna(NO_REASON)


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
    seen = people["participant"].isin(analysed["participant"])
    yield "analysed", None, seen
    after = scored.loc[scored["visit"] != plan.baseline.name, "participant"]
    known = people["participant"].isin(after)
    for reason, which in ((NO_SCORE, ~known), (LEFT_OUT, known)):
        if (~seen & which).any():
            yield "not_analysed", reason, ~seen & which


def _in_sets(
    plan: Plan, people: pd.DataFrame, sessions: pd.DataFrame | None, outcomes: pd.DataFrame
) -> Iterator[Step]:
    own = outcomes[outcomes["outcome"] == plan.first_primary.name]
    none = sessions is None or sessions.empty
    members = set_members(plan, people, None if none else sessions, own)
    for name in dict.fromkeys(members["set"]):
        of_set = members[(members["set"] == name) & members["member"]]
        yield "in_set", name, people["participant"].isin(of_set["participant"])
