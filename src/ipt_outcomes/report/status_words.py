"""The status of a number as shown: with its reason, and whether few people are behind it."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.models.status import OK, SINGULAR, WITH_RESULT
from ipt_outcomes.tables.columns import EXPLORATORY, STANDING

FEW = "few"
CAUTION = "caution"
SINGULAR_CAUTION = (
    "The model is singular in a way that its standard errors do not allow for: they deserve "
    "caution."
)
"""What is said of a number whose row has the flag `caution`."""


def status_in_words(row: pd.Series) -> str:
    """`ok`, `ok; few`, `singular; caution`, or `not estimable: arm cannot be told from stratum`.

    `row` has the columns status and caution; that of a mean or contrast few, and that of a contrast
    reason. Behind it stands `exploratory` where the column standing says so. A singular model of
    which the standard errors allow for that is `ok` here: what it is stands with the models.
    """
    said, reason = str(row["status"]), reason_of(row)
    if reason:
        return f"{said}: {reason}{exploratory_mark(row)}"
    if said == SINGULAR:
        said = f"{SINGULAR}; {CAUTION}" if row["caution"] else OK
    said = f"{said}; {FEW}" if _rests_on_few(row) else said
    return f"{said}{exploratory_mark(row)}"


def exploratory_mark(row: pd.Series) -> str:
    """`; exploratory` behind a status, where the plan as it was locked does not give the row."""
    standing = row.get(STANDING)
    # Of a frame that was never stamped it is missing, which is no word to compare.
    return f"; {EXPLORATORY}" if isinstance(standing, str) and standing == EXPLORATORY else ""


def reason_of(row: pd.Series) -> str:
    """The row's reason, without a colon or stop at its end; empty where it has none."""
    reason = row.get("reason")
    return reason.rstrip(" :;.") if isinstance(reason, str) else ""


def few_mark(row: pd.Series) -> str:
    """` (few)` behind a label in a figure, where few people are behind the number; else empty."""
    return f" ({FEW})" if _rests_on_few(row) else ""


def _rests_on_few(row: pd.Series) -> bool:
    """Where there is no number, none rests on few people."""
    return bool(row.get("few", False)) and row["status"] in WITH_RESULT
