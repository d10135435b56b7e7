"""The sessions: one row a planned session of a participant."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.dates import with_days_of_dates
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.ingest.typed_table import report_limits, typed_table
from ipt_outcomes.plan.sessions_file import SessionsFile


def read_sessions(
    planned: SessionsFile, table: TextTable, randomised: pd.Series | None, findings: Findings
) -> pd.DataFrame:
    """The table `sessions`; the index is the lines.

    `randomised` is what `dates.randomisation_days` gives: dates become days with it.
    """
    mapping: dict[str, str] = planned.columns.model_dump(exclude_none=True, exclude={"date"})
    sessions = typed_table("sessions", table, mapping, findings)
    sessions = with_days_of_dates(sessions, planned, table, randomised, findings)
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
