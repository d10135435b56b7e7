"""Every table of the stage `evidence`, made in one go."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.evidence.in_context import OTHERS, rows_in_context
from ipt_outcomes.evidence.planned_studies import PlannedStudies, planned_studies
from ipt_outcomes.evidence.set_against import rows_set_against
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, tables_of, typed


def evidence_tables(plan: Plan, outcomes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The trial among other studies: the tables `evidence_...`, by name; without rows where the
    plan has no `evidence`. `outcomes` is the table of that name.

    Raises:
        PlanError: something is left to decide, or the plan's words are not in a file.
        DataError: a file of studies breaks a rule, each with line, column and remedy.
    """
    plan.refuse_undecided()
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    studies: dict[str, PlannedStudies] = {}
    pooled: dict[str, dict[str, Any]] = {}
    for position, entry in enumerate(plan.evidence):
        studies[entry.name] = given = planned_studies(plan, position)
        try:
            found = rows_in_context(plan, given, outcomes)
        except ModelError as error:
            remedy = f"Look at the rows that {entry.name} chooses."
            raise DataError([Problem(entry.file, None, None, str(error), remedy)]) from None
        pooled[entry.name] = next(
            row for row in found["evidence_pooled"] if row["pooled_of"] == OTHERS
        )
        for name, own in found.items():
            rows[name] += own
    for other in plan.indirect:
        for name, own in rows_set_against(plan, other, studies, pooled, outcomes).items():
            rows[name] += own
    return {
        name: checked(name, typed(name, pd.DataFrame(rows[name]))) for name in tables_of("evidence")
    }
