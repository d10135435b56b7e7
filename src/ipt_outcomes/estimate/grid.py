"""The visits that a model speaks of, and cells that nobody was seen in."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan

NOT_ESTIMABLE = "not estimable"


def at_visits(plan: Plan, model: str) -> pd.Series:
    """The target week of each visit that `model` has a mean for, by the visit's name."""
    if model == "growth":
        visits = plan.growth_visits()
    else:
        visits = tuple(visit for visit in plan.visits if visit.phase != "baseline")
    return pd.Series({visit.name: float(visit.week) for visit in visits}, dtype="float64")


def with_status(table: pd.DataFrame, fit_status: str) -> pd.DataFrame:
    """`table` with the fit's status where a number stands, and "not estimable" where none does."""
    status = table["status"].fillna(NOT_ESTIMABLE).replace("ok", fit_status)
    return table.assign(status=status)


def blank_unless_observed(
    table: pd.DataFrame, observed: pd.Series, numbers: list[str]
) -> pd.DataFrame:
    """`table` with NaN and "not estimable" where `observed` is False and the model was fitted.

    A straight line reaches visits that an arm was never seen at; what it says there is not data.
    """
    unseen = ~observed & table["status"].isin(["ok", "singular"])
    table = table.copy()
    table.loc[unseen, numbers] = float("nan")
    table.loc[unseen, "status"] = NOT_ESTIMABLE
    return table
