"""What the choice between a scale's missing-item rules changes: how many totals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.instruments.schema import COMPLETE
from ipt_outcomes.instruments.scoring import scored
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.prepare.totals import item_matrix

COLUMNS = ["scale", "rule", "other_rule", "assessments", "totals", "other_totals", "changed"]


def compare_missing_rules(plan: Plan, scores: pd.DataFrame) -> pd.DataFrame:
    """How many totals each scale's other missing-item rules would change.

    `scores` is the table of that name. One row a scale with items and other rule (each published
    one, and `complete`: every item must be answered). Columns: `scale`, `rule` (the plan's, else
    the registry's first; `complete` where it has none), `other_rule`, `assessments` (forms
    with an answer), `totals` and `other_totals` (those with a total under each rule), `changed`
    (forms whose total differs: another number, or there under one rule only).
    """
    rows = []
    for scale, answers in scores.loc[scores["item"] > 0].groupby("scale", sort=False):
        instrument = plan.instrument(str(scale))
        matrix = item_matrix(instrument, answers)[1]
        matrix = matrix[np.isfinite(matrix).any(axis=1)]
        default = plan.missing_rule(str(scale))
        used = scored(instrument, matrix, default).total
        name = COMPLETE if default is None else default.name
        for other in [*(rule.name for rule in instrument.missing_items), COMPLETE]:
            if other == name:
                continue
            total = scored(instrument, matrix, instrument.missing_rule(other)).total
            changed = ~np.isclose(used, total, rtol=0, atol=1e-9, equal_nan=True)
            there = int(np.isfinite(used).sum()), int(np.isfinite(total).sum())
            rows.append((str(scale), name, other, len(matrix), *there, int(changed.sum())))
    return pd.DataFrame(rows, columns=COLUMNS).astype(
        {**dict.fromkeys(COLUMNS[:3], "str"), **dict.fromkeys(COLUMNS[3:], "Int64")}
    )
