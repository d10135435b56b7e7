"""What happened in the therapy and to people: sessions, scores at them, ratings, adverse events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from ipt_outcomes.ingest.adverse_events import no_adverse_events, read_adverse_events
from ipt_outcomes.ingest.chosen_rows import chosen_rows, rows_passed_over
from ipt_outcomes.ingest.fidelity import no_fidelity, read_fidelity
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.repeated_rows import without_repeated_rows
from ipt_outcomes.ingest.session_scores import no_session_scores, read_session_scores
from ipt_outcomes.ingest.sessions import no_sessions, read_sessions
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.adverse_events_file import AdverseEventsFile
from ipt_outcomes.plan.fidelity_file import FidelityFile
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.sessions_file import SessionsFile


@dataclass(frozen=True, repr=False, eq=False)
class Therapy:
    """The tables of these names; empty where the plan has no such file."""

    sessions: pd.DataFrame = field(default_factory=no_sessions)
    session_scores: pd.DataFrame = field(default_factory=no_session_scores)
    fidelity: pd.DataFrame = field(default_factory=no_fidelity)
    adverse_events: pd.DataFrame = field(default_factory=no_adverse_events)


def read_therapy(
    plan: Plan,
    files: Mapping[str, TextTable],
    randomised: pd.Series | None,
    findings: Findings,
    notes: list[str],
) -> Therapy:
    """The tables; the index of each is the lines of its file.

    `randomised` is what `dates.randomisation_days` gives.
    """
    found: dict[str, pd.DataFrame] = {}
    if plan.sessions is not None and plan.sessions.source in files:
        table = _rows(plan.sessions, files, plan.sessions.scores.values(), notes)
        found["sessions"] = read_sessions(plan.sessions, table, randomised, findings)
        found["session_scores"] = read_session_scores(plan, table, found["sessions"], findings)
    if plan.fidelity is not None and plan.fidelity.source in files:
        rated = [rating.column for rating in plan.fidelity.ratings.values()]
        table = _rows(plan.fidelity, files, rated, notes)
        sessions = found.get("sessions", no_sessions())
        found["fidelity"] = read_fidelity(plan, plan.fidelity, table, sessions, findings)
    if plan.adverse_events is not None and plan.adverse_events.source in files:
        table = _rows(plan.adverse_events, files, (), notes)
        found["adverse_events"] = read_adverse_events(
            plan.adverse_events, table, randomised, findings
        )
    return Therapy(**found)


def _rows(
    entry: SessionsFile | FidelityFile | AdverseEventsFile,
    files: Mapping[str, TextTable],
    further: Iterable[str],
    notes: list[str],
) -> TextTable:
    """The rows that the entry reads, each once. `further`: columns beside those of `columns`."""
    whole = files[entry.source]
    table = chosen_rows(entry, whole)
    notes += rows_passed_over(entry, whole, table)
    columns = entry.columns.model_dump(exclude_none=True)
    # ASSUME: two rows of one person, day and event are one event entered twice; without days they
    # are two.
    if isinstance(entry, AdverseEventsFile) and not {"day", "date"} & set(columns):
        return table
    return without_repeated_rows(table, [*columns.values(), *further], notes)
