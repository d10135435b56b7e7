"""The CONSORT counts: from people assessed to people analysed."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked

NO_REASON = "no reason recorded"

Count = tuple[str | None, str, str | None, int]


def count_flow(
    plan: Plan,
    participants: pd.DataFrame,
    sessions: pd.DataFrame | None,
    outcomes: pd.DataFrame,
    analysed: pd.DataFrame,
) -> pd.DataFrame:
    """The table `flow`, for the plan's first primary outcome: arm, step, detail, n (participants).

    `assessed` and `excluded` come from the plan and have no arm. `treated` counts people who came
    to a session; None or an empty frame says that the trial records no sessions. `withdrew` has one
    row an arm and reason, where the study records withdrawal. `analysed`
    counts the people in that outcome's primary analysis: `analysed` holds the rows that it saw.
    """
    counts = [
        *_before_randomisation(plan),
        *_randomised(plan, participants),
        *_treated(plan, participants, sessions),
        *_withdrew(plan, participants),
        *_assessed(plan, outcomes, analysed),
    ]
    flow = pd.DataFrame(counts, columns=["arm", "step", "detail", "n"])
    return checked("flow", flow.astype({"arm": "str", "detail": "str", "n": "Int64"}))


def _before_randomisation(plan: Plan) -> Iterator[Count]:
    if plan.enrolment is not None:
        yield None, "assessed", None, plan.enrolment.assessed
        for reason, n in plan.enrolment.excluded.items():
            yield None, "excluded", reason, n


def _randomised(plan: Plan, participants: pd.DataFrame) -> Iterator[Count]:
    for arm in plan.arms:
        yield arm.name, "randomised", None, int((participants["arm"] == arm.name).sum())


def _treated(
    plan: Plan, participants: pd.DataFrame, sessions: pd.DataFrame | None
) -> Iterator[Count]:
    if sessions is None or sessions.empty:
        return
    came = sessions.loc[sessions["attended"].fillna(False), "participant"]
    planned = participants["participant"].isin(sessions["participant"])
    treated = participants["participant"].isin(came)
    for arm in plan.arms:
        of_arm = participants["arm"] == arm.name
        # ASSUME: a control arm for which no session was planned (a waitlist) receives no treatment
        # that could be counted; zero would read as a failure to treat.
        if arm.role != "control" or (planned & of_arm).any():
            yield arm.name, "treated", None, int((treated & of_arm).sum())


def _withdrew(plan: Plan, participants: pd.DataFrame) -> Iterator[Count]:
    recorded = participants.columns.intersection(["withdrawal_day", "withdrawal_reason"])
    if recorded.empty:
        return
    left = participants.loc[participants[recorded].notna().any(axis=1)]
    if "withdrawal_reason" in left:
        reasons = left["withdrawal_reason"].fillna(NO_REASON)
    else:
        reasons = pd.Series(NO_REASON, index=left.index, dtype="str")
    for arm in plan.arms:
        for reason in sorted(reasons.unique()):
            n = ((left["arm"] == arm.name) & (reasons == reason)).sum()
            yield arm.name, "withdrew", reason, int(n)


def _assessed(plan: Plan, outcomes: pd.DataFrame, analysed: pd.DataFrame) -> Iterator[Count]:
    scored = outcomes.loc[
        (outcomes["outcome"] == plan.first_primary.name) & outcomes["score"].notna()
    ]
    # An analysis may put an arm's people under another arm at baseline: the arm is that of the
    # trial, as the outcomes say it.
    arm_of = outcomes.drop_duplicates("participant").set_index("participant")["arm"]
    arms = arm_of.reindex(analysed["participant"].unique())
    for arm in plan.arms:
        of_arm = scored.loc[scored["arm"] == arm.name]
        for visit in plan.visits:
            n = (of_arm["visit"] == visit.name).sum()
            yield arm.name, "observed", visit.name, int(n)
        yield arm.name, "analysed", None, int((arms == arm.name).sum())
