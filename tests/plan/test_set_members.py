"""Who is in which analysis set, and why not."""

from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes.describe.people.set_counts import count_sets
from ipt_outcomes.plan.analysis_sets import AnalysisSet
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.set_members import set_members

SETS = [
    {"name": "itt", "label": "All", "of": "intention_to_treat"},
    {"name": "began", "label": "Began", "of": "modified", "needs": "treatment"},
    {"name": "scored", "label": "Scored", "of": "modified", "needs": "score"},
    {"name": "completers", "label": "Completers", "of": "completers"},
    {"name": "enough", "label": "Per protocol", "of": "per_protocol", "sessions": 2},
]


@pytest.fixture
def plan(demo: Plan) -> Plan:
    sets = tuple(AnalysisSet.model_validate(each) for each in SETS)
    return demo.model_copy(update={"analysis_sets": sets})


PEOPLE = pd.DataFrame(
    {"participant": list("abcdef"), "arm": ["ipt"] * 3 + ["cbt"] + ["waitlist"] * 2}
)
# a came twice, b once and missed once, c never; d never, though CBT has sessions.
SESSIONS = pd.DataFrame(
    {
        "participant": list("aabbcd"),
        "session": [1, 2, 1, 2, 1, 1],
        "attended": pd.array([True, True, True, False, False, None], dtype="boolean"),
    }
)
OUTCOMES = pd.DataFrame(
    [
        ("a", "week_16", 3.0), ("b", "week_4", 5.0), ("b", "week_16", None), ("c", "week_0", 9.0),
        ("d", "week_16", 7.0), ("e", "week_40", 4.0), ("f", "week_16", 4.0),
    ],
    columns=["participant", "visit", "score"],
).assign(outcome="phq9")  # fmt: skip


def inside(members: pd.DataFrame) -> dict[str, str]:
    return {
        name: "".join(own.loc[own["member"], "participant"])
        for name, own in members.groupby("set", sort=False)
    }


def test_by_hand(plan: Plan) -> None:
    members = set_members(plan, PEOPLE, SESSIONS, OUTCOMES)
    assert inside(members) == {
        "itt": "abcdef", "began": "abef", "scored": "abdef", "completers": "adf", "enough": "aef",
    }  # fmt: skip
    why = members.set_index(["set", "participant"])["reason"]
    assert why["began", "c"] == "no session attended"
    assert why["scored", "c"] == "no score after the baseline"
    assert why["completers", "b"] == "no score at the endpoint"
    assert why["enough", "b"] == "fewer than 2 sessions"
    assert (members["reason"].isna() == members["member"]).all()


def test_counts_say_what_is_asked_of_which_arm(plan: Plan) -> None:
    members = set_members(plan, PEOPLE, SESSIONS, OUTCOMES)
    counts = count_sets(plan, PEOPLE, SESSIONS, members).set_index(["set", "arm"])
    assert counts.loc["enough", "members"].to_dict() == {"waitlist": 2, "cbt": 0, "ipt": 1}
    # An arm without sessions has no number of them.
    assert counts.loc["enough", "sessions"].fillna(0).to_dict() == {
        "waitlist": 0, "cbt": 2, "ipt": 2,
    }  # fmt: skip
    assert counts.loc["began", "sessions"].dropna().to_list() == [1, 1]
    assert counts.loc[["itt", "scored", "completers"], "sessions"].isna().all()
    assert counts["randomised"].groupby("arm").first().to_dict() == {
        "waitlist": 2, "cbt": 1, "ipt": 3,
    }  # fmt: skip


def test_sessions_after_the_treatment_are_no_dose_of_it(plan: Plan) -> None:
    """Of the protocol's phases, maintenance begins with session 17."""
    of_maintenance = pd.DataFrame({"participant": ["b"], "session": [17], "attended": [True]})
    later = pd.concat([SESSIONS, of_maintenance.astype({"attended": "boolean"})])
    members = set_members(plan, PEOPLE, later, OUTCOMES)
    assert inside(members)["enough"] == "aef"
    bare = plan.model_copy(update={"protocol": ()})
    assert inside(set_members(bare, PEOPLE, later, OUTCOMES))["enough"] == "abef"


def test_without_sessions_what_counts_them_is_left_out(plan: Plan) -> None:
    assert set(inside(set_members(plan, PEOPLE, None, OUTCOMES))) == {"itt", "scored", "completers"}


def test_sets_are_of_each_outcome(plan: Plan) -> None:
    both = pd.concat([OUTCOMES, OUTCOMES.assign(outcome="hrsd17", score=1.0)])
    members = set_members(plan, PEOPLE, SESSIONS, both)
    completers = members[(members["set"] == "completers") & members["member"]]
    assert completers.groupby("outcome")["participant"].sum().to_dict() == {
        "phq9": "adf", "hrsd17": "abdf",
    }  # fmt: skip
    assert set_members(plan.model_copy(update={"analysis_sets": ()}), PEOPLE, SESSIONS, both).empty
