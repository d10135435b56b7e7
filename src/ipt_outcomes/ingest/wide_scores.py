"""Scores from a file with one row a participant and one column a visit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.answers import totals
from ipt_outcomes.ingest.cells import converted
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.score_rows import score_rows
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.files import WideScores


def read_wide_scores(
    planned: WideScores, table: TextTable, findings: Findings, *, people_checked: bool
) -> Iterator[pd.DataFrame]:
    """Rows of the table `scores`, a frame for each scale and visit; the index is the lines.

    `people_checked`: the file is the participants' own, where repeated people are already found.
    """
    column = planned.columns.participant
    if column not in table.header:
        return
    who = converted(table, column, "text", findings, required=not people_checked)
    if not people_checked:
        findings.at(
            table.file,
            who.index[who.duplicated() & who.notna()],
            column,
            "the participant's visits are there twice",
            "Keep one row for each participant.",
        )
    for scale, visits in planned.scales.items():
        for visit, score_column in visits.items():
            if score_column in table.header:
                values = totals(scale, table, score_column, findings).to_frame(0)
                at = pd.DataFrame({"participant": who, "day": np.nan})
                yield score_rows(at.assign(visit=visit), scale, values)
