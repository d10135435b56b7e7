"""The plan's indices, of a real trial: the frame they see, and rows that say why there is none."""

from __future__ import annotations

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.advantage.planned import advantage_people, planned_advantages
from ipt_outcomes.estimate.given import Given


def quick(plan: ipt.Plan, **changes: object) -> ipt.Plan:
    index = plan.personalized_advantage[0].model_copy(
        update={"repeats": 1, "permutations": 19, **changes}
    )
    return plan.model_copy(update={"personalized_advantage": (index,)})


def test_the_people_are_those_randomised(
    blues_plan: ipt.Plan,
    blues_study: ipt.Study,
    blues_results: list[ipt.Result],
    blues_outcomes: pd.DataFrame,
) -> None:
    index = blues_plan.personalized_advantage[0]
    people = advantage_people(
        blues_plan, index, blues_results, blues_outcomes, blues_study.participants
    ).set_index("participant")
    assert len(people) == 100
    at = blues_outcomes.pivot(index="participant", columns="visit", values="score")
    pd.testing.assert_series_equal(
        people["baseline"], at["baseline"].reindex(people.index), check_names=False
    )
    pd.testing.assert_series_equal(
        people["bdi at the endpoint"], at["month_2"].reindex(people.index), check_names=False
    )
    assert people.groupby(["antidepressant", "episode_length"]).ngroups == 4
    assert people.iloc[:, -1].nunique() == 4


def test_the_tables_are_the_librarys_result(
    blues_plan: ipt.Plan,
    blues_study: ipt.Study,
    blues_results: list[ipt.Result],
    blues_outcomes: pd.DataFrame,
) -> None:
    plan = quick(blues_plan)
    index = plan.personalized_advantage[0]
    people = blues_study.participants
    given = Given(plan, blues_results, blues_outcomes, people)
    frame = advantage_people(plan, index, blues_results, blues_outcomes, people)
    own = ipt.personalized_advantage(
        frame,
        participant="participant",
        arm="arm",
        outcome="bdi at the endpoint",
        predictors=index.predictors,
        test="ccbt",
        comparison="tau",
        direction="higher_is_worse",
        repeats=1,
        permutations=19,
        strata=frame.columns[-1],
        stream=plan.stream("personalized advantage", "ccbt_or_tau"),
    )
    table = given.table("advantage_benefits")
    pd.testing.assert_frame_equal(table[own.benefits.columns], own.benefits, check_dtype=False)
    row = given.table("personalized_advantage").iloc[0]
    assert (row["n_test"], row["n_comparison"]) == (52, 45)
    assert (row["missing_test"], row["missing_comparison"]) == (0, 3)
    assert row["claim"] == "exploratory" and row["status"] == "ok"
    assert list(given.table("advantage_predictors")["predictor"]) == list(index.predictors)


def test_an_index_that_cannot_be_made_is_a_row_that_says_why(
    blues_plan: ipt.Plan,
    blues_study: ipt.Study,
    blues_results: list[ipt.Result],
    blues_outcomes: pd.DataFrame,
) -> None:
    few = blues_study.participants.groupby("arm").head(30)
    plan = quick(blues_plan)
    for people, reason in ((few, "at least 40 in each"), (None, "was not given")):
        made = planned_advantages(plan, blues_results, blues_outcomes, people)
        row = made.personalized_advantage.iloc[0]
        assert row["status"] == "not estimable" and reason in row["reason"]
        assert made.advantage_benefits.empty and made.advantage_predictors.empty


def test_without_the_key_nothing_is_computed(
    blues_plan: ipt.Plan,
    blues_results: list[ipt.Result],
    blues_outcomes: pd.DataFrame,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = blues_plan.model_copy(update={"personalized_advantage": ()})
    module = "ipt_outcomes.estimate.advantage.planned.personalized_advantage"
    monkeypatch.setattr(module, lambda *_, **__: pytest.fail("something was computed"))
    made = planned_advantages(plan, blues_results, blues_outcomes, None)
    assert made.personalized_advantage.empty and made.advantage_benefits.empty
