"""Reading a project's data dictionary, whoever wrote the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.redcap.dictionary import Dictionary, is_dictionary, read_dictionary

DESIGNER = (
    '"Variable / Field Name","Field Type","Field Label","Choices, Calculations, OR Slider Labels",'
    '"Text Validation Type OR Show Slider Number","Text Validation Min","Text Validation Max",'
    "Identifier?\n"
    "record_id,text,ID,,,,,y\n"
    'arm,radio,"<b>Arm</b> of\nthe trial","1, <i>Größe</i>, IPT | 2, <18 or >65",,,,\n'
    'race,checkbox,Race,"1, A | -99, None",,,,\n'
    "age,text,Age,,integer,18,[oldest],\n"
)


def read(path: Path, findings: Findings | None = None) -> Dictionary | None:
    return read_dictionary(path, path.name, Findings() if findings is None else findings)


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8-sig"), (";", "windows-1252"), ("\t", "utf-8")]
)
def test_the_designers_file(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = DESIGNER
    if delimiter != ",":
        text = "\n".join(
            delimiter.join(cells)
            for cells in (
                ["Variable / Field Name", "Field Type", "Field Label",
                 "Choices, Calculations, OR Slider Labels",
                 "Text Validation Type OR Show Slider Number", "Text Validation Min",
                 "Text Validation Max", "Identifier?"],
                ["record_id", "text", "ID", "", "", "", "", "y"],
                ["arm", "radio", "<b>Arm</b> of the trial",
                 "1, <i>Größe</i>, IPT | 2, <18 or >65", "", "", "", ""],
                ["race", "checkbox", "Race", "1, A | -99, None", "", "", "", ""],
                ["age", "text", "Age", "", "integer", "18", "[oldest]", ""],
            )
        )  # fmt: skip
    (tmp_path / "d.csv").write_bytes(text.encode(encoding))
    dictionary = read(tmp_path / "d.csv")
    assert dictionary is not None
    assert list(dictionary.fields) == ["record_id", "arm", "race", "age"]
    assert dictionary.fields["arm"].choices == {"1": "Größe, IPT", "2": "<18 or >65"}
    assert dictionary.fields["arm"].label.split() == ["Arm", "of", "the", "trial"]
    assert [field.identifier for field in dictionary.fields.values()] == [True, *[False] * 3]
    age = dictionary.fields["age"]
    assert (age.validation, age.low, age.high) == ("integer", "18", "[oldest]")


def test_the_apis_headings_and_rs_missing_cells(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(
        "field_name,field_type,select_choices_or_calculations,text_validation_min,identifier\n"
        'record_id,text,NA,NA,y\narm,yesno,NA,NA,NA\nx,dropdown,"a, A",NA,NA\n'
    )
    dictionary = read(tmp_path / "d.csv")
    assert dictionary is not None
    assert dictionary.fields["record_id"].identifier
    assert dictionary.fields["record_id"].low == ""
    assert dictionary.fields["arm"].choices == {"0": "No", "1": "Yes"}
    assert dictionary.fields["x"].choices == {"a": "A"}


def test_columns_and_their_fields(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(DESIGNER)
    dictionary = read(tmp_path / "d.csv")
    assert dictionary is not None
    # The code -99 has its minus written as _.
    for column in ("race___1", "race____99"):
        assert dictionary.field_of(column) is dictionary.fields["race"]
    assert dictionary.field_of("other___1") is None
    for column in ("age", "race___1", "redcap_event_name", "base_complete", "base_timestamp"):
        assert dictionary.knows(column)
    assert not dictionary.knows("phq9_total")


@pytest.mark.parametrize(
    ("content", "column"),
    [
        ("id,arm\n1,2\n", "Variable / Field Name"),
        ("Variable / Field Name,Form Name\na,b\n", "Field Type"),
    ],
)
def test_a_file_that_is_no_dictionary(tmp_path: Path, content: str, column: str) -> None:
    (tmp_path / "d.csv").write_text(content)
    findings = Findings()
    assert read(tmp_path / "d.csv", findings) is None
    assert [problem.rule for problem in findings.problems] == [
        f"the file is not a REDCap data dictionary: it has no column {column!r}"
    ]
    assert not is_dictionary(tuple(content.splitlines()[0].split(",")))


def test_a_dictionary_is_told_by_its_headings() -> None:
    assert is_dictionary(("field_name", "field_type", "select_choices_or_calculations"))
    assert not is_dictionary(("field_name", "field_type"))


@pytest.mark.parametrize(
    ("word", "marked"),
    [("y", True), ("Y", True), ("Yes", True), ("1", True), ("TRUE", True), ("x", True),
     ("", False), ("n", False), ("No", False), ("0", False), ("NA", False)],
)  # fmt: skip
def test_an_identifier_in_any_word(tmp_path: Path, word: str, marked: bool) -> None:
    """REDCap writes y; a file that was edited by hand may say it otherwise."""
    (tmp_path / "d.csv").write_text(
        DESIGNER.replace("IPT | 2", "I | 2").replace(",,y", f",,{word}")
    )
    dictionary = read(tmp_path / "d.csv")
    assert dictionary is not None
    assert dictionary.fields["record_id"].identifier == marked


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "rule"),
    [
        ("age,text,Age", "record_id,text,Age", 2, "record_id", "several fields of this name"),
        ("1, A | -99", "1, A | 1", 5, "race", "have one code"),
    ],
)
def test_what_is_there_twice_is_refused(
    tmp_path: Path, old: str, new: str, line: int, column: str, rule: str
) -> None:
    assert DESIGNER.count(old) == 1
    text = DESIGNER.replace("race,checkbox", "race,radio").replace(old, new)
    (tmp_path / "d.csv").write_text(text)
    findings = Findings()
    assert read(tmp_path / "d.csv", findings) is None
    (problem,) = findings.problems
    assert (problem.line, problem.column) == (line, column)
    assert rule in problem.rule
