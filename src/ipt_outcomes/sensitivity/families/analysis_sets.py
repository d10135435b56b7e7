"""Whether it moves a contrast who counts: the primary analysis within the plan's analysis sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from ipt_outcomes.analyses.analyse import analyse
from ipt_outcomes.analyses.frames import Frame
from ipt_outcomes.plan.analysis_sets import AnalysisSet
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.set_members import (
    arms_with_sessions,
    counts_sessions,
    sessions_asked,
    set_members,
)
from ipt_outcomes.sensitivity.choice import Choice, Family
from ipt_outcomes.sensitivity.endpoint import endpoint_effects
from ipt_outcomes.sensitivity.planned import PlannedOutcome

FAMILY = Family("Analysis sets", "does it matter who counts?", "person")

_EVERYBODY = "everybody randomised"
_AS_RANDOMISED = {
    True: "Nobody is left out for what happened after chance drew the arms.",
    False: "Nobody is left out for what happened after the arms were there.",
}
_NOT_RANDOMISED = (
    "NOT RANDOMISED: who is in the set was settled after the arms were drawn, and not alike in "
    "every arm. That these people are comparable is assumed, and chance no longer sees to it."
)


def choices(planned: PlannedOutcome) -> Iterator[Choice]:
    """The plan's analysis of everybody; then of each set that leaves somebody out.

    None where the plan has no such sets, and of secondary outcomes unless the plan wants the
    scenarios of all. Sets that count sessions need the frame `sessions`, and are left out without.
    """
    plan, outcome = planned.plan, planned.outcome
    wanted = outcome.role == "primary" or plan.missing.outcomes == "all"
    others = [each for each in plan.analysis_sets if each.of != "intention_to_treat"]
    if not wanted or not others or len(plan.arms) == 1:
        return
    made, sessions = planned.tables, planned.sessions
    participants = made["participants"]
    own = made["outcomes"].loc[made["outcomes"]["outcome"] == outcome.name]
    members = set_members(plan, participants, sessions, own)
    if not len(members):
        return
    analysed = set(planned.result.rows["participant"].astype("str"))
    everybody = next((s for s in plan.analysis_sets if s.of == "intention_to_treat"), None)
    yield Choice(
        name="planned" if everybody is None else everybody.name,
        label=_EVERYBODY if everybody is None else everybody.label,
        assumes=_AS_RANDOMISED[plan.randomised],
        planned=True,
        units=len(participants),
        used=len(analysed),
        changed=0,
        effects=planned.effects,
    )
    for chosen in others:
        of_set = members[(members["set"] == chosen.name) & members["member"]]
        if not (members["set"] == chosen.name).any():
            continue
        people = set(of_set["participant"])
        tables = {
            name: frame[frame["participant"].astype("str").isin(people)].reset_index(drop=True)
            for name, frame in made.items()
        }
        frame = planned.analysis.frame(tables)
        used = set(frame.rows["participant"].astype("str"))
        yield Choice(
            name=chosen.name,
            label=f"{chosen.label} (not randomised)" if plan.randomised else chosen.label,
            assumes=_assumes(plan, chosen, participants, sessions),
            planned=False,
            units=len(participants),
            used=len(used),
            changed=len(analysed ^ used),
            effects=_effects(planned, frame, tables),
        )


def _effects(
    planned: PlannedOutcome, frame: Frame, tables: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """The plan's own where the set leaves out nobody whom its analysis sees."""
    if frame.rows.equals(planned.frame.rows):
        return planned.effects
    result = analyse(replace(planned.analysis, frame=lambda _: frame), tables)
    return endpoint_effects(planned.plan, result, planned.tables["outcomes"])


def _assumes(
    plan: Plan,
    chosen: AnalysisSet,
    participants: pd.DataFrame,
    sessions: pd.DataFrame | None,
) -> str:
    said = []
    if counts_sessions(chosen) and sessions is not None:
        there = arms_with_sessions(participants, sessions)
        asked = there & set(sessions_asked(plan, chosen))
        without = [arm.name for arm in plan.arms if arm.name not in asked]
        said = [
            f"No sessions are asked of the people in the arm {name.replace('_', ' ')}: all count."
            for name in without
        ]
    return " ".join([_NOT_RANDOMISED, *said])
