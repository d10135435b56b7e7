"""What the plan may say of a file: its text, codes, rows, dates and repeated scores."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pyreadstat
import pytest

from ipt_outcomes.errors import DataError, PlanError, Problem

from .conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]


def say(trial: Trial, file: str, options: str) -> None:
    """Add options to the entry of a score file."""
    trial.edit("small.yaml", f"  - file: {file}\n", f"  - file: {file}\n    {options}\n")


def values(trial: Trial, scale: str) -> list[float]:
    return trial.read().scores.query(f"scale == '{scale}'")["value"].tolist()


def test_semicolons_decimal_commas_and_latin_1(trial: Trial) -> None:
    trial.edit("small.yaml", "bdi_8}", "nach-Ü}")
    trial.write("bdi.csv", "id;bdi_0;nach-Ü\n001;30,5;12\n1e5;25;\n".encode("latin-1"))
    say(trial, "bdi.csv", 'encoding: latin-1\n    delimiter: ";"\n    decimal: ","')
    assert values(trial, "bdi_ii") == [30.5, 12, 25]


def test_a_point_is_no_decimal_comma(trial: Trial, only: Only) -> None:
    trial.write("bdi.csv", "id,bdi_0,bdi_8\n001,30.5,12\n1e5,25,\n")
    say(trial, "bdi.csv", 'decimal: ","')
    assert only(trial.refusal(DataError)).rule == "not a number"


def test_a_decimal_comma_is_named_where_it_is_not_said(trial: Trial, only: Only) -> None:
    trial.write("bdi.csv", 'id,bdi_0,bdi_8\n001,"30,5",12\n1e5,25,\n')
    assert 'decimal: ","' in only(trial.refusal(DataError)).remedy


def test_missing_codes_are_declared_by_column(trial: Trial) -> None:
    trial.write("bdi.csv", "id,bdi_0,bdi_8\n001,30,-99\n1e5,25,999.0\n")
    (problem,) = trial.refusal(DataError)
    assert problem.rule == "out of the range of BDI-II: 0 to 63; so on 2 lines (2, 3)"
    say(trial, "bdi.csv", "missing: {bdi_8: [-99, 999]}")
    assert values(trial, "bdi_ii") == [30, 25]
    assert "bdi.csv: bdi_8: 2 cells hold a missing code" in trial.read().notes


def test_a_code_is_missing_only_in_its_own_column(trial: Trial, only: Only) -> None:
    trial.write("bdi.csv", "id,bdi_0,bdi_8\n001,-99,-99\n1e5,25,3\n")
    say(trial, "bdi.csv", "missing: {bdi_8: [-99]}")
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (2, "bdi_0")


def test_codes_of_a_column_that_is_not_there(trial: Trial, only: Only) -> None:
    say(trial, "bdi.csv", "missing: {bdi_9: [-99]}")
    problem = only(trial.refusal(PlanError))
    lines = (trial.folder / "small.yaml").read_text().splitlines()
    assert "missing: {bdi_9" in lines[(problem.line or 0) - 1]


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ("sheet: first", "sheet says nothing of a file of this format"),
        ("date_format: DD.MM.YY", "year of four digits"),
        ("encoding: latin-1\n    dictionary: a.csv\n    labels: [x]\n    sheet: x", "sheet says"),
    ],
)
def test_options_that_a_plan_cannot_have(trial: Trial, only: Only, options: str, rule: str) -> None:
    say(trial, "bdi.csv", options)
    problem = only(trial.refusal(PlanError))
    assert rule in problem.rule
    assert problem.line is not None


def test_one_file_is_read_in_one_way(trial: Trial, only: Only) -> None:
    trial.edit("small.yaml", "file: bdi.csv", "file: iip.csv\n    decimal: ','")
    trial.edit(
        "small.yaml",
        "  - file: iip.csv\n    shape: long",
        "  - file: iip.csv\n    decimal: '.'\n    shape: long",
    )
    assert "says something else" in only(trial.refusal(PlanError)).rule


EVENTS = (
    "id,redcap_event_name,iip\n001,before_arm_1,60\n001,after_arm_1,40\n001,screening_arm_1,\n"
    "1e5,before_arm_1,70\n1e5,withdrawn_arm_1,9\n"
)


def test_redcap_events(trial: Trial, only: Only) -> None:
    trial.write("iip.csv", EVENTS)
    trial.edit("small.yaml", "visit: when", "visit: redcap_event_name")
    trial.edit(
        "small.yaml", "{T0: before, T1: after}", "{before_arm_1: before, after_arm_1: after}"
    )
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (6, "redcap_event_name")
    say(trial, "iip.csv", "rows: {redcap_event_name: [before_arm_1, after_arm_1]}")
    assert values(trial, "iip32") == [60, 40, 70]
    assert "iip.csv: 2 rows passed over by the plan's `rows`: redcap_event_name" in (
        trial.read().notes
    )


def test_value_labels_of_the_arm_and_in_place_of_codes(trial: Trial) -> None:
    frame = pd.DataFrame({"id": ["001", "1e5"], "group": [1, 2], "sex": [2, 1], "years": [34, 40]})
    labels = {"group": {1: "T", 2: "tau"}, "sex": {1: "male", 2: "female"}}
    pyreadstat.write_sav(frame, trial.folder / "people.sav", variable_value_labels=labels)
    trial.edit("small.yaml", "  file: people.csv", "  file: people.sav\n  labels: [sex]")
    text = (trial.folder / "small.yaml").read_text()
    start, end = text.index("  covariates:"), text.index("sessions:")
    trial.write("small.yaml", text[:start] + text[end:])
    people = trial.read().participants
    assert people.values.tolist() == [["001", "ipt", 34, "female"], ["1e5", "tau", 40, "male"]]


def by_date(trial: Trial, form: str = "") -> None:
    trial.edit("small.yaml", "sex: sex}", "sex: sex, randomisation_date: start}")
    trial.edit(
        "small.yaml",
        "columns: {participant: id, day: day}",
        "columns: {participant: id, date: seen}",
    )
    header = "id,group,years,sex,income,housing,start\n"
    trial.write("people.csv", f"{header}001,T,34,f,,,2024-02-28\n1e5,C,,,,,2024-12-31\n")
    trial.write("phq.csv", (trial.folder / "phq.csv").read_text().replace("id,day", "id,seen"))
    if form:
        say(trial, "phq.csv", f"date_format: {form}")


@pytest.mark.parametrize(
    ("form", "dates"),
    [
        ("", ["2024-02-25", "2024-04-24", "2024-12-31 09:30"]),
        ("DD.MM.YYYY", ["25.02.2024", "24.04.2024", "31.12.2024"]),
        ("M/D/YYYY", ["2/25/2024", "4/24/2024", "2024-12-31T00:00:00"]),
    ],
)
def test_dates_become_days_and_are_dropped(trial: Trial, form: str, dates: list[str]) -> None:
    by_date(trial, form)
    for old, new in zip(["001,-3,", "001,56,", "1e5,0,"], dates, strict=True):
        trial.edit("phq.csv", old, f"{old.split(',')[0]},{new},")
    study = trial.read()
    assert study.scores.query("scale == 'hrsd17'")["day"].tolist() == [-3, 0]
    assert study.scores.query("scale == 'phq9'")["day"].unique().tolist() == [-3, 56, 0]
    assert "2024" not in study.scores.to_csv() + study.participants.to_csv() + repr(study.notes)


@pytest.mark.parametrize("date", ["2024-02-30", "24/02/2024", "45000", "soon"])
def test_what_is_not_a_date(trial: Trial, date: str) -> None:
    by_date(trial)
    text = (trial.folder / "phq.csv").read_text()
    trial.write(
        "phq.csv",
        text.replace(",-3,", f",{date},")
        .replace(",56,", ",2024-04-24,")
        .replace("1e5,0,", "1e5,2025-01-01,"),
    )
    places = [(p.line, p.column) for p in trial.refusal(DataError)]
    assert set(places) == {(2, "seen")}


def test_a_date_of_somebody_without_a_randomisation_date(trial: Trial) -> None:
    by_date(trial)
    text = (trial.folder / "phq.csv").read_text()
    trial.write(
        "phq.csv",
        text.replace(",-3,", ",2024-02-25,")
        .replace(",56,", ",2024-04-24,")
        .replace("1e5,0,", "1e5,2025-01-01,"),
    )
    assert trial.read().scores["day"].max() == 56
    trial.edit("people.csv", "2024-12-31", "")
    problems = trial.refusal(DataError)
    assert [p.line for p in problems if "no date of randomisation" in p.rule] == [4]


TWICE = "id,when,iip\n001,T0,60\n001,T0,60\n001,T0,50\n001,T1,40\n1e5,T0,70\n"


@pytest.mark.parametrize(
    ("policy", "kept"),
    [
        ("first", [60, 40, 70]),
        ("last", [50, 40, 70]),
        ("mean", [55, 40, 70]),
        ("all", [60, 50, 40, 70]),
    ],
)
def test_two_scores_of_one_time(trial: Trial, only: Only, policy: str, kept: list[float]) -> None:
    trial.write("iip.csv", TWICE)
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (4, "id and when")
    say(trial, "iip.csv", f"duplicates: {policy}")
    assert values(trial, "iip32") == kept
    study = trial.read()
    assert ("repeat" in study.scores) == (policy == "all")
    assert any("1 row says again" in note for note in study.notes)
    assert any("1 participants' visits have different scores" in note for note in study.notes)


def test_the_same_row_twice_is_read_once_and_counted(trial: Trial) -> None:
    for name in ("people.csv", "sessions.csv", "bdi.csv", "phq.csv"):
        text = (trial.folder / name).read_text()
        trial.write(name, text + text.splitlines()[1] + "\n")
    study = trial.read()
    assert len(study.participants) == 2
    assert len(study.sessions) == 2
    assert sum("read once" in note for note in study.notes) == 5


TALL = "id,what,answer,day\n001,ham,20,0\n001,ham,11,56\n001,other,5,0\n1e5,ham,,0\n"


def test_a_tall_file(trial: Trial, only: Only) -> None:
    trial.write("bdi.csv", TALL)
    trial.edit("small.yaml", "      hrsd17: {total: ham}\n", "")
    trial.edit(
        "small.yaml",
        "shape: wide\n    columns: {participant: id}",
        "shape: tall\n    columns: {participant: id, day: day, item: what, value: answer}",
    )
    trial.edit("small.yaml", "bdi_ii: {before: bdi_0, after: bdi_8}", "hrsd17: {total: ham}")
    study = trial.read()
    assert study.scores.query("scale == 'hrsd17'")[["day", "value"]].values.tolist() == [
        [0, 20],
        [56, 11],
    ]
    assert "bdi.csv: not read: 1 row of what the plan does not name" in study.notes
    trial.edit("bdi.csv", "001,ham,11", "001,ham,99")
    assert (only(trial.refusal(DataError)).line, trial.refusal(DataError)[0].column) == (
        3,
        "answer",
    )
    trial.edit("small.yaml", "{total: ham}", "{total: Ham}")
    assert "no row of bdi.csv is of 'Ham'" in only(trial.refusal(PlanError)).rule


def test_missing_codes_of_every_column(trial: Trial, only: Only) -> None:
    trial.write("bdi.csv", "id,bdi_0,bdi_8\n001,30,-99\n1e5,#N/A,999.0\n")
    found = trial.refusal(DataError)
    assert {p.rule for p in found} == {
        "out of the range of BDI-II: 0 to 63; so on 2 lines (2, 3)",
        "the cell holds an error of a spreadsheet program, such as #N/A",
    }
    say(trial, "bdi.csv", 'missing: [-99, 999, "#N/A"]')
    assert values(trial, "bdi_ii") == [30]
    trial.edit("small.yaml", "missing: [-99", "missing: [8")
    assert (
        "8 is to be missing in every column, and BDI-II has it"
        in only(trial.refusal(PlanError)).rule
    )


def test_a_missing_code_of_every_column_is_nobodys_identifier_and_no_day(trial: Trial) -> None:
    text = (trial.folder / "phq.csv").read_text()
    trial.write(
        "phq.csv", text.replace("1e5,0,3,3,3,3,3,3,3,3,3,30", "001,57,3,3,3,3,3,3,3,3,3,57")
    )
    say(trial, "phq.csv", "missing: [57, 56]")
    assert values(trial, "hrsd17") == [20]
    assert trial.read().scores.query("scale == 'phq9'")["day"].dropna().unique().tolist() == [
        -3, 56, 57,
    ]  # fmt: skip


def test_codes_of_every_column_and_of_one(trial: Trial) -> None:
    trial.write("bdi.csv", "id,bdi_0,bdi_8\n001,30,-99\n1e5,9,9\n")
    say(trial, "bdi.csv", 'missing: {"*": [-99], bdi_0: [9]}')
    assert values(trial, "bdi_ii") == [30, 9]


@pytest.mark.parametrize(
    ("recode", "key", "rule"),
    [
        ("{a: 0, b: 4}", "recode.b", "4 is no answer to an item of PHQ-9"),
        ("{a: 0, A: 1}", "recode.A", "becomes two answers"),
    ],
)
def test_what_is_recoded_is_an_answer(
    trial: Trial, only: Only, recode: str, key: str, rule: str
) -> None:
    trial.edit("small.yaml", "q8, q9]}", f"q8, q9], recode: {recode}}}")
    problem = only(trial.refusal(PlanError))
    assert problem.column == f"scores.0.scales.phq9.{key}"
    assert rule in problem.rule


def test_a_total_is_not_recoded(trial: Trial, only: Only) -> None:
    trial.edit("small.yaml", "hrsd17: {total: ham}", "hrsd17: {total: ham, recode: {1: 0}}")
    assert "a total is reported" in only(trial.refusal(PlanError)).rule


def test_records_that_only_look_like_double_entries_stay(trial: Trial) -> None:
    for name in ("people.csv", "phq.csv", "bdi.csv", "iip.csv"):
        trial.write(name, (trial.folder / name).read_text().replace("1e5", "001--1"))
    assert len(trial.refusal(DataError)) >= 1
    for name in ("phq.csv", "bdi.csv", "iip.csv"):
        say(trial, name, "double_entry: keep")
    trial.edit("small.yaml", "  file: people.csv", "  file: people.csv\n  double_entry: keep")
    assert trial.read().participants["participant"].tolist() == ["001", "001--1"]


def test_a_file_whose_name_has_a_brace_is_refused_in_words(trial: Trial, only: Only) -> None:
    """Snakemake ended in an error of its own, on a name to fill in."""
    trial.edit("small.yaml", "  - file: bdi.csv\n", "  - file: '{x}.csv'\n")
    problem = only(trial.refusal(PlanError))
    assert "has a brace" in problem.rule
    assert problem.line is not None and str(problem.column).endswith("file")
