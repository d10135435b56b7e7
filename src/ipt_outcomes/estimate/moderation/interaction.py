"""Whether the difference between arms differs by a moderator: the tests of interaction.

The formulas: docs/methods.md, "Moderators".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from ipt_outcomes.estimate.moderation.moderated import Moderated
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK

_LINE = ("estimate", "se", "df", "ci_lower", "ci_upper")
_TEST = ("df1", "df2", "statistic", "p_value")
_UNKNOWN = "an arm or a group has no score there"


def interaction_tests(each: Moderated) -> Iterator[dict[str, Any]]:
    """One row a contrast, and before them one of all together where the plan has several."""
    if len(each.pairs) > 1:
        yield _row(each, each.pairs)
    for pair in each.pairs:
        yield _row(each, [pair])


def _row(each: Moderated, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    test, comparison = pairs[0] if len(pairs) == 1 else (None, None)
    return each.said() | {
        "scale": "number" if each.seen.is_number else "category",
        "test": test,
        "comparison": comparison,
        "participants": int(each.seen.rows["participant"].nunique()),
        "left_out": each.seen.left_out,
        **_tested(each, pairs),
    }


def _tested(each: Moderated, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    blank: dict[str, Any] = dict.fromkeys((*_LINE, *_TEST), math.nan) | {"df1": None}
    fit = each.reliable
    if fit is None:
        return blank | {"status": each.fit.status, "reason": each.reason}
    found = each.grid.interaction(fit, pairs, each.visit, each.seen.levels)
    if found.empty:
        return blank | {"status": NOT_ESTIMABLE, "reason": _UNKNOWN}
    row = found.iloc[0]
    status = fit.status if row["status"] == OK else row["status"]
    made = blank | {name: row[name] for name in _TEST}
    made |= {"status": status, "reason": row["reason"] or None}
    if each.seen.is_number and len(pairs) == 1:
        made |= _slope(each, pairs[0])
    return made


def _slope(each: Moderated, pair: tuple[str, str]) -> dict[str, Any]:
    """By how much the difference changes with a unit of the moderator."""
    fit = each.reliable
    assert fit is not None
    found: pd.DataFrame = each.grid.slope(fit, pair, each.visit, level=1 - each.plan.alpha)
    return {name: float(found.iloc[0][name]) for name in _LINE}
