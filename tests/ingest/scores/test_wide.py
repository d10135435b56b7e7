from __future__ import annotations

from collections.abc import Callable

import pytest

from ipt_outcomes.errors import DataError, InputError, Problem

from ..conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]


def test_a_participant_twice(trial: Trial, only: Only) -> None:
    trial.write("bdi.csv", "id,bdi_0,bdi_8\n001,30,12\n1e5,25,\n001,29,12\n")
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == ("bdi.csv", 4, "id")
    assert "twice" in problem.rule


def test_one_row_a_visit_read_as_one_row_a_participant(trial: Trial, only: Only) -> None:
    trial.write("bdi.csv", "id,when,bdi\n001,before,30\n001,after,12\n1e5,before,25\n")
    wide = (
        "shape: wide\n    columns: {participant: id}\n    scales:\n      bdi_ii: {before: bdi_0, "
    )
    trial.edit("small.yaml", f"{wide}after: bdi_8}}", f"{wide}after: bdi}}".replace("_0", ""))
    problem = only(tuple(each for each in trial.refusal(DataError) if "twice" in each.rule))
    first, _, last = problem.remedy.partition("Only where somebody was entered twice")
    assert first.startswith("Where the file has one row a visit, delete nothing: ") and last
    assert "`columns: {participant: id, visit: <its column>}`" in first
    # As the remedy has it.
    trial.edit("small.yaml", "shape: wide\n    columns: {participant: id}", "shape: long\n    "
               "columns: {participant: id, visit: when}")  # fmt: skip
    trial.edit("small.yaml", "bdi_ii: {before: bdi, after: bdi}", "bdi_ii: {total: bdi}")
    scores = trial.read().scores
    assert scores.loc[scores["scale"] == "bdi_ii", "value"].tolist() == [30.0, 12.0, 25.0]


def test_repeated_people_of_a_shared_file_are_found_once(trial: Trial) -> None:
    trial.edit("small.yaml", "file: bdi.csv", "file: people.csv")
    trial.write(
        "people.csv",
        "id,group,years,sex,income,housing,bdi_0,bdi_8\n"
        "001,T,,,,,30,12\n1e5,C,,,,,25,\n1e5,C,44,,,,25,\n",
    )
    (problem,) = trial.refusal(DataError)
    assert (problem.line, problem.column) == (3, "id")
    assert problem.rule == "the participant is there twice; so on 2 lines (3, 4)"
    assert problem.remedy.startswith("Where the file has one row a visit, delete nothing: ")


def test_a_row_without_a_participant(trial: Trial, only: Only) -> None:
    trial.edit("bdi.csv", "001,30", ",30")
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column, problem.rule) == (2, "id", "a value is missing")


def shared_file(trial: Trial, column: str, rows: str) -> None:
    trial.edit("small.yaml", "file: bdi.csv", "file: people.csv")
    old = "columns: {participant: id}\n"
    trial.edit("small.yaml", old, f"columns: {{participant: {column}}}\n")
    trial.write("people.csv", "id,group,years,sex,income,housing,bdi_0,bdi_8,other\n" + rows)


def test_a_bad_identifier_of_a_shared_file_is_found_once(trial: Trial, only: Only) -> None:
    rows = "001,T,,,,,30,12,x\n1e5,C,,,,,25,,x\n 3,C,,,,,25,,x\n"
    shared_file(trial, "id", rows)
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (4, "id")
    assert "space" in problem.rule


def test_another_column_of_a_shared_file_is_checked(trial: Trial, only: Only) -> None:
    shared_file(trial, "other", "001,T,,,,,30,12,001\n1e5,C,,,,,25,,2\n")
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (3, "other")
    assert "not in people.csv" in problem.rule


ITEMS = """\
      phq9:
        items:
          before: [a1, a2, a3, a4, a5, a6, a7, a8, a9]
          after: [b1, b2, b3, b4, b5, b6, b7, b8, b9]
"""
BEFORE, AFTER = "0,1,2,3,0,1,2,3,0", "1,1,1,1,,1,1,1,1"


def wide_items(trial: Trial, rows: str, more: str = "") -> None:
    """The PHQ-9's items side by side in one file, instead of one row an assessment."""
    plan = (trial.folder / "small.yaml").read_text()
    start, end = plan.index("  - file: phq.csv"), plan.index("  - file: bdi.csv")
    entry = "  - file: wide.csv\n    shape: wide\n    columns: {participant: id}\n    scales:\n"
    trial.write("small.yaml", plan[:start] + entry + ITEMS + more + plan[end:])
    names = [f"{visit}{item}" for visit in "ab" for item in range(1, 10)]
    trial.write("wide.csv", ",".join(["id", *names]) + "\n" + rows)


def test_items_of_every_visit_side_by_side(trial: Trial) -> None:
    long = trial.read().scores.query("scale == 'phq9' and participant == '001'")
    wide_items(trial, f"001,{BEFORE},{AFTER}\n1e5,{','.join('3' * 9)},{',' * 8}\n")
    scores = trial.read().scores.query("scale == 'phq9'")
    wide = scores.query("participant == '001'")
    assert wide["visit"].tolist() == ["before"] * 9 + ["after"] * 9
    assert wide["item"].tolist() == list(range(1, 10)) * 2
    assert wide["value"].tolist() == pytest.approx(long["value"].tolist(), nan_ok=True)
    # Of the second person's second visit nothing was answered.
    assert scores.query("participant == '1e5'")["visit"].unique().tolist() == ["before"]


def test_an_item_out_of_range_is_found_where_it_stands(trial: Trial, only: Only) -> None:
    wide_items(trial, f"001,{BEFORE},4{AFTER[1:]}\n1e5,{BEFORE},{AFTER}\n")
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == ("wide.csv", 2, "b1")
    assert "an item of PHQ-9: 0 to 3" in problem.rule


def test_a_row_without_any_answer_is_counted(trial: Trial) -> None:
    wide_items(trial, f"001,{BEFORE},{AFTER}\n1e5{',' * 18}\n")
    assert "wide.csv: 1 row without a score" in trial.read().notes


@pytest.mark.parametrize(
    ("old", "new", "key", "rule"),
    [
        ("b8, b9]", "b8]", "items.after", "the scale has 9 items, the plan names 8"),
        ("          after:", "          later:", "items.later", "not one of the plan's visits"),
        ("a8, a9]", "a8, missing]", "missing", "the file's header does not have it"),
    ],
)
def test_what_is_wrong_with_the_mapping(
    trial: Trial, *, old: str, new: str, key: str, rule: str
) -> None:
    wide_items(trial, f"001,{BEFORE},{AFTER}\n1e5,{BEFORE},{AFTER}\n")
    trial.edit("small.yaml", old, new)
    with pytest.raises(InputError) as refused:
        trial.read()
    first = refused.value.problems[0]
    assert rule in first.rule and str(first.column).endswith(key)
    assert first.line is not None


def test_items_turned_before_are_not_turned_again(trial: Trial) -> None:
    wide_items(trial, f"001,{BEFORE},{AFTER}\n1e5,{BEFORE},{AFTER}\n")
    trial.edit("small.yaml", "      phq9:\n", "      ces_d:\n")
    for visit in "ab":
        names = ", ".join(f"{visit}{item}" for item in range(1, 10))
        more = ", ".join(f"{visit}{item}" for item in range(1, 21))
        trial.edit("small.yaml", f"[{names}]", f"[{more}]")
    trial.edit("small.yaml", "scale: phq9, role", "scale: ces_d, role")
    assert trial.plan().instrument("ces_d").reverse_keyed is not None
    trial.edit("small.yaml", "        items:\n", "        reversed_already: true\n        items:\n")
    assert trial.plan().instrument("ces_d").reverse_keyed is None
