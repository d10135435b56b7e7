"""The log-rank test, as statsmodels has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from ipt_outcomes.describe.survival.kaplan_meier import Array, Marks


@dataclass(frozen=True)
class LogRank:
    """The chi-squared statistic, its degrees of freedom and p value; NaN where nobody had it."""

    statistic: float
    df: int
    p_value: float


def log_rank(time: Array, event: Marks, group: NDArray[Any]) -> LogRank:
    """Whether (n,) times to an event differ between groups, of which there must be two or more."""
    df = len(np.unique(group)) - 1
    if df < 1 or not event.any():
        return LogRank(float("nan"), df, float("nan"))
    from statsmodels.duration.survfunc import survdiff

    statistic, _ = survdiff(time, event.astype(float), group)
    return LogRank(float(statistic), df, float(chi2.sf(statistic, df)))
