"""t statistics and their intervals, and the tail of F; infinite df: the normal, chi-squared.

Formulas: docs/methods.md, "Satterthwaite, t and F".
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import special

from ipt_outcomes.models.moments import Array

T_COLUMNS: Final = ("estimate", "se", "df", "statistic", "p_value", "ci_lower", "ci_upper")


def t_statistics(estimate: Array, variance: Array, df: Array, level: float) -> Array:
    """(..., 7): `T_COLUMNS` for estimates, their variances and degrees of freedom (...).

    The p-value is two-sided, against zero; the interval is at `level`.
    """
    se = np.sqrt(variance)
    statistic = estimate / se
    normal = np.isinf(df)
    finite = np.where(normal, 1.0, df)
    beyond = -np.abs(statistic)
    tail = np.where(normal, special.ndtr(beyond), special.stdtr(finite, beyond))
    wanted = (1.0 + level) / 2.0
    quantile = np.where(normal, special.ndtri(wanted), special.stdtrit(finite, wanted))
    margin = quantile * se
    parts = (estimate, se, df, statistic, 2.0 * tail, estimate - margin, estimate + margin)
    return np.stack(parts, axis=-1)


def f_tail(statistic: float, df1: float, df2: float) -> float:
    """P(F > statistic); the chi-squared's over df1 for infinite df2."""
    if np.isinf(df2):
        return float(special.chdtrc(df1, df1 * statistic))
    return float(special.fdtrc(df1, df2, statistic))
