"""Scores from a file with one row an assessment."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.scores.answers import item_answers, totals
from ipt_outcomes.ingest.scores.assessments import read_assessments, report_times
from ipt_outcomes.ingest.scores.baseline_column import read_baseline_columns
from ipt_outcomes.ingest.scores.duplicates import Answers, one_for_each_time
from ipt_outcomes.ingest.scores.rows import score_rows
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.score_files import LongScores


def read_long_scores(
    plan: Plan,
    planned: LongScores,
    table: TextTable,
    *,
    randomised: pd.Series | None,
    findings: Findings,
    notes: list[str],
) -> Iterator[pd.DataFrame]:
    """Rows of the table `scores`, a frame for each scale; the index is the lines.

    `randomised` is what `dates.randomisation_days` gives, None where the plan maps no dates. What
    was passed over is said in `notes`.
    """
    at = read_assessments(plan, planned, table, randomised, findings)
    if at is None:
        return
    values = {scale: _values(plan, planned, scale, table, findings) for scale in planned.scales}
    scored = pd.concat(values, axis=1).notna().any(axis=1)
    report_times(plan, planned, table, at, scored=scored, findings=findings)
    if not scored.all():
        notes.append(f"{table.file}: {counted(int((~scored).sum()), 'row')} without a score")
    for scale, answers in values.items():
        kept = one_for_each_time(
            planned, table.file, scale, Answers(at, answers), findings=findings, notes=notes
        )
        yield score_rows(kept.at, scale, kept.values, kept.repeat)
    yield from read_baseline_columns(plan, planned, table, at, findings)


def _values(
    plan: Plan, planned: LongScores, scale: str, table: TextTable, findings: Findings
) -> pd.DataFrame:
    """The scale's answers, and its total as item 0, whichever the plan maps."""
    columns, instrument = planned.scales[scale], plan.instrument(scale)
    values = pd.DataFrame(index=table.lines)
    if columns.items is not None:
        values = item_answers(instrument, table, columns.items, columns.recode, findings)
    if columns.total is not None and columns.total in table.header:
        form = planned.totals_as.get(scale)
        values[0] = totals(instrument, table, columns.total, findings, form=form)
    return values
