"""Who was well, who relapsed and when, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.describe.therapy.relapse_people import Followed, is_well, people_followed
from ipt_outcomes.plan.clinical_limits import Limit
from ipt_outcomes.plan.plan import Plan

from ..people.small_trial import NOT_SEEN, people_of, scores_of, small_plan

# Baseline, weeks 4 to 12, then weeks 16, 28 and 40.
BEFORE = [18.0, 15.0, 12.0, 8.0]


def followed(folder: Path, scores: dict[str, list[float]], **entry: Any) -> Followed:
    plan = small_plan(folder, relapse=[{"outcome": "phq9", "of": "remission"} | entry])
    people = people_of(dict.fromkeys(scores, "ipt"))
    outcomes = scores_of(plan, people, {who: [*BEFORE, *own] for who, own in scores.items()})
    return people_followed(plan, plan.relapse[0], people, outcomes)


SCORES = {
    "stays": [3.0, 4.0, 5.0],
    "relapses": [3.0, 10.0, 4.0],
    "later": [4.0, 9.0, 15.0],
    "ill": [5.0, 4.0, 4.0],
    "gone": [2.0, NOT_SEEN, NOT_SEEN],
    "gap": [2.0, NOT_SEEN, 12.0],
    "not_seen": [NOT_SEEN, 3.0, 3.0],
}


def test_who_is_followed_and_who_relapsed_at_which_assessment(tmp_path: Path) -> None:
    found = followed(tmp_path, SCORES)
    own = found.people.set_index("participant")
    assert own["relapsed"].to_dict() == {
        "stays": False, "relapses": True, "later": True, "gap": True,
    }  # fmt: skip
    assert own["week"].to_dict() == {"stays": 24.0, "relapses": 12.0, "later": 24.0, "gap": 24.0}
    counts = found.counts.set_index("participant")
    assert counts.loc["gone", ["assessed", "well", "followed"]].tolist() == [True, True, False]
    assert counts.loc["ill", ["assessed", "well"]].tolist() == [True, False]
    assert not counts.loc["not_seen", "assessed"]


def test_two_in_a_row_count_from_the_first_and_one_alone_is_not_known(tmp_path: Path) -> None:
    scores = {
        "twice": [3.0, 10.0, 11.0],
        "once": [3.0, 10.0, 4.0],
        "at_the_end": [3.0, 4.0, 12.0],
        "only_once_seen": [3.0, 12.0, NOT_SEEN],
    }
    found = followed(tmp_path, scores, in_a_row=2)
    own = found.people.set_index("participant")
    assert own["relapsed"].to_dict() == {"twice": True, "once": False, "at_the_end": False}
    # The score at the end may be the first of two: until the one before, nothing had happened.
    assert own["week"].to_dict() == {"twice": 12.0, "once": 24.0, "at_the_end": 12.0}
    assert not found.counts.set_index("participant").loc["only_once_seen", "followed"]


def test_intervals_end_at_the_first_gap(tmp_path: Path) -> None:
    found = followed(tmp_path, SCORES)
    who = found.people["participant"]
    rows = found.intervals.assign(participant=who.loc[found.intervals["person"]].to_numpy())
    of = dict(list(rows.groupby("participant")))
    assert of["later"]["relapsed"].tolist() == [False, True]
    assert of["relapses"]["relapsed"].tolist() == [True]
    assert "gap" not in of


def test_a_response_that_would_be_a_relapse_is_none(tmp_path: Path) -> None:
    plan = small_plan(tmp_path, relapse=[{"outcome": "phq9", "of": "response"}])
    people = people_of({"half": "ipt", "still_ill": "ipt"})
    scores = {"half": [18.0, *BEFORE[1:], 9.0, 8.0], "still_ill": [22.0, *BEFORE[1:], 11.0, 8.0]}
    found = people_followed(plan, plan.relapse[0], people, scores_of(plan, people, scores))
    assert found.people["participant"].tolist() == ["half"]


def test_the_time_is_the_visits_week_and_not_the_day_somebody_was_seen(tmp_path: Path) -> None:
    plan = small_plan(tmp_path, relapse=[{"outcome": "phq9", "of": "remission"}])
    people = people_of({"early": "ipt", "late": "ipt", "to_the_end": "ipt"})
    own = {"early": [3.0, 11.0], "late": [3.0, 12.0], "to_the_end": [3.0, 4.0, 4.0]}
    outcomes = scores_of(plan, people, {who: [*BEFORE, *own[who]] for who in own})
    outcomes["day"] = 7.0 * outcomes["week"]
    outcomes.loc[outcomes["participant"] == "early", "day"] -= 5.0
    outcomes.loc[outcomes["participant"] == "late", "day"] += 9.0
    found = people_followed(plan, plan.relapse[0], people, outcomes)
    assert found.people["week"].tolist() == [12.0, 12.0, 24.0]


@pytest.mark.parametrize(
    ("limit", "worse", "well"),
    [
        (Limit(5.0, "points", "below", ""), 1.0, [True, False, False]),
        (Limit(5.0, "points", "at most", ""), 1.0, [True, True, False]),
        (Limit(5.0, "points", "at least", ""), -1.0, [False, True, True]),
        (Limit(50.0, "percent of baseline", "", ""), 1.0, [True, True, False]),
        (Limit(6.0, "points of change", "", ""), 1.0, [True, False, False]),
    ],
)
def test_limits_of_each_kind(limit: Limit, worse: float, well: list[bool]) -> None:
    score, start = np.array([4.0, 5.0, 9.0]), np.array([10.0, 10.0, 10.0])
    assert is_well(score, start, limit, worse).tolist() == well


def test_nobody_is_well_without_a_score(tmp_path: Path) -> None:
    limit = Limit(50.0, "percent of baseline", "", "")
    score, start = np.array([np.nan, 4.0]), np.array([10.0, np.nan])
    assert not is_well(score, start, limit, 1.0).any()


def test_a_plan_without_people_who_are_well_has_tables_without_numbers(tmp_path: Path) -> None:
    from ipt_outcomes.describe.therapy.relapse_tables import relapse_tables

    plan: Plan = small_plan(tmp_path, relapse=[{"outcome": "phq9", "of": "remission"}])
    people = people_of({"ill": "ipt", "as_ill": "cbt"})
    outcomes = scores_of(plan, people, dict.fromkeys(["ill", "as_ill"], [18.0] * 7))
    tables = relapse_tables(plan, people, outcomes)
    assert tables["relapse_groups"]["followed"].tolist() == [0, 0, 0]
    assert set(tables["relapse_comparisons"]["status"]) == {"not estimable"}
    assert tables["relapse_curves"].empty
    assert isinstance(tables["relapse_curves"], pd.DataFrame)


def test_of_a_baseline_of_0_there_is_no_response() -> None:
    half = Limit(50.0, "percent of baseline", "as given", "a source")
    score, start = np.array([0.0, 0.0, 4.0, 8.0]), np.array([0.0, 10.0, 10.0, 10.0])
    assert is_well(score, start, half, 1.0).tolist() == [False, True, True, False]
