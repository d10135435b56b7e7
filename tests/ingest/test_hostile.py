"""Hostile files are read as they are, or refused by file and place; nothing is echoed."""

from __future__ import annotations

import contextlib
import io
import logging
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError, InputError, PlanError
from ipt_outcomes.storage import read_table, write_table

from .conftest import Trial

CANARY = "Zanzibar77"
BDI = "id,bdi_0,bdi_8\n001,30,12\n1e5,25,NA\n"

# What bdi.csv is; the line and the column of the first finding; a word of its rule.
REFUSED: list[tuple[str, bytes, int | None, str | None, str]] = [
    ("short row", b"id,bdi_0,bdi_8\n001,30\n", 2, None, "2 cells"),
    ("long row", b"id,bdi_0,bdi_8\n001,30,12,9\n", 2, None, "4 cells"),
    ("very long row", b"id,bdi_0,bdi_8\n001" + b",1" * 200_000 + b"\n", 2, None, "200001 cells"),
    ("stray quote", b'id,bdi_0,bdi_8\n001,3"0,12\n"a"b,1,2\n', 3, None, "quotes"),
    ("open quote", b'id,bdi_0,bdi_8\n001,"30,12\n1e5,25,NA\n', 2, None, "quotes"),
    ("open quote in header", b'id,"bdi_0,bdi_8\n001,30,12\n', 1, None, "quotes"),
    ("over-long cell", b"id,bdi_0,bdi_8\n001," + b"9" * 200_000 + b",1\n", 2, None, "longer than"),
    ("NUL", b"id,bdi_0,bdi_8\n001,3\x000,12\n", 2, None, "NUL"),
    ("many NULs", b"id,bdi_0,bdi_8\n" + b"\0" * 100_000, 2, None, "NUL"),
    ("mixed encodings", "id,bdi_0,bdi_8\né,30,12\n".encode() + b"\xe9,1,2\n", 3, None, "UTF-8"),
    ("half a character", b"id,bdi_0,bdi_8\n\xc3,30,12\n", 2, None, "UTF-8"),
    ("duplicate header", b"id,bdi_0,bdi_8,bdi_0\n001,30,12,1\n", 1, "bdi_0", "one name"),
    ("duplicate identifier", b"id,bdi_0,bdi_8,id\n001,30,12,2\n", 1, "id", "one name"),
    ("unnamed column", b"id,bdi_0,bdi_8,\n001,30,12,2\n", 1, None, "no name"),
    ("no header", b"001,30,12\n1e5,25,NA\n", 1, "id", "does not have it"),
    ("empty", b"", None, None, "empty"),
    ("header alone", b"id,bdi_0,bdi_8\n", 1, None, "no rows"),
    ("line ends only", b"\n" * 1000, None, None, "empty"),
    ("1e400", b"id,bdi_0,bdi_8\n001,1e400,12\n1e5,25,NA\n", 2, "bdi_0", "not a number"),
    ("many digits", b"id,bdi_0,bdi_8\n001," + b"9" * 400 + b",1\n", 2, "bdi_0", "not a number"),
    ("NaN", b"id,bdi_0,bdi_8\n001,NaN,12\n1e5,25,NA\n", 2, "bdi_0", "not a number"),
    ("nan", b"id,bdi_0,bdi_8\n001,30,nan\n1e5,25,NA\n", 2, "bdi_8", "not a number"),
    ("inf", b"id,bdi_0,bdi_8\n001,30,12\n1e5,inf,NA\n", 3, "bdi_0", "not a number"),
    ("-Infinity", b"id,bdi_0,bdi_8\n001,30,-Infinity\n1e5,1,NA\n", 2, "bdi_8", "not a number"),
    ("hexadecimal", b"id,bdi_0,bdi_8\n001,0x1F,1\n1e5,1,NA\n", 2, "bdi_0", "not a number"),
    ("underscore", b"id,bdi_0,bdi_8\n001,1_0,1\n1e5,1,NA\n", 2, "bdi_0", "not a number"),
    ("other digits", "id,bdi_0,bdi_8\n001,٣,1\n1e5,1,NA\n".encode(), 2, "bdi_0", "not a number"),
    ("formula", b"id,bdi_0,bdi_8\n001,=1+1,1\n1e5,1,NA\n", 2, "bdi_0", "not a number"),
    ("plus", b"id,bdi_0,bdi_8\n001,+1,1\n1e5,1,NA\n", 2, "bdi_0", "not a number"),
    ("number for a name", b"id,bdi_0,bdi_8\n1,30,12\n1e5,25,NA\n", 2, "id", "not in people.csv"),
    ("1e5 as 100000", b"id,bdi_0,bdi_8\n001,30,12\n100000,25,NA\n", 3, "id", "not in people.csv"),
    ("million columns", b"id,bdi_0,bdi_8," + b",".join(b"%d" % n for n in range(10**6)) + b"\n",
     1, None, "columns"),
]  # fmt: skip


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


XML = '<?xml version="1.0"?>'


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", XML + "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 100_000_000)


def external_entity(path: Path) -> None:
    secret = path.with_name("secret.txt")
    secret.write_text(CANARY)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", XML + "<Types/>")
        archive.writestr(
            "xl/workbook.xml",
            f'{XML}<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><workbook>&e;</workbook>',
        )


def billion_laughs(path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'{XML}<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><workbook>&e12;</workbook>',
        )


def not_a_zip(path: Path) -> None:
    path.write_bytes(b"PK\3\4" + b"\0" * 100)


@pytest.mark.parametrize("make", [bomb, external_entity, billion_laughs, not_a_zip])
def test_hostile_workbooks_are_refused(trial: Trial, make: Callable[[Path], None]) -> None:
    trial.edit("small.yaml", "bdi.csv", "bdi.xlsx")
    make(trial.folder / "bdi.xlsx")
    problems = trial.refusal(DataError)
    assert {problem.file for problem in problems} == {"bdi.xlsx"}
    assert CANARY not in "".join(map(str, problems))


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
