"""The status of a number as shown: with its reason, and whether few people are behind it."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.models.status import WITH_RESULT

FEW = "few"


def status_in_words(row: pd.Series) -> str:
    """`ok`, `ok; few`, or `not estimable: arm cannot be told from stratum`.

    `row` has the columns status, few and, of a contrast, reason.
    """
    said = str(row["status"])
    reason = row.get("reason")
    if isinstance(reason, str):
        return f"{said}: {reason}"
    return f"{said}; {FEW}" if _rests_on_few(row) else said


def few_mark(row: pd.Series) -> str:
    """` (few)` behind a label in a figure, where few people are behind the number; else empty."""
    return f" ({FEW})" if _rests_on_few(row) else ""


def _rests_on_few(row: pd.Series) -> bool:
    """Where there is no number, none rests on few people."""
    return bool(row["few"]) and row["status"] in WITH_RESULT
