"""Scores from a file with one row a participant: each visit has columns of its own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.cells import converted
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.repeated_rows import without_repeated_rows
from ipt_outcomes.ingest.scores.answers import item_answers, totals
from ipt_outcomes.ingest.scores.rows import score_rows
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.score_files import WideItems, WideScores


def read_wide_scores(
    plan: Plan, planned: WideScores, table: TextTable, findings: Findings, notes: list[str]
) -> Iterator[pd.DataFrame]:
    """Rows of the table `scores`, a frame for each scale and visit; the index is the lines.

    What was passed over is said in `notes`.
    """
    column = planned.columns.participant
    if column not in table.header:
        return
    checked_with_people = _is_checked_with_people(plan, planned)
    scores = [
        name for scale in planned.scales for of in planned.visits_of(scale).values() for name in of
    ]
    scores += [
        name
        for of_scale in planned.scales.values()
        if isinstance(of_scale, WideItems)
        for name in (of_scale.total or {}).values()
    ]
    # Where the rows are the participants' own, those read once are counted already.
    told = [] if checked_with_people else notes
    table = without_repeated_rows(table, [column, *scores], told)
    who = converted(table, column, "text", findings, required=not checked_with_people)
    if not checked_with_people:
        findings.at(
            table.file,
            who.index[who.duplicated() & who.notna()],
            column,
            "the participant's visits are there twice",
            "Where the file has one row a visit, delete nothing: write `shape: long` in place of "
            f"`shape: wide`, with `columns: {{participant: {column}, visit: <its column>}}` (or "
            "`day`, or `date`) and each scale's one column or items. Only where somebody was "
            "entered twice, keep one row for each participant.",
        )
    scored = pd.Series(False, index=table.lines)
    for scale in planned.scales:
        for visit, columns in planned.visits_of(scale).items():
            of_scale, instrument = planned.scales[scale], plan.instrument(scale)
            total: str | None = columns[0]
            values = pd.DataFrame(index=table.lines)
            if isinstance(of_scale, WideItems):
                values = item_answers(instrument, table, columns, of_scale.recode, findings)
                total = (of_scale.total or {}).get(visit)
            if total is not None and total in table.header:
                form = planned.totals_as.get(scale)
                values[0] = totals(instrument, table, total, findings, form=form)
            scored |= values.notna().any(axis=1)
            at = pd.DataFrame({"participant": who, "day": np.nan})
            yield score_rows(at.assign(visit=visit), scale, values)
    if not scored.all():
        notes.append(f"{table.file}: {counted(int((~scored).sum()), 'row')} without a score")


def _is_checked_with_people(plan: Plan, planned: WideScores) -> bool:
    """Whether the rows are the participants' own, where repeated people are already found."""
    people = plan.participants
    return (
        planned.source == people.source
        and planned.columns.participant == people.columns.participant
        and people.shape == "wide"
        and planned.rows == people.rows
    )
