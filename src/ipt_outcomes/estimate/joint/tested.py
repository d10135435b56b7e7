"""Whether arms differ in any of several outcomes, and whether what the plan claims of them holds.

The formulas: docs/methods.md, "Several outcomes in one model".
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from ipt_outcomes.analyses.joint_grid import Asked
from ipt_outcomes.estimate.caution import deserves_caution
from ipt_outcomes.estimate.joint.joined import Joined
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK
from ipt_outcomes.tables.effect_sizes import NOT_SHOWN, SHOWN

_TEST = ("df1", "df2", "statistic", "p_value")
_UNKNOWN = "no arm has a score there"


def joint_tests(each: Joined, contrasts: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """One row a contrast in all outcomes, and before them one of all where the plan has several.

    `contrasts` is what `joint_contrasts` made of the same model.
    """
    pairs = list(dict.fromkeys((one.test, one.comparison) for one in each.asked))
    if len(pairs) > 1:
        yield _row(each, None, contrasts)
    for pair in pairs:
        yield _row(each, pair, contrasts)


def _row(each: Joined, pair: tuple[str, str] | None, contrasts: pd.DataFrame) -> dict[str, Any]:
    test, comparison = pair or (None, None)
    asked = [one for one in each.asked if pair in (None, (one.test, one.comparison))]
    own = contrasts
    if pair is not None:
        own = contrasts[(contrasts["test"] == test) & (contrasts["comparison"] == comparison)]
    p_claim = _claimed(each, own, together=pair is None)
    rows = each.model.rows
    return {
        "joint": each.joint.name,
        "claim": each.joint.claim,
        "comparison_is": each.plan.allocation,
        "test": test,
        "comparison": comparison,
        "outcomes": len({one.outcome for one in asked}),
        "participants": int(rows["participant"].nunique()),
        "observations": len(rows),
        "scores_a_person": each.model.places,
        "caution": deserves_caution(each.model.fit),
        "p_claim": p_claim,
        "holds": None
        if math.isnan(p_claim)
        else (SHOWN if p_claim <= each.plan.alpha else NOT_SHOWN),
        **_tested(each, asked),
    }


def _claimed(each: Joined, own: pd.DataFrame, *, together: bool) -> float:
    """The p-value of what the plan claims of these contrasts; NaN where it claims nothing of them.

    Of all outcomes: each contrast has one, and all contrasts together have none. Of any outcome:
    the smallest adjusted of those that lie the right way.
    """
    if each.model.reliable is None or (each.joint.claim == "all" and together):
        return math.nan
    if each.joint.claim == "all":
        return float(own["p_better"].fillna(1.0).max())
    right = own["p_better"] < 1.0
    return float(own["p_adjusted"].where(right, 1.0).fillna(1.0).min())


def _tested(each: Joined, asked: list[Asked]) -> dict[str, Any]:
    blank: dict[str, Any] = dict.fromkeys(_TEST, math.nan) | {"df1": None}
    fit = each.model.reliable
    if fit is None:
        return blank | {"status": each.model.fit.status, "reason": each.model.reason}
    found = each.model.grid.test(fit, asked)
    if found.empty:
        return blank | {"status": NOT_ESTIMABLE, "reason": _UNKNOWN}
    row = found.iloc[0]
    status = fit.status if row["status"] == OK else row["status"]
    made = {name: row[name] for name in _TEST}
    return made | {"status": status, "reason": row["reason"] or None}
