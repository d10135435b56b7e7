"""What each design is called: randomised by person or cluster, observational, one arm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.design_words import (
    allocated_in_words,
    how_compared,
    stamp,
    strata_in_words,
    taken_in,
    what_is_asked,
    who_took_part,
)
from ipt_outcomes.report.wording import marks

VILLAGE = {"name": "village", "column": "v", "kind": "village", "randomised": True}
SCHOOL = {"name": "school", "column": "s", "kind": "school", "randomised": True}
ARMS = ["Waitlist", "CBT", "IPT"]


@pytest.mark.parametrize(
    ("change", "allocated", "took_part"),
    [
        ({}, "Participants were randomised to Waitlist, CBT or IPT.",
         "2 people were randomised to 3 arms."),
        ({"clusters": [VILLAGE]},
         "Villages, and not single people, were randomised to Waitlist, CBT or IPT.",
         "2 people took part; their villages were randomised to 3 arms."),
        ({"clusters": [VILLAGE, SCHOOL]},
         "Villages and schools, and not single people, were randomised to Waitlist, CBT or IPT.",
         "2 people took part; their villages and schools were randomised to 3 arms."),
        ({"allocation": "observational"},
         "Participants were in Waitlist, CBT and IPT; they were not randomised. Comparisons "
         "between the arms are observational.",
         "2 people were in 3 arms, to which they were not randomised."),
    ],
    ids=["people", "villages", "villages and schools", "observational"],
)  # fmt: skip
def test_how_people_came_into_the_arms(
    change_plan: Callable[..., Plan], change: dict[str, Any], allocated: str, took_part: str
) -> None:
    plan = change_plan(**change)
    assert allocated_in_words(plan, ARMS) == allocated
    assert who_took_part(plan, 2) == took_part
    assert what_is_asked(plan) == "Contrasts"
    assert taken_in(plan) == ("randomised" if plan.randomised else "included")
    assert (stamp(plan) == "") == plan.randomised
    assert ("not randomised" in how_compared(plan)) != plan.randomised
    assert strata_in_words(plan, "site").startswith("Randomisation") == plan.randomised


def test_of_one_arm_nothing_is_compared(plan: Plan) -> None:
    alone = plan.model_copy(update={"arms": plan.arms[-1:], "source": "real"})
    assert what_is_asked(alone) == "Changes since baseline"
    assert who_took_part(alone, 1) == "1 person took part, all in one arm: IPT."
    assert allocated_in_words(alone, ["IPT"]).startswith("All participants received IPT")
    assert marks(alone) == (stamp(alone),) and stamp(alone).startswith("NOT A COMPARISON")


def test_tables_without_notes_are_marked_too(plan: Plan, real_plan: Plan) -> None:
    assert marks(plan) == ("SYNTHETIC DATA: simulated people, not real ones.",)
    assert marks(real_plan) == ()
