from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.cells import Kind, converted
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable


def convert(cells: list[str], kind: Kind, *, required: bool = False) -> tuple[pd.Series, Findings]:
    frame = pd.DataFrame({"c": pd.array(cells, dtype="str")}, index=range(2, 2 + len(cells)))
    findings = Findings()
    table = TextTable("file.csv", ("c",), frame)
    return converted(table, "c", kind, findings, required=required), findings


@pytest.mark.parametrize(
    ("cell", "value"),
    [("0", 0.0), ("-12.5", -12.5), ("007", 7.0), (".5", 0.5), ("3.", 3.0), ("0.1", 0.1)],
)
def test_numbers(cell: str, value: float) -> None:
    series, findings = convert([cell], "number")
    assert series.tolist() == [value]
    assert series.dtype == "float64"
    assert not len(findings)


@pytest.mark.parametrize(
    "cell",
    ["1e400", "1e5", "inf", "-inf", "nan", "NaN", "0x1F", "1,5", "1,000", "1 000", "1_000", "--1",
     "+1", "1.2.3", ".", "-", " 1", "1 ", "１", "٣", "9" * 400, "TRUE", "n/a", "=1+1"],
)  # fmt: skip
def test_not_numbers(cell: str) -> None:
    series, findings = convert(["1", cell], "number")
    with pytest.raises(DataError) as refused:
        findings.stop_if_any()
    (problem,) = refused.value.problems
    assert (problem.line, problem.column, problem.rule) == (3, "c", "not a number")
    assert series.tolist()[0] == 1.0
    assert series.isna().tolist() == [False, True]


@pytest.mark.parametrize("kind", ["text", "number", "whole", "flag"])
@pytest.mark.parametrize("cell", ["", "NA"])
def test_missing(kind: Kind, cell: str) -> None:
    series, findings = convert(["1", cell], kind)
    assert series.isna().tolist() == [False, True]
    assert not len(findings)
    _, findings = convert(["1", cell], kind, required=True)
    with pytest.raises(DataError) as refused:
        findings.stop_if_any()
    assert [(p.line, p.rule) for p in refused.value.problems] == [(3, "a value is missing")]


def test_identifiers_are_not_touched() -> None:
    cells = ["001", "1e5", "MAR1", "-1", "=A1", "1"]
    series, findings = convert(cells, "text")
    assert series.tolist() == cells
    assert series.dtype == "str"
    assert not len(findings)


@pytest.mark.parametrize("cell", ["f ", " f", "\tf", " "])
def test_spaces_around_words(cell: str) -> None:
    _, findings = convert([cell], "text")
    assert len(findings) == 1


def test_whole_numbers() -> None:
    series, findings = convert(["1", "12.0", "-3"], "whole")
    assert series.tolist() == [1, 12, -3]
    assert series.dtype == "Int64"
    assert not len(findings)
    _, findings = convert(["1.5", "x", "1e3"], "whole")
    assert len(findings) == 3


def test_flags() -> None:
    series, findings = convert(["yes", "No", "TRUE", "false", "1", "0"], "flag")
    assert series.tolist() == [True, False, True, False, True, False]
    assert not len(findings)
    series, findings = convert(["Y", "n", "Ja", "NEIN ", "1.0", "0.0"], "flag")
    assert series.tolist() == [True, False, True, False, True, False]
    assert not len(findings)
    _, findings = convert(["2", "t", "attended", "-1", "x"], "flag")
    assert len(findings) == 5


def test_a_flag_s_code_means_what_its_label_says() -> None:
    cells = pd.DataFrame({"came": ["1", "0", "1"]}, index=[2, 3, 4], dtype="str")
    labels = {"came": {"1": "No", "0": "Yes"}}
    table = TextTable("a.sav", ("came",), cells, labels=labels)
    findings = Findings()
    assert converted(table, "came", "flag", findings).tolist() == [False, True, False]
    assert not len(findings)


def test_numbers_are_read_to_the_last_digit() -> None:
    cells = ["0.1", "2.675", "123456789.123456789", "5e-324"[:1] + "." + "3" * 20]
    series, _ = convert(cells, "number")
    assert series.tolist() == [float(cell) for cell in cells]
