"""The restricted mean: the area under Kaplan and Meier's curve up to a time.

Formulas: docs/methods.md, "Time to an event".
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.describe.survival.kaplan_meier import Array, Marks, survival_curve


def restricted_mean(time: Array, event: Marks, horizon: float) -> tuple[float, float]:
    """The mean time free of the event within `horizon`, and its standard error.

    The variance is Greenwood's: the sum over event times t_j of A_j^2 d_j / (n_j (n_j - d_j)), A_j
    being the area from t_j to the horizon (Klein and Moeschberger 2003, 4.5.2). Beyond the last
    time the curve goes on level: `common_horizon` keeps to where it is known. Where nobody had the
    event before the horizon that sum is nought, which is not what is known: the error is missing.
    An event at the horizon itself takes nothing from the area.
    """
    curve = survival_curve(time, event, level=0.95)
    return area_of(curve[curve["time"] <= horizon], horizon)


def area_of(curve: pd.DataFrame, horizon: float) -> tuple[float, float]:
    """The same of a curve that begins at zero."""
    times = np.append(curve["time"].to_numpy(), horizon)
    pieces = curve["free"].to_numpy() * np.diff(times)
    beyond = pieces[::-1].cumsum()[::-1]
    n, d = curve["at_risk"].to_numpy(dtype=float), curve["events"].to_numpy(dtype=float)
    # Where everybody left has the event, the area beyond is nought, and so is the term.
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where((d > 0) & (n > d), beyond**2 * d / (n * (n - d)), 0.0)
    error = float(np.sqrt(terms.sum())) if terms.any() else float("nan")
    return float(pieces.sum()), error


def common_horizon(time: Array, group: Array | Marks) -> float:
    """The longest time that somebody of every group is followed."""
    return float(pd.Series(time).groupby(np.asarray(group)).max().min())
