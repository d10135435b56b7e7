from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.ingest.typed_table import report_limits, typed_table

MAPPING = {"participant": "id", "session": "nr", "attended": "came", "homework": "hw"}


def sessions(*rows: tuple[str, str, str, str]) -> TextTable:
    header = ("id", "nr", "came", "hw")
    cells = pd.DataFrame(list(rows), columns=list(header), dtype="str")
    return TextTable("s.csv", header, cells.set_axis(range(2, 2 + len(rows))))


def test_types_are_the_tables() -> None:
    table = sessions(("1", "1", "yes", "0.5"))
    frame = typed_table("sessions", table, MAPPING, Findings())
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "participant": "str",
        "session": "Int64",
        "attended": "boolean",
        "homework": "float64",
    }


def test_limits_are_grouped_and_in_the_files_words() -> None:
    table = sessions(("1", "1", "yes", "50"), ("1", "2", "yes", "0.5"), ("1", "3", "no", "70"))
    findings = Findings()
    frame = typed_table("sessions", table, MAPPING, findings)
    report_limits("sessions", frame, "s.csv", MAPPING, findings)
    with pytest.raises(DataError) as refused:
        findings.stop_if_any()
    (problem,) = refused.value.problems
    assert (problem.line, problem.column) == (2, "hw")
    assert problem.rule.endswith("; so on 2 lines (2, 4)")


def test_rows_refused_elsewhere_are_not_refused_again() -> None:
    table = sessions(("1", "1", "yes", ""), ("1", "1", "yes", ""), ("1", "", "yes", ""))
    findings = Findings()
    frame = typed_table("sessions", table, MAPPING, findings)
    found = len(findings)
    report_limits("sessions", frame, "s.csv", MAPPING, findings)
    assert found == 1
    assert len(findings) == found
