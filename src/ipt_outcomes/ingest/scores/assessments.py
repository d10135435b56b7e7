"""Who was assessed when: by the day since randomisation, by a date, or by a visit's name."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.cells import MISSING, converted
from ipt_outcomes.ingest.chosen_rows import translated
from ipt_outcomes.ingest.dates import days_since_randomisation
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.score_files import LongScores, TallScores
from ipt_outcomes.tables.study import FIRST_DAY, LAST_DAY


def read_assessments(
    plan: Plan,
    planned: LongScores | TallScores,
    table: TextTable,
    randomised: pd.Series | None,
    findings: Findings,
) -> pd.DataFrame | None:
    """Participant, visit and day of every row; None where a column for it is not in the file.

    A row whose visit or time is not known keeps them missing: `report_times` finds it where it has
    a score. `randomised` is what `dates.randomisation_days` gives.
    """
    columns = planned.columns
    if not set(columns.model_dump(exclude_none=True).values()) <= set(table.header):
        return None
    who = converted(table, columns.participant, "text", findings, required=True)
    at = pd.DataFrame({"participant": who})
    if columns.visit is not None:
        words = table.cells[columns.visit]
        visit = translated(words, _visit_codes(plan, planned), table, columns.visit)
        return at.assign(visit=visit.astype("str"), day=np.nan)
    nowhere = pd.Series(np.nan, index=at.index, dtype="str")
    if columns.day is not None:
        day = converted(table, columns.day, "number", findings)
    else:
        day = days_since_randomisation(
            table,
            columns.participant,
            columns.time,
            planned.date_format,
            randomised=randomised,
            findings=findings,
        )
    findings.at(
        table.file,
        day.index[(day < FIRST_DAY) | (day > LAST_DAY)],
        columns.time,
        f"not a day of a trial: {FIRST_DAY} to {LAST_DAY} since randomisation",
        "Give days since randomisation. A date as a program's number, or a birthday, is neither.",
    )
    return at.assign(visit=nowhere, day=day)


def report_times(
    plan: Plan,
    planned: LongScores | TallScores,
    table: TextTable,
    at: pd.DataFrame,
    *,
    scored: pd.Series,
    findings: Findings,
) -> None:
    """A missed assessment needs no day or visit; one with a score (`scored`) does."""
    column = planned.columns.time
    unsaid = table.cells[column].isin(MISSING)
    findings.at(
        table.file,
        table.lines[scored & unsaid],
        column,
        "a value is missing: the row has a score, and nothing says when it was given",
        "Fill it in, or leave the row out of the file.",
    )
    if planned.columns.visit is not None:
        findings.at(
            table.file,
            table.lines[scored & ~unsaid & at["visit"].isna()],
            column,
            "the visit is not one of the plan's",
            f"Use one of: {', '.join(_visit_codes(plan, planned))}; or give the file's word for a "
            f"visit under visit_codes in {plan.file}.",
        )


def _visit_codes(plan: Plan, planned: LongScores | TallScores) -> dict[str, str]:
    return {visit.name: visit.name for visit in plan.visits} | planned.visit_codes
