"""The rows that an analysis saw, read back from the CSV file that people have."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.storage import read_csv_text
from ipt_outcomes.tables import TABLES

_NEEDED = ("participant", "arm", "visit", "week", "score")
_REMEDY = "Read a rows.csv of the workflow, with the plan that it was made by."


def read_rows(plan: Plan, path: str | Path) -> pd.DataFrame:
    """Read a `rows.csv` of the workflow: the rows as they were, categories in the plan's order.

    A CSV file holds words alone. Read without an order, arms would be compared with the first of
    the alphabet, and `week_12` would stand before `week_4`; read without types, a site called 1
    would be a number. The types are the plan's: numbers are the week, the score, the baseline, the
    numbers among the study's own columns and the covariates that are numbers; all else is text. An
    empty cell is a missing value and nothing else is. (`rows.parquet` keeps all this itself.)
    Raises DataError for another file, or where an arm or a visit is not one of the plan's.
    """
    rows = read_csv_text(path)
    for name in _NEEDED:
        if name not in rows:
            raise _refusal(path, 1, name, "the column is missing")
    numbers = {"week", "score", "baseline", *_numbers(plan)} & set(rows)
    for name in numbers:
        found = pd.to_numeric(rows[name], errors="coerce")
        _hold(path, name, found.notna() | rows[name].isna(), "not a number")
        rows[name] = found.astype("float64")
    for name, known in (
        ("arm", [arm.name for arm in plan.arms]),
        ("visit", [visit.name for visit in plan.visits]),
    ):
        _hold(path, name, rows[name].isin(known), f"the {name} is not one of the plan's")
        rows[name] = pd.Categorical(rows[name], known)
    return rows


def _numbers(plan: Plan) -> list[str]:
    own = TABLES["participants"].columns
    standard = [name for name, column in own.items() if str(column.dtype) == "float64"]
    covariates = plan.participants.covariates
    return standard + [name for name, each in covariates.items() if each.type == "number"]


def _hold(path: str | Path, column: str, holds: pd.Series, rule: str) -> None:
    broken = holds.index[~holds]
    if len(broken):
        raise _refusal(path, int(broken[0]) + 2, column, rule)


def _refusal(path: str | Path, line: int, column: str, rule: str) -> DataError:
    return DataError([Problem(str(path), line, column, rule, _REMEDY)])
