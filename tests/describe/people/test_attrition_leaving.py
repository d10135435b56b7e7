"""Who left and when: by the recorded day, and by the last planned visit with a score."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.describe.people.attrition_curves import attrition_arms
from ipt_outcomes.describe.people.attrition_differences import attrition_differences
from ipt_outcomes.describe.people.attrition_intervals import person_intervals
from ipt_outcomes.describe.people.attrition_leaving import people_leaving
from ipt_outcomes.describe.people.attrition_model import attrition_model
from ipt_outcomes.describe.people.attrition_patterns import kind_of, missing_patterns
from ipt_outcomes.describe.people.attrition_tests import attrition_tests
from ipt_outcomes.plan.plan import Plan

from .small_trial import NOT_SEEN, people_of, scores_of, small_plan

ARMS = {"a": "waitlist", "b": "cbt", "c": "ipt", "d": "ipt"}
FULL = [15.0] * 7


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return small_plan(tmp_path_factory.mktemp("plan"))


def test_days_of_withdrawal_count_where_all_who_left_have_one(plan: Plan) -> None:
    people = people_of(ARMS, withdrawal_day=[np.nan, 30.0, -3.0, 400.0])
    leaving = people_leaving(plan, people, scores_of(plan, people, dict.fromkeys(ARMS, FULL)))
    assert leaving.basis == "withdrawal day"
    # The last window closes on day 308: who withdrew later was followed to the end.
    assert leaving.until == {"waitlist": 112.0, "cbt": 308.0, "ipt": 308.0}
    assert leaving.people["left"].tolist() == [False, True, True, False]
    # The waitlist begins treatment by design after week 16.
    assert leaving.people["week"].tolist() == pytest.approx([16.0, 30 / 7, 0.0, 44.0])
    # Day 30 is between weeks 4 and 8; whoever stays has all intervals of the arm.
    assert leaving.people["interval"].tolist() == [4, 2, 1, 6]


def test_a_leaver_without_a_day_leaves_it_to_the_scores(plan: Plan) -> None:
    days, reasons = [np.nan, 30.0, np.nan, np.nan], [None, "moved", "work", None]
    people = people_of(ARMS, withdrawal_day=days, withdrawal_reason=reasons)
    scores = dict.fromkeys(ARMS, FULL) | {"b": FULL[:2], "c": FULL[:3]}
    leaving = people_leaving(plan, people, scores_of(plan, people, scores))
    assert (leaving.basis, leaving.without_day) == ("last score", 1)
    assert attrition_arms(plan, leaving)["without_day"].tolist() == [1, 1, 1]


def test_by_scores_the_week_is_that_of_the_first_visit_missed_for_good(plan: Plan) -> None:
    people = people_of(ARMS)
    scores = {"a": FULL, "b": FULL, "c": FULL[:2], "d": [15.0, NOT_SEEN, 12.0, *FULL[:4]]}
    leaving = people_leaving(plan, people, scores_of(plan, people, scores))
    assert leaving.people["left"].tolist() == [False, False, True, False]
    assert leaving.people["week"].tolist() == [40.0, 40.0, 8.0, 40.0]


def test_nobody_leaves_by_not_coming_to_a_visit_that_the_arm_has_not(plan: Plan) -> None:
    people = people_of({**ARMS, "e": "waitlist"})
    scores = dict.fromkeys("bcd", FULL) | {"a": FULL[:5], "e": FULL[:3]}
    outcomes = scores_of(plan, people, scores)
    leaving = people_leaving(plan, people, outcomes)
    own = leaving.people.set_index("participant")
    assert own.loc["a", ["left", "week"]].tolist() == [False, 16.0]
    assert own.loc["e", ["left", "week"]].tolist() == [True, 12.0]
    patterns = missing_patterns(plan, outcomes)
    own = patterns[(patterns["outcome"] == "phq9") & (patterns["arm"] == "waitlist")]
    assert own["pattern"].tolist() == ["xxx--..", "xxxxx.."]
    assert own["kind"].tolist() == ["left", "complete"]


def test_somebody_without_any_score_left_before_the_first_visit(plan: Plan) -> None:
    people = people_of(ARMS)
    scores = dict.fromkeys("abc", FULL) | {"d": []}
    leaving = people_leaving(plan, people, scores_of(plan, people, scores))
    own = leaving.people.set_index("participant").loc["d"]
    assert own[["left", "week"]].tolist() == [True, 4.0]


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [("xxx", "complete"), ("x--", "left"), ("x-x", "gaps"), ("-xx", "gaps"), ("---", "none"),
     ("xx.", "complete"), ("x-.", "left"), ("...", "none")],
)  # fmt: skip
def test_kinds_of_patterns(pattern: str, kind: str) -> None:
    assert kind_of(pattern) == kind


def test_each_interval_has_the_last_score_before_it(plan: Plan) -> None:
    people = people_of(ARMS)
    scores = dict.fromkeys("abd", FULL) | {"c": [20.0, NOT_SEEN, 14.0]}
    outcomes = scores_of(plan, people, scores)
    rows = person_intervals(plan, people_leaving(plan, people, outcomes), outcomes, "phq9")
    own = rows[rows["participant"] == "c"]
    assert own["last"].tolist() == [20.0, 20.0, 14.0]
    assert own["left"].tolist() == [False, False, True]
    assert own["interval"].tolist() == [1, 2, 3]


def many(plan: Plan, leave: dict[str, list[int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """People of each arm with the number of visits that they came to."""
    draw = np.random.default_rng(4)
    arms, scores = {}, {}
    for arm, visits in leave.items():
        for number, came in enumerate(visits):
            who = f"{arm}{number}"
            arms[who] = arm
            scores[who] = list(draw.normal(15, 4, came))
    people = people_of(arms)
    return people, scores_of(plan, people, scores)


def test_an_arm_that_nobody_left_has_no_ratio_and_the_others_have(plan: Plan) -> None:
    leave = {"waitlist": [7] * 12 + [3, 4, 5, 3], "cbt": [7] * 15, "ipt": [7] * 10 + [2, 4, 5, 5]}
    people, outcomes = many(plan, leave)
    model = attrition_model(plan, people_leaving(plan, people, outcomes), people, outcomes)
    arms = model[model["term"] == "arm"].set_index("test")
    assert arms.loc["cbt", "status"] == "not estimable"
    assert arms.loc["cbt", "reason"] == "nobody left the arm"
    assert arms.loc["ipt", "status"] == "ok"
    assert arms.loc["ipt", "left"] == 4
    assert bool(arms.loc["ipt", "few"])


def test_where_nobody_left_there_is_no_model_and_no_test(plan: Plan) -> None:
    people, outcomes = many(plan, {"waitlist": [7] * 5, "cbt": [7] * 5, "ipt": [7] * 5})
    leaving = people_leaving(plan, people, outcomes)
    assert set(attrition_model(plan, leaving, people, outcomes)["status"]) == {"not estimable"}
    tests = attrition_tests(plan, leaving)
    assert set(tests["status"]) == {"not estimable"}
    assert tests["p_value"].isna().all()


def test_people_who_share_a_therapist_have_limits_by_the_jackknife(
    plan: Plan, tmp_path: Path
) -> None:
    leave = {"waitlist": [7] * 14 + [3, 4, 5, 3], "cbt": [7] * 12 + [2, 4, 3], "ipt": [7, 2] * 8}
    people, outcomes = many(plan, leave)
    leaving = people_leaving(plan, people, outcomes)
    alone = attrition_model(plan, leaving, people, outcomes)
    treated = people["arm"] != "waitlist"
    names = people["arm"] + (people.groupby("arm").cumcount() % 4).astype("str")
    therapist = {"name": "therapist", "kind": "therapist", "arms": ["cbt", "ipt"]}
    with_therapists = small_plan(tmp_path, clusters=[therapist])
    own = people.assign(therapist=names.where(treated))
    shared = attrition_model(with_therapists, leaving, own, outcomes)
    assert set(alone["se_method"]) == {"model"}
    assert set(shared["se_method"]) == {"grouped jackknife"}
    np.testing.assert_allclose(shared["hazard_ratio"], alone["hazard_ratio"], rtol=1e-9)
    # Four therapists an arm, less one.
    assert set(shared["df"]) == {3.0}


def test_numbers_of_few_people_are_somebodys_and_are_left_out(plan: Plan) -> None:
    people, outcomes = many(plan, {"waitlist": [7] * 9 + [3] * 6, "cbt": [7] * 9 + [2] * 2})
    people["age"] = np.arange(len(people), dtype=float)
    leaving = people_leaving(plan, people, outcomes)
    own = attrition_differences(plan, leaving, people, outcomes)
    age = own[(own["variable"] == "age") & own["arm"].notna()].set_index("arm")
    assert np.isnan(age.loc["cbt", "mean_left"]) and age.loc["cbt", "n_left"] == 2
    left, stayed = np.arange(9, 15), np.arange(9)
    apart = (left.mean() - stayed.mean()) / np.sqrt((left.var(ddof=1) + stayed.var(ddof=1)) / 2)
    assert age.loc["waitlist", "difference"] == pytest.approx(apart)
