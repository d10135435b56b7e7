"""Scores from a file with one row an assessment, known by its day or by its visit's name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.answers import item_answers, totals
from ipt_outcomes.ingest.cells import MISSING, converted
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.score_rows import score_rows
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.files import LongScale, LongScores
from ipt_outcomes.plan.plan import Plan


def read_long_scores(
    plan: Plan, planned: LongScores, table: TextTable, findings: Findings
) -> Iterator[pd.DataFrame]:
    """Rows of the table `scores`, a frame for each scale; the index is the lines."""
    at = _assessments(plan, planned, table, findings)
    if at is None:
        return
    time = "visit" if planned.columns.day is None else "day"
    values = {
        scale: _values(scale, columns, table, findings) for scale, columns in planned.scales.items()
    }
    _report_untimed(planned, table, values, findings)
    for scale, answers in values.items():
        assessed = at.loc[answers.notna().any(axis=1)].dropna(subset=["participant", time])
        findings.at(
            table.file,
            assessed.index[assessed.duplicated(["participant", time])],
            f"{planned.columns.participant} and {_time_column(planned)}",
            f"the participant's {scale} of this {time} is there twice",
            f"Keep one row for each participant, {time} and scale.",
        )
        yield score_rows(at, scale, answers)


def _time_column(planned: LongScores) -> str:
    return planned.columns.day or planned.columns.visit or ""


def _report_untimed(
    planned: LongScores, table: TextTable, values: dict[str, pd.DataFrame], findings: Findings
) -> None:
    """A missed assessment needs no day or visit; one with a score does."""
    scored = pd.concat(values, axis=1).notna().any(axis=1)
    column = _time_column(planned)
    findings.at(
        table.file,
        table.lines[scored & table.cells[column].isin(MISSING)],
        column,
        "a value is missing: the row has a score, and nothing says when it was given",
        "Fill it in, or leave the row out of the file.",
    )


def _assessments(
    plan: Plan, planned: LongScores, table: TextTable, findings: Findings
) -> pd.DataFrame | None:
    """Who and when, for every row; None where a column for it is not in the file."""
    columns = planned.columns.model_dump(exclude_none=True)
    if not set(columns.values()) <= set(table.header):
        return None
    who = converted(table, planned.columns.participant, "text", findings, required=True)
    at = pd.DataFrame({"participant": who})
    if planned.columns.day is not None:
        day = converted(table, planned.columns.day, "number", findings)
        return at.assign(visit=pd.Series(np.nan, index=at.index, dtype="str"), day=day)
    words = converted(table, _time_column(planned), "text", findings)
    codes = {visit.name: visit.name for visit in plan.visits} | planned.visit_codes
    visit = words.map(codes).astype("str")
    findings.at(
        table.file,
        words.index[words.notna() & visit.isna()],
        _time_column(planned),
        "the visit is not one of the plan's",
        f"Use one of: {', '.join(codes)}; or give the file's word for a visit under visit_codes "
        f"in {plan.file}.",
    )
    return at.assign(visit=visit, day=np.nan)


def _values(scale: str, columns: LongScale, table: TextTable, findings: Findings) -> pd.DataFrame:
    if columns.items is not None:
        return item_answers(scale, table, columns.items, findings)
    if columns.total is None or columns.total not in table.header:
        return pd.DataFrame(index=table.lines)
    return totals(scale, table, columns.total, findings).to_frame(0)
