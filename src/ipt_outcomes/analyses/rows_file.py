"""The rows that an analysis saw, read back from the CSV file that people have."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.plan.plan import Plan


def read_rows(plan: Plan, path: str | Path) -> pd.DataFrame:
    """Read a `rows.csv` of the workflow; arms and visits are categories in the plan's order.

    A CSV file holds words alone. Read without an order, arms would be compared with the first of
    the alphabet, and `week_12` would stand before `week_4`. (`rows.parquet` keeps the order.)
    Participants stay text. Raises DataError where an arm or a visit is not one of the plan's.
    """
    words = dict.fromkeys(("participant", "arm", "visit"), "str")
    rows = pd.read_csv(path, dtype=words)
    for name, known in (
        ("arm", [arm.name for arm in plan.arms]),
        ("visit", [visit.name for visit in plan.visits]),
    ):
        lost = rows.index[~rows[name].isin(known)]
        if len(lost):
            rule = f"the {name} is not one of the plan's"
            remedy = "Read the rows with the plan that they were made by."
            raise DataError([Problem(str(path), int(lost[0]) + 2, name, rule, remedy)])
        rows[name] = pd.Categorical(rows[name], known)
    return rows
