from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import CountPair, Estimate
from ipt_outcomes.report.shown_table import ShownTable
from ipt_outcomes.report.tables.effects import effects_table


def _rows(table: ShownTable) -> list[dict[str, str]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.texts]


def test_the_endpoint_table_has_each_contrast_once(plan: Plan, frames: SimpleNamespace) -> None:
    table = effects_table(plan, frames.effects, frames.models)
    assert list(dict.fromkeys(row.group for row in table.rows)) == [
        "Depression, self-report (PHQ-9), primary",
        "Depression, clinician (HRSD-17), secondary",
        "Interpersonal problems (IIP-32), secondary",
        "Social adjustment (SAS-SR), secondary",
    ]
    contrasts = [(row.group, row.cells["contrast"]) for row in table.rows]
    assert len(contrasts) == len(set(contrasts)) == 12
    assert {row["visit"] for row in _rows(table)} == {"Week 16"}
    assert not any(row.bold for row in table.rows)


def test_a_row_holds_what_the_effects_table_holds(plan: Plan, frames: SimpleNamespace) -> None:
    effect = frames.effects.iloc[0]
    table = effects_table(plan, frames.effects.iloc[:1], frames.models, visits="all")
    (row,) = table.rows
    limits = (effect["ci_lower"], effect["ci_upper"])
    assert row.cells["estimate"] == Estimate(effect["estimate"], *limits, decimals=2)
    assert row.cells["n"] == CountPair(effect["n_test"], effect["n_comparison"])
    (said,) = _rows(table)
    assert said["contrast"] == "IPT − Waitlist"
    assert said["visit"] == "Week 4"
    assert said["estimate"].startswith(f"{effect['estimate']:.2f}".replace("-", "−") + " (")
    assert said["n"] == f"{effect['n_test']} / {effect['n_comparison']}"
    assert said["status"] == "ok"


def test_a_margin_stands_with_its_contrast(plan: Plan, frames: SimpleNamespace) -> None:
    said = [row["contrast"] for row in _rows(effects_table(plan, frames.effects, frames.models))]
    assert [contrast for contrast in said if "margin" in contrast] == ["IPT − CBT (margin 2.5)"]


def test_rows_without_a_result_keep_counts_and_status(plan: Plan, frames: SimpleNamespace) -> None:
    table = effects_table(plan, frames.effects, frames.models, visits="all")
    lost = [row for row in _rows(table) if row["estimate"] == "not estimable"]
    assert {row["status"] for row in lost} == {"failed", "not estimable: an arm has no score there"}
    for row in lost:
        assert {row[key] for key in ("se", "df", "p", "g", "favours", "conclusion")} == {"–"}
        assert re.fullmatch(r"\d+ / \d+", row["n"])
    assert not any("nan" in cell.lower() for row in _rows(table) for cell in row.values())


def test_numbers_of_a_model_that_did_not_converge_are_not_shown(
    plan: Plan, frames: SimpleNamespace
) -> None:
    stopped = frames.effects.assign(status="not converged")
    rows = _rows(effects_table(plan, stopped, frames.models))
    assert len(rows) == 12
    assert {row["estimate"] for row in rows} == {"not estimable"}
    assert {row["status"] for row in rows} == {"not converged"}


def test_the_notes_say_sign_sd_correction_level_and_df(
    change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    wide = change_plan(alpha=0.1)
    said = " ".join(effects_table(wide, frames.effects, frames.models).notes)
    for words in (
        "test arm minus comparison arm",
        "pooled within-arm SD of the observed baseline scores",
        "small-sample correction J",
        "not adjusted for multiplicity",
        "90% confidence",
        "Kenward–Roger",
        "Mixed model for repeated measures;",
        "a one-sided test at 0.05",
    ):
        assert words in said
    changed = frames.models.assign(df_method="satterthwaite")
    assert "Satterthwaite" in " ".join(effects_table(wide, frames.effects, changed).notes)


def test_the_endpoint_is_bold_among_all_visits(plan: Plan, frames: SimpleNamespace) -> None:
    table = effects_table(plan, frames.effects, frames.models, visits="all")
    assert {row.cells["visit"] for row in table.rows if row.bold} == {"Week 16"}
    assert sum(row.bold for row in table.rows) == 12


def test_one_analysis_by_its_name(plan: Plan, frames: SimpleNamespace) -> None:
    table = effects_table(plan, frames.effects, frames.models, "growth", "all")
    assert table.title == "Growth model: contrasts"
    own = frames.effects[frames.effects["analysis"] == "growth"]
    assert len(table.rows) == len(own)
    assert "Growth model; Kenward–Roger degrees of freedom" in table.notes[1]
    with pytest.raises(KeyError, match="no analysis 'ancova'; it has mmrm, growth"):
        effects_table(plan, frames.effects, frames.models, "ancova")


def test_an_endpoint_beyond_the_analysis_is_told(plan: Plan, frames: SimpleNamespace) -> None:
    effects = frames.effects
    early = effects[~(effects["endpoint"] & (effects["outcome"] == "sas_sr"))]
    table = effects_table(plan, early, frames.models)
    assert len(table.rows) == 9
    assert table.notes[-1].startswith("Social adjustment (SAS-SR): the endpoint is not among")


def test_an_empty_table_has_its_columns_and_notes(plan: Plan, frames: SimpleNamespace) -> None:
    table = effects_table(plan, frames.effects.iloc[:0], frames.models)
    assert table.rows == ()
    assert len(table.columns) == 11
