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

Given = tuple[ipt.Plan, list[Result], pd.DataFrame]


@pytest.fixture(scope="module")
def given(root: Path) -> Given:
    plan = ipt.read_plan(root / "config/trials/demo_ipt.yaml")
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    results = [ipt.analyse(ipt.planned_analysis(plan, name), tables) for name in ("phq9", "iip32")]
    return plan, results, outcomes


def with_visits(plan: ipt.Plan, *names: str) -> ipt.Plan:
    one = plan.mediation[0].model_copy(update={"visits": names})
    return plan.model_copy(update={"mediation": (one,)})


def test_no_path_is_found_where_there_is_none(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made, "DRAWS", 250)
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


def test_scores_are_those_that_the_analyses_see(given: Given) -> None:
    plan, results, outcomes = given
    (one,) = plan.mediation
    visits = mediation_visits(plan, one)
    seen = people_seen(plan, one, visits, results, outcomes)
    own = outcomes[outcomes["arm"].isin(["ipt", "waitlist"])]
    in_time = own[own["visit"].isin([visit.name for visit in visits])]
    for place, name in enumerate(("iip32", "phq9")):
        scores = in_time.loc[in_time["outcome"] == name, "score"]
        assert np.isfinite(seen.values[:, :, place]).sum() == scores.notna().sum()
        assert np.nanmean(seen.values[:, :, place]) == pytest.approx(scores.mean())
    assert seen.arm.sum() == (own.drop_duplicates("participant")["arm"] == "ipt").sum()
    assert 8 <= seen.units < 30


def test_few_people_have_no_number_and_the_reason(given: Given) -> None:
    plan, results, outcomes = given
    names = sorted(outcomes.loc[outcomes["arm"] == "ipt", "participant"].unique())
    fewer = outcomes[~outcomes["participant"].isin(names[35:])]
    kept = [
        ipt.Result(each.analysis, each.fit, each.rows[~each.rows["participant"].isin(names[35:])],
                   each.analysis_set)
        for each in results
    ]  # fmt: skip
    table = ipt.mediation(plan, kept, fewer)
    assert table["status"].eq("not estimable").all() and table["estimate"].isna().all()
    assert table["reason"].eq("IPT has 35 people, and intervals hold from 40 on").all()
    assert len(table) == 2 * len(QUANTITIES)


def test_a_mediator_that_was_not_given_at_a_visit_is_said(given: Given) -> None:
    plan, results, outcomes = given
    kept = [
        ipt.Result(each.analysis, each.fit, each.rows[each.rows["visit"] != "week_8"],
                   each.analysis_set)
        if each.analysis.outcome == "iip32" else each
        for each in results
    ]  # fmt: skip
    table = ipt.mediation(plan, kept, outcomes)
    reason = "Waitlist has 0 people with both scores at Week 8, and intervals hold from 30 on"
    assert table["reason"].eq(reason).all()


def test_few_clusters_have_no_number_and_the_reason(given: Given) -> None:
    plan, results, outcomes = given
    kept = [
        ipt.Result(each.analysis, each.fit, each.rows.assign(therapist="T01"), each.analysis_set)
        for each in results
    ]
    table = ipt.mediation(plan, kept, outcomes)
    assert table["reason"].str.endswith("that share clusters, and intervals hold from 8 on").all()


def test_four_visits_have_one_model(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "DRAWS", 50)
    plan, results, outcomes = given
    table = ipt.mediation(
        with_visits(plan, "week_0", "week_4", "week_8", "week_12"), results, outcomes
    )
    assert table["model"].tolist() == ["level"] * len(QUANTITIES)
    assert table["visit"].eq("week_12").all() and table["visits"].eq(4).all()


def test_a_plan_without_mediators_has_a_table_without_rows(given: Given) -> None:
    plan, results, outcomes = given
    empty = ipt.mediation(plan.model_copy(update={"mediation": ()}), results, outcomes)
    assert empty.empty and "indirect" not in empty
