"""The table of mediators of the demonstration trial, in which no scale brings another about."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.mediation import made
from ipt_outcomes.estimate.mediation.people import people_seen
from ipt_outcomes.plan.mediation_rules import mediation_visits
from ipt_outcomes.tables.mediation import QUANTITIES

Given = tuple[ipt.Plan, list[Result], pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="module")
def given(root: Path) -> Given:
    plan = ipt.read_plan(root / "config/trials/demo_ipt.yaml")
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    results = [ipt.analyse(ipt.planned_analysis(plan, name), tables) for name in ("phq9", "iip32")]
    return plan, results, outcomes, study.participants


def with_visits(plan: ipt.Plan, *names: str) -> ipt.Plan:
    one = plan.mediation[0].model_copy(update={"visits": names})
    return plan.model_copy(update={"mediation": (one,)})


def test_no_path_is_found_where_there_is_none(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made, "DRAWS", 250)
    plan, results, outcomes, participants = given
    # Without clusters, in which intervals of the second model were not shown to hold.
    given = (plan.model_copy(update={"clusters": ()}), results, outcomes, participants)
    table = ipt.mediation(*given)
    assert table["status"].eq("ok").all() and table["draws"].eq(250).all()
    assert table.groupby("model", sort=False)["quantity"].apply(tuple).to_dict() == {
        "level": QUANTITIES, "pace": QUANTITIES,
    }  # fmt: skip
    assert table.loc[table["planned"], "model"].eq("level").all()
    rows = table.set_index(["model", "quantity"])
    for model in ("level", "pace"):
        own = rows.loc[model]
        assert own.loc["total", "ci_upper"] < 0
        for quantity in QUANTITIES[3:]:
            assert own.loc[quantity, "ci_lower"] < 0 < own.loc[quantity, "ci_upper"]
        assert own.loc["indirect", "correlation_at_limit"] == 0.0
    again = ipt.mediation(*given)
    pd.testing.assert_frame_equal(table, again)


def test_people_who_share_therapists_have_the_plans_model_alone(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made, "DRAWS", 50)
    table = ipt.mediation(*given)
    assert table["model"].tolist() == ["level"] * len(QUANTITIES)
    assert table["status"].eq("ok").all()


def test_scores_are_those_that_the_analyses_see(given: Given) -> None:
    plan, results, outcomes, participants = given
    (one,) = plan.mediation
    visits = mediation_visits(plan, one)
    seen = people_seen(plan, one, results, outcomes, participants)
    own = outcomes[outcomes["arm"].isin(["ipt", "waitlist"])]
    in_time = own[own["visit"].isin([visit.name for visit in visits])]
    for place, name in enumerate(("iip32", "phq9")):
        scores = in_time.loc[in_time["outcome"] == name, "score"]
        assert np.isfinite(seen.values[:, :, place]).sum() == scores.notna().sum()
        assert np.nanmean(seen.values[:, :, place]) == pytest.approx(scores.mean())
    assert seen.arm.sum() == (own.drop_duplicates("participant")["arm"] == "ipt").sum()
    assert 8 <= seen.units < 30


def test_few_people_have_no_number_and_the_reason(given: Given) -> None:
    plan, results, outcomes, participants = given
    names = sorted(outcomes.loc[outcomes["arm"] == "ipt", "participant"].unique())
    fewer = outcomes[~outcomes["participant"].isin(names[35:])]
    kept = [
        ipt.Result(each.analysis, each.fit, each.rows[~each.rows["participant"].isin(names[35:])],
                   each.analysis_set)
        for each in results
    ]  # fmt: skip
    table = ipt.mediation(plan, kept, fewer, participants)
    assert table["status"].eq("not estimable").all() and table["estimate"].isna().all()
    assert table["reason"].eq("ipt has 35 people, and intervals hold from 40 on").all()
    assert len(table) == len(QUANTITIES)


def test_a_mediator_that_was_not_given_at_a_visit_is_said(given: Given) -> None:
    plan, results, outcomes, participants = given
    kept = [
        ipt.Result(each.analysis, each.fit, each.rows[each.rows["visit"] != "week_8"],
                   each.analysis_set)
        if each.analysis.outcome == "iip32" else each
        for each in results
    ]  # fmt: skip
    table = ipt.mediation(plan, kept, outcomes, participants)
    reason = "waitlist has 0 people with both scores at week 8, and intervals hold from 32 on"
    assert table["reason"].eq(reason).all()


def test_few_clusters_have_no_number_and_the_reason(given: Given) -> None:
    plan, results, outcomes, participants = given
    treated = participants["arm"] != "waitlist"
    one = participants.assign(therapist=participants["therapist"].mask(treated, "T01"))
    table = ipt.mediation(plan, results, outcomes, one)
    assert table["reason"].str.endswith("that share clusters, and intervals hold from 8 on").all()
    some = treated & (np.arange(len(one)) % 8 > 0)
    most = participants.assign(
        therapist=participants["therapist"].mask(some, "T01").mask(treated & ~some, None)
    )
    table = ipt.mediation(plan, results, outcomes, most)
    assert table["reason"].str.startswith("most people of an arm share few clusters").all()
    table = ipt.mediation(plan, results, outcomes)
    assert table["reason"].str.startswith("who shares a cluster is not known").all()


def test_people_of_both_arms_in_one_cluster_have_no_number(given: Given) -> None:
    plan, results, outcomes, participants = given
    everywhere = tuple(each.model_copy(update={"arms": ()}) for each in plan.clusters)
    plan = plan.model_copy(update={"clusters": everywhere})
    table = ipt.mediation(plan, results, outcomes, participants.assign(therapist="T01"))
    assert table["reason"].str.startswith("people of both arms share clusters").all()


def test_four_visits_have_one_model(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "DRAWS", 50)
    plan, results, outcomes, _ = given
    four = with_visits(plan, "week_0", "week_4", "week_8", "week_12")
    table = ipt.mediation(four.model_copy(update={"clusters": ()}), results, outcomes)
    assert table["model"].tolist() == ["level"] * len(QUANTITIES)
    assert table["visit"].eq("week_12").all() and table["visits"].eq(4).all()


def test_a_plan_without_mediators_has_a_table_without_rows(given: Given) -> None:
    plan, results, outcomes, participants = given
    without = plan.model_copy(update={"mediation": ()})
    empty = ipt.mediation(without, results, outcomes, participants)
    assert empty.empty and "indirect" not in empty
