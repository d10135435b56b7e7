"""Hostile files are read as they are, or refused by file and place; nothing is echoed."""

from __future__ import annotations

import contextlib
import io
import logging
from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError, InputError, PlanError
from ipt_outcomes.storage import read_table, write_table

from ..conftest import Trial
from .text import READ, REFUSED

CANARY = "Zanzibar77"


@pytest.mark.parametrize(
    ("data", "line", "column", "rule"), [case[1:] for case in REFUSED],
    ids=[case[0] for case in REFUSED],
)  # fmt: skip
def test_refused_by_file_line_and_column(
    trial: Trial, data: bytes, line: int | None, column: str | None, rule: str
) -> None:
    trial.write("bdi.csv", data)
    problems = [problem for problem in trial.refusal(DataError) if problem.file == "bdi.csv"]
    first = problems[0]
    assert (first.line, first.column) == (line, column)
    assert rule in first.rule
    assert first.remedy
    assert len("\n".join(map(str, problems)).splitlines()) <= 1000


@pytest.mark.parametrize("data", [case[1] for case in READ], ids=[case[0] for case in READ])
def test_read_right(trial: Trial, data: bytes) -> None:
    trial.write("bdi.csv", data)
    scores = trial.read().scores.query("scale == 'bdi_ii'")
    assert scores[["participant", "visit", "value"]].values.tolist() == [
        ["001", "before", 30],
        ["001", "after", 12],
        ["1e5", "before", 25],
    ]


@pytest.mark.parametrize(
    "identifier",
    ["001", "1e6", "1E10", "MAR1", "0x1F", "nan", "NaN", "inf", "None", "null", "true", "1_000",
     "00.10", "=1", "@x", "-", "-5", "+7", "a;b", "$(rm -rf x)", "; rm", "<script>", "../../x",
     "a/b", "É1", "a\nb", "a,b", 'a"b', "%s", "{0}"],
)  # fmt: skip
def test_identifiers_are_kept_as_they_are(trial: Trial, tmp_path: Path, identifier: str) -> None:
    for path in trial.folder.glob("*.csv"):
        cell = '"' + identifier.replace('"', '""') + '"'
        path.write_bytes(path.read_bytes().replace(b"\n001,", f"\n{cell},".encode()))
    study = trial.read()
    assert study.participants.loc[0, "participant"] == identifier
    assert (study.scores["participant"] == identifier).sum() > 10
    write_table(study.participants, tmp_path / "out" / "people.parquet")
    assert read_table(tmp_path / "out" / "people.parquet").loc[0, "participant"] == identifier


@pytest.mark.parametrize("word", ["NaN", "inf", "1e400", "=1+1", "<b>", "null", "True"])
def test_categories_are_kept_as_they_are(trial: Trial, word: str) -> None:
    trial.edit("people.csv", "rented", word)
    assert trial.read().participants.loc[0, "housing"] == word


@pytest.mark.parametrize("name", ["../../x", "; rm", "<script>", "a b", "$x", "", "a" * 41, "ä"])
@pytest.mark.parametrize(
    ("old", "new"),
    [("trial: small", "trial: {}"), ("name: ipt,", "name: {},"), ("name: after,", "name: {},")],
)
def test_names_with_metacharacters_are_refused(trial: Trial, name: str, old: str, new: str) -> None:
    trial.edit("small.yaml", old, new.format(f'"{name}"'))
    problems = trial.refusal(PlanError)
    assert problems[0].line is not None


IDENTIFYING = [
    "jo@example.org", "+44 7700 900123", "943 476 5919", "123-45-6789", "12 High Street",
    "SW1A 1AA", "2021-03-04", "https://example.org", "192.168.0.1", "face01.jpg", "Mrs Brown",
]  # fmt: skip


@pytest.mark.parametrize("cell", [*IDENTIFYING, f"{CANARY} " * 30])
def test_nothing_refused_by_the_gate_is_echoed(
    trial: Trial, cell: str, caplog: pytest.LogCaptureFixture
) -> None:
    trial.edit("people.csv", "rented", f'"{cell}"')
    said, errors = io.StringIO(), io.StringIO()
    before = {path.name for path in trial.folder.iterdir()}
    with (
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(errors),
        caplog.at_level(logging.DEBUG),
        pytest.raises(InputError) as refused,
    ):
        trial.read()
    problem = next(p for p in refused.value.problems if p.column == "housing")
    assert (problem.file, problem.line) == ("people.csv", 2)
    everything = said.getvalue() + errors.getvalue() + caplog.text
    everything += str(refused.value) + repr(refused.value.problems)
    assert cell.strip() not in everything and CANARY not in everything
    assert {path.name for path in trial.folder.iterdir()} == before


def test_a_file_bad_on_every_row_is_told_briefly_with_totals(trial: Trial) -> None:
    rows = "".join(f"001,{n},9,9,9,9,9,9,9,9,9,99\n" for n in range(20_000))
    header = (trial.folder / "phq.csv").read_text().split("\n")[0]
    trial.write("phq.csv", f"{header}\n{rows}")
    with pytest.raises(DataError) as refused:
        trial.read()
    said = str(refused.value)
    assert len(said.splitlines()) <= 1000
    assert "so on 20000 lines" in said


UNSEEN = ["\x00", "\x01", "\x1b[31m", "\x7f", "\x85", "\u2028", "\uffff"]


@pytest.mark.parametrize("unseen", UNSEEN[1:])
def test_a_cell_with_a_control_character_is_refused(trial: Trial, unseen: str) -> None:
    """An SVG with it is no XML, and a terminal obeys it."""
    trial.edit("people.csv", "rented", f"ren{unseen}ted")
    (problem,) = (each for each in trial.refusal(DataError) if each.column == "housing")
    assert (problem.file, problem.line) == ("people.csv", 2)
    assert "a control character" in problem.rule


@pytest.mark.parametrize("cell", ["a" * 100_000, "1" * 100_000, "a.1-" * 25_000])
def test_a_cell_without_an_end_is_refused_before_any_pattern_is_tried(
    trial: Trial, cell: str
) -> None:
    trial.edit("people.csv", "rented", cell)
    problems = [each for each in trial.refusal(DataError) if each.column == "housing"]
    assert [each.rule for each in problems] == [
        "the cell holds a text of more than 1,000 characters"
    ]


@pytest.mark.parametrize("name", [*(f"a{mark}b" for mark in UNSEEN[1:]), "x" * 100_000])
def test_a_name_that_nobody_can_write_is_told_by_its_place(trial: Trial, name: str) -> None:
    trial.edit("people.csv", "phone", name)
    notes = trial.read().notes
    said = [note for note in notes if "a name that holds a control character" in note]
    assert [note.rpartition(": ")[2] for note in said] == ["column number 7"]
    assert not any(name in note for note in notes)


def test_a_name_on_two_lines_begins_no_line_of_its_own(trial: Trial) -> None:
    trial.edit("people.csv", "phone", '"phone\nbdi.csv, line 9"')
    (note,) = (note for note in trial.read().notes if "not mapped" in note and "people" in note)
    assert note.endswith("phone bdi.csv, line 9")
