from __future__ import annotations

from types import SimpleNamespace

import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Count, Interval, Number
from ipt_outcomes.report.tables.means import means_table


def test_means_are_listed_by_outcome_visit_and_arm(plan: Plan, frames: SimpleNamespace) -> None:
    table = means_table(plan, frames.means)
    assert table.rows[0].group == "Depression, self-report (PHQ-9)"
    assert [row[:2] for row in table.texts[:3]] == [
        ("Week 4", "Waitlist"),
        ("Week 4", "CBT"),
        ("Week 4", "IPT"),
    ]
    lost = next(row for row in table.texts if row[:2] == ("Week 28", "Waitlist"))
    assert lost[2:] == ("–", "–", "–", "–", "0", "not estimable")


def test_a_row_holds_what_the_means_table_holds(plan: Plan, frames: SimpleNamespace) -> None:
    mean = frames.means.iloc[0]
    cells = means_table(plan, frames.means.iloc[:1]).rows[0].cells
    assert cells["estimate"] == Number(mean["estimate"], 2)
    assert cells["ci"] == Interval(mean["ci_lower"], mean["ci_upper"], 2)
    assert cells["n"] == Count(mean["n"])


def test_the_endpoint_is_bold(plan: Plan, frames: SimpleNamespace) -> None:
    table = means_table(plan, frames.means, "growth")
    assert table.title == "Growth model: adjusted means"
    assert {row.cells["visit"] for row in table.rows if row.bold} == {"Week 16"}
    assert {row.cells["visit"] for row in table.rows if not row.bold} >= {"Baseline", "Week 12"}


def test_the_notes_name_analysis_level_and_ends(plan: Plan, frames: SimpleNamespace) -> None:
    first, _ = means_table(plan, frames.means).notes
    assert "in points of the scale, mixed model for repeated measures; 95% confidence" in first
    assert "PHQ-9, HRSD-17, IIP-32 and SAS-SR: lower is better. Bold: the endpoint." in first
    of_one = frames.means[frames.means["outcome"] == "sas_sr"]
    assert "intervals. SAS-SR: lower is better." in means_table(plan, of_one).notes[0]


def test_an_unknown_analysis_is_refused(plan: Plan, frames: SimpleNamespace) -> None:
    with pytest.raises(KeyError, match="no analysis 'ancova'"):
        means_table(plan, frames.means, "ancova")
