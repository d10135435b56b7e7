"""Rows of risks and of what an arm does to them: the parts that all ways of estimating share."""

from __future__ import annotations

from typing import Any

import numpy as np

from ipt_outcomes.estimate.clinical.number_needed import number_needed_in_words, reciprocal
from ipt_outcomes.missing.arm_shares import DIFFERENCE, NEEDED, ODDS_RATIO, RATIO
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK, VARIANCE_NOT_ESTIMABLE

Row = dict[str, Any]


def not_estimable() -> Row:
    """Nothing is known."""
    nothing: Row = dict.fromkeys(("estimate", "ci_lower", "ci_upper"), np.nan)
    return nothing | {"status": NOT_ESTIMABLE}


def nothing_compared() -> list[Row]:
    """Of an arm in which nobody was observed."""
    measures = (DIFFERENCE, RATIO, ODDS_RATIO, NEEDED)
    return [{"measure": measure, "ci_method": None} | not_estimable() for measure in measures]


def found(estimate: float, lower: float, upper: float) -> Row:
    """An estimate, and its interval where it has one."""
    known = bool(np.isfinite([lower, upper]).all()) and lower < upper
    limits = (float(lower), float(upper)) if known else (np.nan, np.nan)
    return {
        "estimate": float(estimate),
        "ci_lower": limits[0],
        "ci_upper": limits[1],
        "status": OK if known else VARIANCE_NOT_ESTIMABLE,
    }


def needed_row(difference: Row) -> Row:
    """1 / difference and 1 / its limits; where zero is between them, all below and all above.

    Of a limit that is zero itself, the infinity on the other limit's side.
    """
    limits = [reciprocal(difference["ci_upper"]), reciprocal(difference["ci_lower"])]
    if difference["ci_upper"] == 0:
        limits[0] = -limits[0]
    if difference["ci_lower"] < 0 < difference["ci_upper"]:
        limits.reverse()
    return difference | {
        "measure": NEEDED,
        "estimate": reciprocal(difference["estimate"]),
        "ci_lower": limits[0],
        "ci_upper": limits[1],
    }


def with_words(rows: list[Row], good: bool, level: float) -> list[Row]:
    """The rows, with each number needed in words: those of the difference before it."""
    said, difference = [], None
    for row in rows:
        if row["measure"] == DIFFERENCE:
            difference = row
        words = None
        if row["measure"] == NEEDED and difference is not None:
            numbers = (difference[name] for name in ("estimate", "ci_lower", "ci_upper"))
            words = number_needed_in_words(*numbers, good=good, level=level) or None
        said.append(row | {"in_words": words})
    return said
