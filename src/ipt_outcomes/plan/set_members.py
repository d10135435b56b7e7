"""Who is in which of the plan's analysis sets, and why somebody is not.

ASSUME: an arm of whose people nobody has a session on record was not given its treatment in
sessions: nothing is asked of its people, and a per-protocol comparison with it is lopsided.
"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.analysis_sets import AnalysisSet
from ipt_outcomes.plan.enough_sessions import enough_sessions, sessions_of_treatment
from ipt_outcomes.plan.plan import Plan

COLUMNS = ("outcome", "set", "participant", "arm", "member", "reason")


def set_members(
    plan: Plan,
    participants: pd.DataFrame,
    sessions: pd.DataFrame | None,
    outcomes: pd.DataFrame,
) -> pd.DataFrame:
    """A row an outcome, set and participant: outcome, set, participant, arm, member, reason.

    `outcomes` holds rows of the table of that name, of one outcome or several. `reason` says why
    somebody is not in the set; it is missing for members. Without `sessions`, sets that count them
    have no rows.
    """
    seen = set(outcomes["outcome"].unique())
    found = [
        _members(plan, each, outcome.name, participants, sessions, outcomes)
        for outcome in plan.outcomes_in_order
        if outcome.name in seen
        for each in plan.analysis_sets
        if sessions is not None or not counts_sessions(each)
    ]
    if not found:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(found, ignore_index=True)


def counts_sessions(chosen: AnalysisSet) -> bool:
    """Whether membership rests on who came to sessions."""
    return chosen.of == "per_protocol" or chosen.needs == "treatment"


def sessions_asked(plan: Plan, chosen: AnalysisSet) -> dict[str, int]:
    """By arm, how many sessions attended the set asks for; empty where it counts none."""
    if chosen.needs == "treatment":
        return {arm.name: 1 for arm in plan.arms}
    return enough_sessions(plan, chosen.sessions) if chosen.of == "per_protocol" else {}


def attended(plan: Plan, participants: pd.DataFrame, sessions: pd.DataFrame) -> pd.Series:
    """(n,) how many sessions of the treatment each participant came to, in the rows' order."""
    own = sessions_of_treatment(plan, participants, sessions)
    came = own.loc[own["attended"].fillna(False), "participant"]
    found: pd.Series = (
        participants["participant"].map(came.value_counts()).fillna(0).astype("int64")
    )
    return found


def arms_with_sessions(participants: pd.DataFrame, sessions: pd.DataFrame) -> set[str]:
    """The arms of which anybody has a session on record, attended or not."""
    there = participants["participant"].isin(sessions["participant"])
    return set(participants.loc[there, "arm"].astype("str"))


def _members(  # noqa: PLR0917
    plan: Plan,
    chosen: AnalysisSet,
    outcome: str,
    participants: pd.DataFrame,
    sessions: pd.DataFrame | None,
    outcomes: pd.DataFrame,
) -> pd.DataFrame:
    arm = participants["arm"].astype("str")
    reason = pd.Series(None, index=participants.index, dtype="str")
    if chosen.of == "completers":
        endpoint = plan.outcome(outcome).endpoint
        reason[~_scored(participants, outcomes, outcome, [endpoint])] = "no score at the endpoint"
    elif chosen.needs == "score":
        after = [visit.name for visit in plan.visits if visit.phase != "baseline"]
        reason[~_scored(participants, outcomes, outcome, after)] = "no score after the baseline"
    elif counts_sessions(chosen):
        assert sessions is not None
        came = attended(plan, participants, sessions)
        asked = arm.isin(arms_with_sessions(participants, sessions))
        for name, k in sessions_asked(plan, chosen).items():
            few = f"fewer than {counted(k, 'session')}" if k > 1 else "no session attended"
            reason[asked & (arm == name) & (came < k)] = few
    return pd.DataFrame(
        {
            "outcome": outcome,
            "set": chosen.name,
            "participant": participants["participant"].astype("str"),
            "arm": arm,
            "member": reason.isna(),
            "reason": reason,
        }
    )


def _scored(
    participants: pd.DataFrame, outcomes: pd.DataFrame, outcome: str, visits: list[str]
) -> pd.Series:
    there = (
        (outcomes["outcome"] == outcome)
        & outcomes["visit"].isin(visits)
        & outcomes["score"].notna()
    )
    found: pd.Series = participants["participant"].isin(outcomes.loc[there, "participant"])
    return found
