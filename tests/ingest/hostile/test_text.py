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
