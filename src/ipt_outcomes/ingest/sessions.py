"""The sessions: one row a planned session of a participant."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.cells import FILL_IN, MISSING
from ipt_outcomes.ingest.dates import with_days_of_dates
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.our_words import YES_NO, Words, in_our_words
from ipt_outcomes.ingest.session_numbers import from_the_first, report_repeated
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.ingest.typed_table import report_limits, typed_table
from ipt_outcomes.plan.sessions_file import SessionsFile

_CAME = {"yes": True, "no": False}
# Of a column that says whether somebody came, these mean one thing; `cancelled` says not by whom.
_ATTENDED = YES_NO | {
    **dict.fromkeys(("attended", "present", "came"), "yes"),
    **dict.fromkeys(("missed", "absent", "not attended", "did not attend"), "no"),
    **dict.fromkeys(("no show", "no-show", "not present"), "no"),
}
_FORMATS = ("individual", "group", "couple", "online")
_WORDS = (
    Words("sessions", "attended", _ATTENDED, "neither yes nor no"),
    Words(
        "sessions",
        "format",
        {word: word for word in _FORMATS},
        f"not one of {', '.join(_FORMATS)}",
    ),
)


def read_sessions(
    planned: SessionsFile, table: TextTable, randomised: pd.Series | None, findings: Findings
) -> pd.DataFrame:
    """The table `sessions`; the index is the lines.

    `randomised` is what `dates.randomisation_days` gives: dates become days with it.
    """
    mapping: dict[str, str] = planned.columns.model_dump(exclude_none=True, exclude={"date"})
    worded = {words.ours: words for words in _WORDS}
    others = {ours: column for ours, column in mapping.items() if ours not in worded}
    sessions = typed_table("sessions", table, others, findings)
    for ours, words in worded.items():
        if mapping.get(ours) in table.header:
            recode = getattr(planned.recode, ours, {})
            sessions[ours] = in_our_words(words, recode, table, mapping[ours], findings)
    if "attended" in sessions:
        absent = table.lines[table.cells[planned.columns.attended].isin(MISSING)]
        findings.at(table.file, absent, planned.columns.attended, "a value is missing", FILL_IN)
        sessions["attended"] = sessions["attended"].map(_CAME).astype("boolean")
    sessions = sessions[[ours for ours in mapping if ours in sessions]]
    sessions = with_days_of_dates(sessions, planned, table, randomised, findings)
    columns = planned.columns
    sessions = from_the_first(sessions, table.file, columns.session, findings)
    report_repeated(sessions, table.file, (columns.participant, columns.session), findings)
    report_limits("sessions", sessions, table.file, mapping, findings)
    return sessions


def no_sessions() -> pd.DataFrame:
    """The table `sessions` of a trial that records none."""
    columns = {"participant": "str", "session": "Int64", "attended": "boolean"}
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in columns.items()})
