"""Who left, in words: an arm that is followed to a visit by design is said to be."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.attrition_words import how_many_left

ARMS = pd.DataFrame({"arm": ["waitlist", "ipt"], "left": [2, 10], "n": [72, 72]}).assign(
    share=lambda rows: rows["left"] / rows["n"]
)


def test_it_is_said_until_when_an_arm_is_followed(plan: Plan) -> None:
    """The flow counted ten who left the waitlist, and this section two."""
    said = how_many_left(plan, ARMS)
    assert said.startswith("Left the trial while its arm was followed: Waitlist: 2 of 72 (3%); ")
    assert "Waitlist is followed here up to Week 16 (Waitlist began treatment): " in said
    assert said.count("is followed here") == 1


def test_without_such_an_event_there_is_nothing_to_say(plan: Plan) -> None:
    alone = plan.model_copy(update={"events": ()})
    assert how_many_left(alone, ARMS) == (
        "Left the trial before its end: Waitlist: 2 of 72 (3%); IPT: 10 of 72 (14%)."
    )
