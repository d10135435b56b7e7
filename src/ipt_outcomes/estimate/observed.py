"""Numbers where people were seen: what a model says of a cell without anybody is not data."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.models.status import NOT_ESTIMABLE, OK, WITH_RESULT


def with_status(table: pd.DataFrame, fit_status: str) -> pd.DataFrame:
    """`table` with the fit's status where a number stands, and "not estimable" where none does."""
    status = table["status"].fillna(NOT_ESTIMABLE).replace(OK, fit_status)
    return table.assign(status=status)


def blank_unless_observed(
    table: pd.DataFrame, observed: pd.Series, numbers: Sequence[str]
) -> pd.DataFrame:
    """`table` with NaN and "not estimable" where `observed` is False and the model was fitted.

    A straight line reaches visits that an arm was never seen at; what it says there is not data.
    """
    unseen = ~observed & table["status"].isin(WITH_RESULT)
    table = table.copy()
    table.loc[unseen, list(numbers)] = float("nan")
    table.loc[unseen, "status"] = NOT_ESTIMABLE
    return table
