"""The growth model's second opinion, as a row."""

from __future__ import annotations

import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.tables.agreement import agreement


def test_a_row_for_the_growth_model_only(blues_results: list[ipt.Result]) -> None:
    table = agreement(blues_results)
    assert list(table["analysis"]) == ["growth"]
    assert table["status"].item() == "fitted"
    assert table["estimate_difference"].item() < 1e-3
    assert table["se_difference"].item() < 0.06


def test_no_growth_model_no_rows(blues_results: list[ipt.Result]) -> None:
    table = agreement(blues_results[:1])
    assert table.empty and list(table) == list(agreement(blues_results))


def test_the_report_says_it(blues_plan: ipt.Plan, blues_results: list[ipt.Result]) -> None:
    table = agreement(blues_results)
    (note,) = ipt.analysis_notes(blues_plan, [], table)
    assert note.startswith("Depression (BDI-II), growth model: statsmodels")
    lost = table.assign(status="not converged")
    assert "found no fit" in ipt.analysis_notes(blues_plan, [], lost)[0]


def test_of_very_many_people_it_is_not_asked(
    blues_plan: ipt.Plan, blues_results: list[ipt.Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ipt_outcomes.estimate.tables.agreement.MOST_PEOPLE", 50)
    table = agreement(blues_results)
    assert list(table["status"]) == ["not asked"] and table["estimate_difference"].isna().all()
    (note,) = ipt.analysis_notes(blues_plan, [], table)
    assert "was not asked for a second opinion of so many people" in note
