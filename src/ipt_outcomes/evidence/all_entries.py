"""Every entry of the plan's `evidence` and `indirect`: the rows of the stage's tables."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.evidence.in_context import OTHERS, Rows, rows_in_context
from ipt_outcomes.evidence.planned_studies import PlannedStudies, planned_studies
from ipt_outcomes.evidence.set_against import rows_set_against
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.plan.plan import Plan


def rows_of_all(plan: Plan, outcomes: pd.DataFrame) -> Rows:
    """The rows by the table's name. Raises as `evidence_tables` does."""
    rows: Rows = defaultdict(list)
    studies: dict[str, PlannedStudies] = {}
    pooled: dict[str, dict[str, Any]] = {}
    for position, entry in enumerate(plan.evidence):
        studies[entry.name] = given = planned_studies(plan, position)
        try:
            found = rows_in_context(plan, given, outcomes)
        except ModelError as error:
            remedy = f"Look at the rows that {entry.name} chooses."
            raise DataError([Problem(entry.file, None, None, str(error), remedy)]) from None
        (pooled[entry.name],) = (
            row for row in found["evidence_pooled"] if row["pooled_of"] == OTHERS
        )
        for name, own in found.items():
            rows[name] += own
    for other in plan.indirect:
        for name, own in rows_set_against(plan, other, studies, pooled, outcomes).items():
            rows[name] += own
    return rows
