"""The scores as they were given, at every assessment."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ipt_outcomes.describe.people.as_table import as_table
from ipt_outcomes.plan.plan import Plan

_NUMBERS = {"mean": "mean", "sd": "std", "minimum": "min", "median": "median", "maximum": "max"}


def observed_scores(plan: Plan, participants: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """The table `observed_scores`: one row an outcome, visit and arm.

    ASSUME: an extreme of fewer people than the plan's `few` (two at least) tells somebody's score;
    so do their mean and spread, and no number of them is given.
    """
    people = participants["arm"].astype("str").value_counts()
    given = outcomes[outcomes["score"].notna()]
    groups = given.groupby(["outcome", "visit", given["arm"].astype("str")], observed=True)["score"]
    found = groups.agg(["size", *_NUMBERS.values()]).to_dict("index")
    rows = []
    for outcome in plan.outcomes_in_order:
        for visit in plan.visits:
            for arm in plan.arms:
                rows.append(_row(plan, found, (outcome.name, visit.name, arm.name), people))
    return as_table("observed_scores", rows)


def _row(
    plan: Plan, found: dict[Any, Any], key: tuple[str, str, str], people: pd.Series
) -> dict[str, Any]:
    n = int(found[key]["size"]) if key in found else 0
    few = n < max(plan.few, 2)
    row: dict[str, Any] = {
        **dict(zip(("outcome", "visit", "arm"), key, strict=True)),
        "randomised": int(people.get(key[2], 0)),
        "n": n,
        "few": few,
    }
    if not few:
        row |= {name: float(found[key][of]) for name, of in _NUMBERS.items()}
    return row
