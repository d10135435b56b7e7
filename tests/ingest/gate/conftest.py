"""One column through the gate."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.gate.gate import look_at
from ipt_outcomes.ingest.gate.roles import Role
from ipt_outcomes.ingest.text_table import TextTable

Look = Callable[..., tuple[Problem, ...]]


@pytest.fixture
def look() -> Look:
    """What the gate finds in a column of these cells, the first of them on line 2."""

    def found(column: str, cells: list[str], role: Role | None = None) -> tuple[Problem, ...]:
        lines = pd.Index(range(2, len(cells) + 2), dtype="int64")
        frame = pd.DataFrame({column: pd.array(cells, dtype="str")}, index=lines)
        findings = Findings()
        table = TextTable("people.csv", (column,), frame)
        look_at(table, column, role or Role("text"), findings)
        return findings.problems

    return found
