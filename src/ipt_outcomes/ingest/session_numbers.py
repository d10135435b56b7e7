"""The planned numbers of sessions: from 1, each once a person."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.findings import Findings

_BEFORE = (
    "Where they are of intake or assessment, before the treatment, leave these rows out: `rows` in "
    "the plan, beside the file, names every number that is read: `rows: {{{column}: [1, 2, 3]}}`. "
    "Else correct the number."
)
_TWICE = "the participant's session is there twice"


def from_the_first(rows: pd.DataFrame, file: str, column: str, findings: Findings) -> pd.DataFrame:
    """The rows, those numbered below 1 without a number; they are found."""
    if "session" not in rows:
        return rows
    before = (rows["session"] < 1).fillna(False).astype(bool)
    findings.at(
        file,
        rows.index[before],
        column,
        "the session is numbered below 1, and session 1 is the first of the treatment",
        _BEFORE.format(column=column),
    )
    return rows.assign(session=rows["session"].mask(before))


def report_repeated(
    sessions: pd.DataFrame, file: str, columns: tuple[str, str], findings: Findings
) -> None:
    """Find sessions that are there twice: on one day, or under a number that is another's too."""
    if not {"participant", "session"} <= set(sessions.columns):
        return
    key = sessions[["participant", "session"]].dropna()
    repeated = key.duplicated()
    other_day = pd.Series(False, index=key.index)
    if "day" in sessions:
        days = sessions.loc[key.index].groupby(["participant", "session"])["day"]
        other_day = days.transform("nunique") > 1
    named = " and ".join(columns)
    findings.at(
        file,
        key.index[repeated & ~other_day],
        named,
        _TWICE,
        "Keep one row for each participant and session.",
    )
    findings.at(
        file,
        key.index[repeated & other_day],
        named,
        f"{_TWICE}, on different days",
        "Correct the number where these are two sessions: numbers that begin again, as of "
        "maintenance, go on from the last one before. Of a session that was put off, keep the row "
        "of the day on which it was held.",
    )
