"""Dates, turned into days since the participant's own randomisation and dropped at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.chosen_rows import chosen_rows
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.adverse_events_file import AdverseEventsFile
from ipt_outcomes.plan.date_formats import ISO, date_pattern
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.score_files import LongColumns
from ipt_outcomes.plan.sessions_file import SessionsFile


def randomisation_days(
    table: TextTable, participant: str, column: str, form: str | None, findings: Findings
) -> pd.Series:
    """Each participant's date of randomisation as a count of days; the index is the participant.

    It lives as long as the files are read, and goes into no table. A missing date is found where
    somebody needs it.
    """
    days = _counted(table, column, form, findings)
    who = table.cells[participant]
    known = days.notna() & ~who.isin(MISSING)
    return pd.Series(days[known].to_numpy(), index=pd.Index(who[known])).groupby(level=0).first()


def first_assessments(plan: Plan, files: Mapping[str, TextTable], notes: list[str]) -> pd.Series:
    """What `randomisation_days` gives, of each participant's first assessment in any score file."""
    found = []
    for scores in plan.scores:
        columns = scores.columns
        if isinstance(columns, LongColumns) and columns.date and scores.source in files:
            table = chosen_rows(scores, files[scores.source])
            if {columns.date, columns.participant} <= set(table.header):
                # What is no date is found where the scores are read.
                days = _counted(table, columns.date, scores.date_format, Findings())
                found.append(days.groupby(table.cells[columns.participant]).min())
    # ASSUME: people are first assessed at the baseline, shortly before they are randomised.
    notes.append(
        "no date of randomisation is mapped: days are counted from each participant's first "
        "assessment, and are wrong of somebody who has none at the baseline"
    )
    every = pd.concat(found) if found else pd.Series(dtype="float64")
    return every.groupby(level=0).min().dropna()


def days_since_randomisation(
    table: TextTable,
    participant: str,
    column: str,
    form: str | None,
    *,
    randomised: pd.Series | None,
    findings: Findings,
) -> pd.Series:
    """The dates of `column` as days since the participant's own date; the index is the lines.

    Missing where the date is. A date of somebody without a date of randomisation is found.
    """
    days = _counted(table, column, form, findings)
    if randomised is None:
        # That the plan maps none, or the participants' file cannot be read, is found elsewhere.
        return pd.Series(np.nan, index=table.lines)
    who = table.cells[participant]
    start = who.map(randomised).astype("float64")
    findings.at(
        table.file,
        table.lines[days.notna() & start.isna() & ~who.isin(MISSING)],
        column,
        "the row has a date, and its participant no date of randomisation",
        "Fill in the participant's date of randomisation.",
    )
    return days - start


def with_days_of_dates(
    frame: pd.DataFrame,
    planned: SessionsFile | AdverseEventsFile,
    table: TextTable,
    randomised: pd.Series | None,
    findings: Findings,
) -> pd.DataFrame:
    """`frame` with the column `day`, where the file gives dates; as it is where it gives none."""
    participant, column = planned.columns.participant, planned.columns.date
    if not {column, participant} <= set(table.header):
        return frame
    days = days_since_randomisation(
        table,
        participant,
        str(column),
        planned.date_format,
        randomised=randomised,
        findings=findings,
    )
    return frame.assign(day=days)


def _counted(table: TextTable, column: str, form: str | None, findings: Findings) -> pd.Series:
    """The dates as counts of days from a fixed day, missing where there is none."""
    patterns = [date_pattern(ISO)] + ([date_pattern(form)] if form is not None else [])
    positions, distinct = pd.factorize(table.cells[column])
    counts = [None if cell in MISSING else _count(cell, patterns) for cell in distinct]
    wrong = [
        count is None and cell not in MISSING for count, cell in zip(counts, distinct, strict=True)
    ]
    findings.at(
        table.file,
        table.lines[np.array(wrong, dtype=bool)[positions]],
        column,
        f"not a date in the form {form or ISO}",
        "Correct the date; say the form of the file's dates as `date_format` in the plan.",
    )
    return pd.Series(counts, dtype="float64").take(positions).set_axis(table.lines)


def _count(cell: str, patterns: list[re.Pattern[str]]) -> int | None:
    matches = (pattern.fullmatch(cell) for pattern in patterns)
    match = next((match for match in matches if match), None)
    if match is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])).toordinal()
    except ValueError:
        return None
