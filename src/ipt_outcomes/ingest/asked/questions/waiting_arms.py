"""Do people of a waitlist have scores after treatment, and is it said what they mean?"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.ingest.proposal.arm_words import says_waiting
from ipt_outcomes.phrases import listed
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.confirmed import WAITING
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Visit, end_of_treatment


def ask(data: Data) -> None:
    """Refuse later scores of an arm that waits, where no event says when its waiting ends.

    A waitlist that was treated after it had waited reads as a loss of what treatment gave.
    """
    later = _later(data.plan)
    if not later or not {"participant", "arm"} <= set(data.people):
        return
    arm_of = data.people.dropna(subset=["participant"]).groupby("participant")["arm"].first()
    scores = data.scores
    arms = scores["participant"].map(arm_of).astype("str")
    for name, label in _waiting(data.plan):
        own = scores[(arms == name).to_numpy()]
        seen = {visit.label: _people_at(visit, own) for visit in later}
        seen = {label: people for label, people in seen.items() if people}
        if seen:
            most = max(len(people) for people in seen.values())
            _ask(data, name, label, visits=list(seen), people=most)


def _ask(data: Data, name: str, label: str, *, visits: list[str], people: int) -> None:
    last = end_of_treatment(data.plan.visits) or data.plan.visits[0]
    have = f"{counted_people(people)} of {label} {'has' if people == 1 else 'have'}"
    data.asks(
        data.plan.participants,
        WAITING,
        lines=None,
        column=data.plan.participants.columns.arm,
        rule=f"{have} a score at {listed(visits)}, and no event says whether the arm waited until "
        "then",
        remedy="If it began treatment before, say after which visit, under `events`: "
        f'`{{name: crossed_over, label: "{label} began treatment", arms: [{name}], '
        f"after: {last.name}}}`. Its later scores are then no comparison.",
    )


def _waiting(plan: Plan) -> Iterator[tuple[str, str]]:
    """The name and the label of each arm that waits, by its words, and has no event.

    ASSUME: a control arm waits where its name, label or code says so.
    """
    events = [event for event in plan.events if event.after is not None or event.day is not None]
    for arm in plan.arms:
        said = any(not event.arms or arm.name in event.arms for event in events)
        if arm.role == "control" and not said and says_waiting(f"{arm.name} {arm.label}"):
            yield arm.name, arm.label


def _later(plan: Plan) -> list[Visit]:
    """The visits after treatment."""
    return [visit for visit in plan.visits if visit.phase == "follow_up"]


def _people_at(visit: Visit, scores: pd.DataFrame) -> set[object]:
    at = pd.Series(False, index=scores.index)
    if "visit" in scores:
        at |= (scores["visit"] == visit.name).fillna(False).astype(bool)
    if "day" in scores and visit.window is not None:
        day = scores["day"].astype("float64")
        at |= (day >= visit.window[0]) & (day < visit.window[1] + 1)
    return set(scores.loc[at.to_numpy(), "participant"].dropna())
