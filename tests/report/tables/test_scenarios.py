from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Number, Share
from ipt_outcomes.report.tables.scenarios import scenarios_table

Make = Callable[..., pd.DataFrame]


def test_a_row_a_choice_and_the_plans_bold(plan: Plan, make_scenarios: Make) -> None:
    table = scenarios_table(plan, make_scenarios("items"))
    assert table.title == "Unanswered items: does the rule matter?"
    assert [row.cells["choice"] for row in table.rows] == [
        "up to 2 made up for (the plan's)",
        "up to 1 made up for",
        "complete forms only",
    ]
    assert [row.bold for row in table.rows] == [True, False, False]
    assert {row.group for row in table.rows} == {"Depression, self-report (PHQ-9), primary"}
    last = table.rows[-1].cells
    assert last["used"] == Share(90, 100) and last["shift"] == Number(-0.1, 2)
    assert [column.heading for column in table.columns[:2]] == ["Unanswered items", "Forms used"]


def test_its_notes_say_whose_people_and_what_is_assumed(plan: Plan, make_scenarios: Make) -> None:
    notes = scenarios_table(plan, make_scenarios("items")).notes
    assert notes[0].startswith("SYNTHETIC DATA")
    assert "“complete forms only”: What complete assumes." in notes
    assert notes[-1].startswith("Mixed model for repeated measures, fitted anew under each choice.")


def test_a_choice_without_a_result_has_no_numbers(plan: Plan, make_scenarios: Make) -> None:
    failed = make_scenarios("items", status="failed", conclusion=None)
    table = scenarios_table(plan, failed)
    cells = dict(zip([column.key for column in table.columns], table.texts[-1], strict=True))
    assert cells["estimate"] == "not estimable" and cells["status"] == "failed"
    assert {cells[key] for key in ("p", "shift", "conclusion")} == {"–"}
    assert cells["used"] == "90 of 100"


def test_singular_is_explained_where_it_stands(plan: Plan, make_scenarios: Make) -> None:
    """Where standard errors do not allow for it; else it is the models' section that tells."""
    doubtful = scenarios_table(plan, make_scenarios("items", status="singular", caution=True))
    assert any(note.startswith("Singular; caution: the model is") for note in doubtful.notes)
    assert doubtful.rows[-1].cells["status"] == "singular; caution"
    for status in ("ok", "singular"):
        sound = scenarios_table(plan, make_scenarios("items", status=status))
        assert not any("ingular" in note for note in sound.notes)
        assert sound.rows[-1].cells["status"] == "ok"


def test_several_families_stand_in_groups_of_their_own(plan: Plan, make_scenarios: Make) -> None:
    table = scenarios_table(plan, make_scenarios("items", "imputed"))
    assert list(dict.fromkeys(row.group for row in table.rows)) == [
        "Depression, self-report (PHQ-9), primary: Unanswered items",
        "Depression, self-report (PHQ-9), primary: Scores that are missing",
    ]
    assert table.columns[0].heading == "Choice"


def test_without_scenarios_it_is_empty(plan: Plan, make_scenarios: Make) -> None:
    table = scenarios_table(plan, make_scenarios().iloc[:0])
    assert table.rows == () and table.notes[-1].endswith("Bold: the plan's choice.")
