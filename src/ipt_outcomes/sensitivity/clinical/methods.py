"""Rows of the table `clinical_methods`: what each method makes of the same people."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ipt_outcomes.estimate.clinical.categories import CATEGORIES
from ipt_outcomes.estimate.clinical.change import ALL_METHODS, clinical_change
from ipt_outcomes.estimate.clinical.points import MID
from ipt_outcomes.estimate.clinical.reliable import JACOBSON_TRUAX
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.status import FAILED, OK
from ipt_outcomes.sensitivity.clinical.judging import Judging


def methods_rows(judging: Judging) -> list[dict[str, Any]]:
    """A row an arm and method, of the people observed; a method that fails says why."""
    options = judging.options
    known = [name for name in ALL_METHODS if name != MID or options["mid"] is not None]
    rows: list[dict[str, Any]] = []
    standard: pd.Series | None = None
    for method in dict.fromkeys((JACOBSON_TRUAX, *(judging.asked.methods or known))):
        try:
            change = (
                judging.change
                if method == JACOBSON_TRUAX
                else clinical_change(judging.scores, method=method, **options)
            )
        except ModelError as error:
            nothing = {"status": FAILED, "reason": str(error), "cutoff": float("nan")}
            rows += [_of_arm(judging, arm.name, method) | nothing for arm in judging.plan.arms]
            continue
        category = change.set_index("participant")["category"].astype(object)
        if method == JACOBSON_TRUAX:
            standard = category
        rows += _rows(judging, method, change, category, standard)
    return rows


def _rows(
    judging: Judging,
    method: str,
    change: pd.DataFrame,
    category: pd.Series,
    standard: pd.Series | None,
) -> list[dict[str, Any]]:
    arm = judging.people.set_index("participant")["arm"].reindex(category.index)
    names = set(change["category"].cat.categories)
    found = []
    for each in judging.plan.arms:
        own = category[(arm == each.name) & category.notna()]
        counts = own.value_counts()
        same = float("nan")
        if standard is not None and len(own):
            same = float((own == standard.reindex(own.index)).mean())
        found.append(
            _of_arm(judging, each.name, method)
            | {name: int(counts.get(name, 0)) for name in CATEGORIES if name in names}
            | {
                "n": len(own),
                "cutoff": float(change["cutoff"].iloc[0]),
                "agreement": same,
                "status": OK,
            }
        )
    return found


def _of_arm(judging: Judging, arm: str, method: str) -> dict[str, Any]:
    return judging.columns | {"arm": arm, "method": method, "few": judging.few(arm)}
