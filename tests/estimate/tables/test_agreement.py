"""The growth model's second opinion, as a row."""

from __future__ import annotations

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.tables.agreement import agreement


def test_a_row_for_the_growth_model_only(
    blues_plan: ipt.Plan, blues_results: list[ipt.Result]
) -> None:
    table = agreement(blues_plan, blues_results)
    assert list(table["analysis"]) == ["growth"]
    assert table["status"].item() == "fitted"
    assert table["estimate_difference"].item() < 1e-3
    assert table["se_difference"].item() < 0.06


def test_no_growth_model_no_rows(blues_plan: ipt.Plan, blues_results: list[ipt.Result]) -> None:
    table = agreement(blues_plan, blues_results[:1])
    assert table.empty and list(table) == list(agreement(blues_plan, blues_results))


def test_the_report_says_it(blues_plan: ipt.Plan, blues_results: list[ipt.Result]) -> None:
    table = agreement(blues_plan, blues_results)
    (note,) = ipt.analysis_notes(blues_plan, [], table)
    assert note.startswith("Depression (BDI-II), growth model: statsmodels")
    lost = table.assign(status="not converged")
    assert "found no fit" in ipt.analysis_notes(blues_plan, [], lost)[0]


def test_of_very_many_people_some_are_asked_about(
    blues_plan: ipt.Plan, blues_results: list[ipt.Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ipt_outcomes.estimate.tables.agreement.MOST_PEOPLE", 90)
    monkeypatch.setattr("ipt_outcomes.estimate.tables.agreement.SOME_PEOPLE", 60)
    table = agreement(blues_plan, blues_results)
    assert list(table["status"]) == ["fitted"]
    assert list(table["participants"]) == [60] and list(table["of_participants"]) == [100]
    # Both fitted the same rows: to all of them the estimates would differ by far more.
    assert table["estimate_difference"].item() < 1e-3
    pd.testing.assert_frame_equal(table, agreement(blues_plan, blues_results))
    (note,) = ipt.analysis_notes(blues_plan, [], table)
    assert "growth model, fitted again to 60 of its 100 people, chosen at random: statsm" in note
