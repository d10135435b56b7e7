"""Every table of the stage `evidence`, made in one go."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ipt_outcomes.plan.locking.standing import with_standing
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, tables_of, typed


def evidence_tables(plan: Plan, outcomes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The trial among other studies: the tables `evidence_...`, by name.

    They are without rows where the plan has no `evidence`. `outcomes` is the table of that name.
    The column `standing` says what each row is to the locked plan.

    Raises:
        PlanError: something is left to decide, or the plan's words are not in a file.
        DataError: a file of studies breaks a rule, each with line, column and remedy.
    """
    plan.refuse_undecided()
    rows: dict[str, list[dict[str, Any]]] = {}
    if plan.evidence:
        # Most plans name no studies, and their runs need nothing of what pools them.
        from ipt_outcomes.evidence.all_entries import rows_of_all

        rows = rows_of_all(plan, outcomes)
    made = {
        name: checked(name, typed(name, pd.DataFrame(rows.get(name, []))))
        for name in tables_of("evidence")
    }
    return with_standing(plan, made)
