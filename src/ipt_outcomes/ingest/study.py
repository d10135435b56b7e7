"""A trial's data as one validated study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.files import read_files
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.long_scores import read_long_scores
from ipt_outcomes.ingest.mapping import mapped_columns
from ipt_outcomes.ingest.participants import read_participants
from ipt_outcomes.ingest.sessions import no_sessions, read_sessions
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.ingest.wide_scores import read_wide_scores
from ipt_outcomes.plan.files import LongScores
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked


@dataclass(frozen=True)
class Study:
    """A trial's data, each frame as its table in `ipt_outcomes.tables` declares it.

    `participants`: one row a person randomised, then the plan's covariates (float64 or str).
    `sessions`: one row a planned session; empty where the plan has no sessions.
    `scores`: one row an answer or reported total; an assessment of which nothing was answered has
    no rows. `unmapped`: by file, the columns that the plan does not map; they were not read.
    `notes`: what was passed over in reading, in words.
    """

    participants: pd.DataFrame
    sessions: pd.DataFrame
    scores: pd.DataFrame
    unmapped: dict[str, tuple[str, ...]]
    notes: tuple[str, ...]


def read_study(plan: Plan) -> Study:
    """Read the plan's files as text, convert them by declared types, and hold them to the rules.

    Raises DataError (PlanError where only the plan is at fault) with every broken rule: file, line,
    column, rule and remedy, and no participant's value. Nothing is written.
    """
    findings = Findings()
    files = read_files(plan, findings)

    people = None
    if plan.participants.file in files:
        people = read_participants(plan, files[plan.participants.file], findings)
    sessions = no_sessions()
    if plan.sessions is not None and plan.sessions.file in files:
        sessions = read_sessions(plan.sessions, files[plan.sessions.file], findings)
    notes = [
        f"{file}: {table.blank_lines} blank lines were passed over"
        for file, table in files.items()
        if table.blank_lines
    ]
    scores = list(_scores(plan, files, findings, notes))
    _report_strangers(plan, files, people, findings)
    findings.stop_if_any()

    # With no finding every file and every required column is there.
    assert people is not None
    unmapped = _unmapped(plan, files)
    for file, columns in unmapped.items():
        if columns:
            notes.append(f"{file}: not mapped by the plan and not read: {', '.join(columns)}")
    return Study(
        participants=checked("participants", people.reset_index(drop=True)),
        sessions=checked("sessions", sessions.reset_index(drop=True)),
        scores=checked("scores", pd.concat(scores, ignore_index=True)),
        unmapped=unmapped,
        notes=tuple(notes),
    )


def _scores(
    plan: Plan, files: dict[str, TextTable], findings: Findings, notes: list[str]
) -> Iterator[pd.DataFrame]:
    """The rows of each score file, in the file's order."""
    for planned in plan.scores:
        if planned.file not in files:
            continue
        table = files[planned.file]
        if isinstance(planned, LongScores):
            frames = list(read_long_scores(plan, planned, table, findings))
        else:
            same = planned.file == plan.participants.file and (
                planned.columns.participant == plan.participants.columns.participant
            )
            frames = list(read_wide_scores(planned, table, findings, people_checked=same))
        if frames:
            rows = pd.concat(frames).sort_index(kind="stable")
            without = len(table.lines.difference(rows.index))
            if without:
                notes.append(f"{planned.file}: {without} rows hold no score")
            yield rows


def _report_strangers(
    plan: Plan, files: dict[str, TextTable], people: pd.DataFrame | None, findings: Findings
) -> None:
    """Find the rows, in any file, of somebody who is not among the participants."""
    if people is None or "participant" not in people:
        return
    places = [(scores.file, scores.columns.participant) for scores in plan.scores]
    if plan.sessions is not None:
        places.append((plan.sessions.file, plan.sessions.columns.participant))
    for file, column in dict.fromkeys(places):
        own = (file, column) == (plan.participants.file, plan.participants.columns.participant)
        if not own and file in files and column in files[file].header:
            who = files[file].cells[column]
            findings.at(
                file,
                who.index[~who.isin(MISSING | set(people["participant"]))],
                column,
                f"the participant is not in {plan.participants.file}",
                "Add the participant there, or correct the identifier here (001 is not 1).",
            )


def _unmapped(plan: Plan, files: dict[str, TextTable]) -> dict[str, tuple[str, ...]]:
    unmapped = {}
    for file, columns in mapped_columns(plan).items():
        mapped = {known.column for known in columns}
        unmapped[file] = tuple(name for name in files[file].header if name not in mapped)
    return unmapped
