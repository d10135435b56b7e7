"""The planned visit in whose window a day lies."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.plan.plan import Plan


def visit_positions(plan: Plan, days: pd.Series) -> pd.Series:
    """Of each day, the place of its visit among the plan's; -1 outside every window.

    ASSUME: day 41.5 is still day 41: windows are in whole days and leave no gap between them.
    """
    whole = pd.Series(np.floor(days.to_numpy("float64", na_value=np.nan)))
    positions = np.full(len(whole), -1)
    for position, visit in enumerate(plan.visits):
        if visit.window is not None:
            positions[whole.between(*visit.window)] = position
    return pd.Series(positions, index=days.index)
