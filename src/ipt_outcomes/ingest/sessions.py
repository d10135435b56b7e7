"""The sessions: one row a planned session of a participant."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.ingest.typed_table import report_limits, typed_table
from ipt_outcomes.plan.files import SessionsFile


def read_sessions(planned: SessionsFile, table: TextTable, findings: Findings) -> pd.DataFrame:
    """The table `sessions`; the index is the lines."""
    mapping: dict[str, str] = planned.columns.model_dump(exclude_none=True)
    sessions = typed_table("sessions", table, mapping, findings)
    if {"participant", "session"} <= set(sessions.columns):
        key = sessions[["participant", "session"]].dropna()
        findings.at(
            table.file,
            key.index[key.duplicated()],
            f"{planned.columns.participant} and {planned.columns.session}",
            "the participant's session is there twice",
            "Keep one row for each participant and session.",
        )
    report_limits("sessions", sessions, table.file, mapping, findings)
    return sessions


def no_sessions() -> pd.DataFrame:
    """The table `sessions` of a trial that records none."""
    columns = {"participant": "str", "session": "Int64", "attended": "boolean"}
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in columns.items()})
