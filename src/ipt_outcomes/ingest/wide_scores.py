"""Scores from a file with one row a participant and one column a visit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.answers import totals
from ipt_outcomes.ingest.cells import converted
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.repeated_rows import without_repeated_rows
from ipt_outcomes.ingest.score_rows import score_rows
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.files import WideScores
from ipt_outcomes.plan.plan import Plan


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
    scores = [name for visits in planned.scales.values() for name in visits.values()]
    # Where the rows are the participants' own, those read once are counted already.
    counted = [] if checked_with_people else notes
    table = without_repeated_rows(table, [column, *scores], counted)
    who = converted(table, column, "text", findings, required=not checked_with_people)
    if not checked_with_people:
        findings.at(
            table.file,
            who.index[who.duplicated() & who.notna()],
            column,
            "the participant's visits are there twice",
            "Keep one row for each participant.",
        )
    scored = pd.Series(False, index=table.lines)
    for scale, visits in planned.scales.items():
        for visit, score_column in visits.items():
            if score_column in table.header:
                instrument = plan.instrument(scale)
                values = totals(instrument, table, score_column, findings).to_frame(0)
                scored |= values[0].notna()
                at = pd.DataFrame({"participant": who, "day": np.nan})
                yield score_rows(at.assign(visit=visit), scale, values)
    if not scored.all():
        notes.append(f"{table.file}: {int((~scored).sum())} rows hold no score")


def _is_checked_with_people(plan: Plan, planned: WideScores) -> bool:
    """Whether the rows are the participants' own, where repeated people are already found."""
    people = plan.participants
    return (
        planned.source == people.source
        and planned.columns.participant == people.columns.participant
        and people.shape == "wide"
        and planned.rows == people.rows
    )
