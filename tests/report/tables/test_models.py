from __future__ import annotations

from types import SimpleNamespace

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Code
from ipt_outcomes.report.tables.models import models_table


def test_every_model_has_a_row_and_a_bad_status_is_marked(
    plan: Plan, frames: SimpleNamespace
) -> None:
    table = models_table(plan, frames.models)
    assert len(table.rows) == len(frames.models) == 8
    bad = [row for row in table.rows if row.bad]
    assert [(row.cells["outcome"], row.cells["status"]) for row in bad] == [
        ("Interpersonal problems (IIP-32)", "failed")
    ]
    assert bad[0].bad == {"status"}
    first = dict(zip([column.key for column in table.columns], table.texts[0], strict=True))
    assert first["analysis"] == "Mixed model for repeated measures"
    assert first["deviance"] == "4021.60"
    formula = table.rows[0].cells["formula"]
    assert isinstance(formula, Code) and formula == frames.models["formula"].iloc[0]


def test_singular_is_a_status_and_not_a_bad_one(plan: Plan, frames: SimpleNamespace) -> None:
    table = models_table(plan, frames.models.assign(status="singular", reason=None))
    assert not any(row.bad for row in table.rows)
    assert {row.cells["status"] for row in table.rows} == {"singular"}
    assert not any("deserve caution" in note for note in table.notes)


def test_standard_errors_that_deserve_caution_are_told(plan: Plan, frames: SimpleNamespace) -> None:
    doubtful = frames.models.assign(status="singular", reason=None, caution=True)
    table = models_table(plan, doubtful)
    assert {row.cells["status"] for row in table.rows} == {"singular; caution"}
    assert any("their standard errors deserve caution" in note for note in table.notes)


def test_criteria_of_unlike_models_do_not_stand_side_by_side(
    plan: Plan, frames: SimpleNamespace
) -> None:
    table = models_table(plan, frames.models)
    assert not any("AIC" in column.heading for column in table.columns)
    assert any("only where their scores are the same" in note for note in table.notes)
