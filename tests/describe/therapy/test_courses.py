"""Time cut at the phases, of sessions and of visits; people who share clusters."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.describe.therapy.alliance import alliance
from ipt_outcomes.describe.therapy.clustered import blocks, least_squares
from ipt_outcomes.describe.therapy.courses import Course, courses
from ipt_outcomes.describe.therapy.dose_response import dose_response
from ipt_outcomes.describe.therapy.phases import phase_slopes
from ipt_outcomes.describe.therapy.treated import sessions_in_phases
from ipt_outcomes.plan.plan import Plan


def changed(plan: Plan, **keys: Any) -> Plan:
    return Plan.model_validate(plan.model_dump(exclude_unset=True) | keys, strict=False)


def made(plan: Plan, trial: SimpleNamespace, **tables: pd.DataFrame) -> list[Course]:
    given = vars(trial) | tables
    names = ("participants", "sessions", "scores", "outcomes")
    return list(courses(plan, *(given[name] for name in names)))


def visits(slopes: tuple[float, float, float]) -> pd.DataFrame:
    """40 people whose scores at weeks 0, 4, ... 16 lie on lines that meet at weeks 3 and 8."""
    rng = np.random.default_rng(11)
    rows = []
    for at in range(40):
        level = rng.normal(18, 2)
        for week in (0, 4, 8, 12, 16):
            t = (min(week, 3), min(max(week - 3, 0), 5), max(week - 8, 0))
            score = level + float(np.dot(t, slopes)) + rng.normal(0, 0.01)
            rows.append(
                (f"P{at + 1:02d}", "cbt", "phq9", f"week_{week}", float(week), np.nan, score)
            )
    columns = ["participant", "arm", "outcome", "visit", "week", "day", "score"]
    return pd.DataFrame(rows, columns=columns)


def test_a_score_at_a_session_is_of_the_phase_before_it(trial: SimpleNamespace) -> None:
    course = trial.course
    assert course.phases == (("initial", 1.0, 4.0), ("middle", 4.0, 9.0), ("end", 9.0, 10.0))
    rows = course.rows.drop_duplicates("time").set_index("time")[list(course.pieces)]
    assert rows.loc[4.0].tolist() == [3.0, 0.0, 0.0]
    assert rows.loc[6.0].tolist() == [3.0, 2.0, 0.0]
    assert rows.loc[10.0].tolist() == [3.0, 5.0, 1.0]


def test_sessions_so_far_are_those_before_the_score(trial: SimpleNamespace) -> None:
    for who in ("P01", "P02"):
        own = trial.sessions[trial.sessions["participant"] == who].set_index("session")
        came = own["attended"].astype(bool)
        for _, row in trial.course.rows[trial.course.rows["participant"] == who].iterrows():
            assert row["so_far"] == came[came.index < row["time"]].sum()


def test_without_scores_at_sessions_those_of_the_visits_stand_in(
    plan: Plan, trial: SimpleNamespace
) -> None:
    """Phases begin when half had come to their first session: 4 in week 3, 9 in week 8."""
    days = trial.sessions["session"].astype("float64") * 7.0 - 7.0
    tables = {
        "sessions": trial.sessions.assign(day=days),
        "scores": trial.scores.iloc[:0],
        "outcomes": visits((-1.0, -0.5, 0.25)),
    }
    (course,) = made(plan, trial, **tables)
    assert (course.scores, course.unit) == ("visits", "week")
    assert course.phases == (("initial", 0.0, 3.0), ("middle", 3.0, 8.0), ("end", 8.0, 16.0))
    table = phase_slopes(plan, [course])
    own = table[(table["test"] == "cbt") & table["comparison"].isna()]
    assert own["estimate"].to_numpy() == pytest.approx([-1.0, -0.5, 0.25], abs=0.02)


def test_a_phase_in_which_nobody_was_assessed_twice_has_no_slope(
    plan: Plan, trial: SimpleNamespace
) -> None:
    """A line carried on from the phase before said how people were at the bend."""
    days = trial.sessions["session"].astype("float64") * 10.5 - 10.5
    seen = visits((-1.0, -0.5, 0.25))
    tables = {
        "sessions": trial.sessions.assign(day=days),
        "scores": trial.scores.iloc[:0],
        "outcomes": seen[seen["week"].isin([0.0, 4.0, 8.0, 16.0])],
    }
    (course,) = made(plan, trial, **tables)
    assert course.phases[-1] == ("end", 12.0, 16.0)
    table = phase_slopes(plan, [course])
    own = table[(table["test"] == "cbt") & table["comparison"].isna()].set_index("phase")
    assert own["status"].tolist() == ["ok", "ok", "not estimable"]
    assert own.loc["end", ["estimate", "ci_lower"]].isna().all()
    assert own.loc["end", "reason"] == "an arm was assessed less than twice in the phase"


def test_without_days_there_are_no_weeks_to_cut(plan: Plan, trial: SimpleNamespace) -> None:
    none = trial.scores.iloc[:0]
    assert made(plan, trial, scores=none, outcomes=visits((-1, -1, -1))) == []


def test_arms_of_different_protocols_have_courses_of_their_own(
    plan: Plan, trial: SimpleNamespace
) -> None:
    protocols = [
        {"arms": ["cbt"], "phases": {"all": [1, 10]}},
        {"arms": ["ipt"], "phases": {"initial": [1, 3], "rest": [4, 10]}},
    ]
    two = changed(plan, protocol=protocols)
    found = made(two, trial)
    assert [course.arms for course in found] == [("cbt",), ("ipt",)]
    table = phase_slopes(two, found)
    assert list(zip(table["phase"], table["test"], strict=True)) == [
        ("all", "cbt"), ("initial", "ipt"), ("rest", "ipt"),
    ]  # fmt: skip
    assert table["comparison"].isna().all() and (table["status"] == "ok").all()
    raw = trial.sessions.drop(columns=["arm", "phase"])
    sessions = sessions_in_phases(two, trial.participants, raw)
    for of_courses in (dose_response, alliance):
        both = of_courses(two, trial.participants, sessions, trial.outcomes, found)
        assert both["arms"].unique().tolist() == ["cbt", "ipt"]
        # Each protocol's rows are those of a trial that has it alone.
        for course, protocol in zip(found, protocols, strict=True):
            one = changed(plan, protocol=[protocol])
            given = (trial.participants, sessions, trial.outcomes)
            alone = of_courses(one, *given, made(one, trial))
            own = both[both["arms"] == course.arms[0]].reset_index(drop=True)
            pd.testing.assert_frame_equal(own, alone)


def test_an_arm_without_sessions_is_left_out(plan: Plan, trial: SimpleNamespace) -> None:
    alone = trial.sessions[trial.sessions["arm"] == "ipt"]
    (course,) = made(plan, trial, sessions=alone)
    assert course.arms == ("ipt",)
    given = (trial.participants, alone, trial.outcomes, [course])
    assert dose_response(plan, *given)["arm"].isna().all()
    assert (alliance(plan, *given)["status"] == "ok").all()


def test_a_plan_without_phases_has_no_course(plan: Plan, trial: SimpleNamespace) -> None:
    bare = changed(plan, protocol=[{"arms": ["cbt", "ipt"], "sessions": [8, 10]}])
    assert made(bare, trial) == []
    nobody = (trial.participants, trial.sessions, trial.outcomes, [])
    assert dose_response(bare, *nobody).empty and alliance(bare, *nobody).empty


def test_people_without_clusters_are_blocks_of_their_own(
    plan: Plan, trial: SimpleNamespace
) -> None:
    one = changed(plan, clusters=[])
    assert blocks(one, trial.participants).nunique() == 64
    assert blocks(plan, trial.participants).nunique() == 8
    given = (trial.participants, trial.sessions, trial.outcomes, [trial.course])
    assert (alliance(one, *given)["df"] > alliance(plan, *given)["df"]).all()


def test_people_joined_by_a_chain_of_clusters_are_one_block(plan: Plan) -> None:
    two = changed(
        plan,
        clusters=[{"name": "therapist", "kind": "therapist"}, {"name": "site", "kind": "site"}],
    )
    people = pd.DataFrame(
        {
            "participant": list("abcdef"),
            "therapist": ["T1", "T1", "T2", None, "T3", None],
            "site": ["x", "y", "y", None, None, None],
        }
    )
    found = blocks(two, people)
    assert found["a"] == found["b"] == found["c"]
    assert found.nunique() == 4


def test_where_nobody_is_independent_no_error_is_known(trial: SimpleNamespace) -> None:
    rows = trial.course.rows.assign(block=0)
    (found,) = least_squares("score ~ 1", rows).functions([{"Intercept": 1.0}], 0.95)
    assert found["status"] == "failed" and "independent" in str(found["reason"])
