"""Which rows of a table hold a result that may be shown."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.models.status import NOT_ESTIMABLE, WITH_RESULT

__all__ = ["NOT_ESTIMABLE", "has_result", "with_result"]


def with_result(status: pd.Series) -> pd.Series:
    """Which statuses are of a model, or an estimate, whose numbers may be shown."""
    return status.isin(WITH_RESULT)


def has_result(frame: pd.DataFrame) -> pd.Series:
    """Which rows of a table of estimates hold one that may be shown, as a flag a row.

    What a model that did not converge left behind is not a result, whatever numbers it holds.
    """
    return frame["estimate"].notna() & with_result(frame["status"])
