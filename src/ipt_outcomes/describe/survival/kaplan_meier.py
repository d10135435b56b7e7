"""Kaplan and Meier's curve with its limits and numbers at risk, as statsmodels has it.

Formulas: docs/methods.md, "Time to an event".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

Array = NDArray[np.float64]
Marks = NDArray[np.bool_]
COLUMNS = ("time", "at_risk", "events", "free", "se", "ci_lower", "ci_upper")


def survival_curve(
    time: Array, event: Marks, *, level: float, also_at: Sequence[float] = ()
) -> pd.DataFrame:
    """The share free of the event after each time at which it happened, from zero on.

    Args:
        time: (n,) until the event, or until nothing more is known.
        event: (n,) whether it happened then.
        level: of the limits, such as 0.95.
        also_at: further times of which to say how many are at risk.

    Returns:
        time; at_risk just before it; events at it; free, the share, with its standard error
        (Greenwood) and limits on the scale of log(-log). Limits are missing where the share is 0
        or 1: Greenwood's variance is nought there, and nought is not what is known. No person has
        no row.
    """
    if not len(time):
        return pd.DataFrame(columns=list(COLUMNS), dtype="float64")
    from statsmodels.duration.survfunc import SurvfuncRight

    found = SurvfuncRight(time, event.astype(float))
    own = pd.DataFrame(
        {"free": found.surv_prob, "se": found.surv_prob_se, "events": found.n_events},
        index=pd.Index(found.surv_times, dtype="float64"),
    )
    times = np.unique([0.0, *also_at, *found.surv_times, float(time.max())])
    curve = own.reindex(times)
    curve["events"] = curve["events"].fillna(0.0)
    curve["free"] = curve["free"].ffill().fillna(1.0)
    # The standard error of nobody left is missing in statsmodels, and that of everybody is nought.
    curve["se"] = curve["se"].ffill().fillna(0.0).where(curve["free"] > 0, np.nan)
    curve["at_risk"] = len(time) - np.searchsorted(np.sort(time), times, side="left")
    curve = curve[curve["at_risk"] > 0].rename_axis("time").reset_index()
    curve["ci_lower"], curve["ci_upper"] = _limits(curve, level)
    return curve[list(COLUMNS)]


def _limits(curve: pd.DataFrame, level: float) -> tuple[pd.Series, pd.Series]:
    """free ** exp(+-z se / (free log free)); missing where nobody, or everybody, had the event."""
    free = curve["free"].where((curve["free"] > 0) & (curve["free"] < 1))
    away = float(norm.ppf(0.5 + level / 2)) * curve["se"] / (free * np.log(free))
    # log(free) is negative, and so is `away`: its exponent below one gives the higher limit.
    return free ** np.exp(-away), free ** np.exp(away)


def median_time(curve: pd.DataFrame) -> float:
    """The first time after which at most half are free of the event; NaN where there is none."""
    reached = curve.loc[curve["free"] <= 0.5, "time"]
    return float(reached.iloc[0]) if len(reached) else float("nan")
