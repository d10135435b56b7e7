"""Baseline totals that a long file repeats on every row of a participant."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.repeated_people import report_disagreement
from ipt_outcomes.ingest.scores.answers import totals
from ipt_outcomes.ingest.scores.rows import score_rows
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.score_files import LongScores


def read_baseline_columns(
    plan: Plan, planned: LongScores, table: TextTable, assessments: pd.DataFrame, findings: Findings
) -> Iterator[pd.DataFrame]:
    """Rows of the table `scores`: one total a participant and scale, at the plan's baseline visit.

    `assessments` has the participant, visit and day of every row of the file; the index is the
    lines. A row of the baseline visit would be a second baseline and is found.
    """
    participant = planned.columns.participant
    first = ~assessments["participant"].duplicated() & assessments["participant"].notna()
    at = assessments.loc[first, ["participant"]].assign(visit=plan.baseline.name, day=np.nan)
    for scale, columns in planned.scales.items():
        column = columns.baseline
        if column is None or column not in table.header:
            continue
        report_disagreement(table, participant, column, findings)
        form = planned.totals_as.get(scale)
        values = totals(plan.instrument(scale), table, column, findings, form=form)
        if columns.total is not None and columns.total in table.header:
            own = (assessments["visit"] == plan.baseline.name) & ~table.cells[columns.total].isin(
                MISSING
            )
            findings.at(
                table.file,
                table.lines[own & values.notna()],
                columns.total,
                f"the baseline is there twice: on this row and in the column {column}",
                "Take `baseline` out of the plan's scale, or empty one of the two.",
            )
        yield score_rows(at, scale, values.loc[first].to_frame(0))
