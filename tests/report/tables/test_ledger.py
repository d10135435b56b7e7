"""Hypotheses, effect sizes by definition, and the long term, as they are shown."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.effect_sizes import definitions, plot_effect_sizes
from ipt_outcomes.report.tables.effect_sizes import effect_sizes_table
from ipt_outcomes.report.tables.hypotheses import hypotheses_table
from ipt_outcomes.report.tables.over_time import over_time_table

from ..ledger import made_up_effect_sizes, made_up_hypotheses, made_up_over_time


def test_each_hypothesis_says_what_it_is(plan: Plan, frames: SimpleNamespace) -> None:
    table = hypotheses_table(plan, made_up_hypotheses(frames.effects))
    said = [row.cells["hypothesis"] for row in table.rows]
    assert said[0] == "superiority"
    margin = next(str(each) for each in said if str(each).startswith("non-inferiority"))
    assert margin.startswith("non-inferiority, margin 2.5 points (g ")
    assert margin.endswith("; 0.5 times the least difference that patients notice)")
    assert "adjusted" not in {column.key for column in table.columns}
    assert table.notes[0].startswith("SYNTHETIC DATA")
    assert any("names no families" in note for note in table.notes)


def test_families_have_their_columns(
    change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    plan = change_plan(multiplicity=[{"name": "main", "method": "holm"}])
    rows = made_up_hypotheses(frames.effects).assign(family="main", adjustment="holm")
    rows["p_adjusted"] = 0.04
    table = hypotheses_table(plan, rows)
    assert {row.cells["family"] for row in table.rows} == {"main"}
    assert {str(row.cells["adjusted"]) for row in table.rows} == {".040"}
    assert f"Family main: {len(rows)} hypotheses, adjusted by Holm." in table.notes


def test_every_definition_of_the_primary_outcomes(plan: Plan, frames: SimpleNamespace) -> None:
    table = effect_sizes_table(plan, made_up_effect_sizes(frames.effects))
    assert {row.group for row in table.rows} == {"Depression, self-report (PHQ-9)"}
    assert [row.bold for row in table.rows[:4]] == [True, False, False, False]
    first, change = table.rows[0].cells, table.rows[2].cells
    assert (first["overlap"], first["superiority"], str(first["nnt"])) == ("80.0%", "60.0%", "5.0")
    assert change["overlap"] is None and change["nnt"] is None


def test_observed_means_take_people_as_independent_and_that_is_said(
    plan: Plan, change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    sizes = made_up_effect_sizes(frames.effects)
    said = effect_sizes_table(plan, sizes).notes[-1]
    assert said.startswith(
        "People count as independent in the intervals of observed means, though some share "
        "therapists"
    )
    assert said.endswith("so that the two may disagree about zero.")
    adjusted = sizes[sizes["analysis"] != "observed"]
    of_people = change_plan(clusters=[])
    for silent in (effect_sizes_table(plan, adjusted), effect_sizes_table(of_people, sizes)):
        assert not any("independent" in note for note in silent.notes)


def test_a_figure_of_definitions(plan: Plan, frames: SimpleNamespace) -> None:
    sizes = made_up_effect_sizes(frames.effects)
    rows = definitions(plan, sizes, "phq9")
    assert list(dict.fromkeys(rows["place"]))[-1].startswith("observed means")
    assert rows.groupby("panel")["shown"].sum().tolist() == [1] * rows["panel"].nunique()
    drawn = plot_effect_sizes(plan, sizes, "phq9")
    assert drawn.labels.title == "Effect sizes by definition: Depression, self-report (PHQ-9)"
    assert definitions(plan, sizes.iloc[:0], "phq9").empty
    plot_effect_sizes(plan, sizes.iloc[:0], "phq9")
    with pytest.raises(KeyError):
        plot_effect_sizes(plan, sizes, "bdi")


def test_the_long_term_leaves_areas_to_the_file(plan: Plan, frames: SimpleNamespace) -> None:
    table = over_time_table(plan, made_up_over_time(frames.effects), "mmrm")
    quantities = {str(row.cells["quantity"]) for row in table.rows}
    assert quantities == {"time average", "change after treatment"}
    assert table.rows[0].cells["span"] == "Baseline to Week 16"
    lost = made_up_over_time(frames.effects).assign(status="not estimable")
    cells = over_time_table(plan, lost, "mmrm").rows[0].cells
    assert cells["estimate"] == "not estimable" and cells["p"] is None
