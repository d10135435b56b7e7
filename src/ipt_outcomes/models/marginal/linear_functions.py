"""Estimates, intervals and tests of given linear functions of all p_all coefficients."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from ipt_outcomes.models.marginal.estimable import estimable
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.result import Fit


def estimate_functions(fit: Fit, functions: Array, level: float) -> pd.DataFrame:
    """One row per function (rows, p_all).

    Columns: estimate, se, df, statistic (t, against zero), p_value (two-sided), ci_lower, ci_upper
    (at `level`), status ("ok" or "not estimable", which has NaN everywhere else).
    """
    inference = fit.inference
    known = estimable(functions, fit.null_basis)
    table = np.full((len(functions), 7), np.nan)
    for row in np.flatnonzero(known):
        function = functions[row, list(fit.kept)]
        estimate = float(function @ inference.beta)
        se = float(np.sqrt(function @ inference.covariance @ function))
        df = inference.degrees_of_freedom(function)
        statistic = estimate / se
        margin = t_quantile((1.0 + level) / 2.0, df) * se
        table[row] = (
            estimate,
            se,
            df,
            statistic,
            2.0 * t_tail(abs(statistic), df),
            estimate - margin,
            estimate + margin,
        )
    columns = ["estimate", "se", "df", "statistic", "p_value", "ci_lower", "ci_upper"]
    frame = pd.DataFrame(table, columns=columns)
    frame["status"] = np.where(known, "ok", "not estimable")
    return frame


def t_tail(statistic: float, df: float) -> float:
    """P(T > statistic); the normal's for infinite df."""
    return float(special.ndtr(-statistic) if np.isinf(df) else special.stdtr(df, -statistic))


def t_quantile(probability: float, df: float) -> float:
    """The quantile of t; the normal's for infinite df."""
    if np.isinf(df):
        return float(special.ndtri(probability))
    return float(special.stdtrit(df, probability))


def f_tail(statistic: float, df1: float, df2: float) -> float:
    """P(F > statistic); the chi-squared's over df1 for infinite df2."""
    if np.isinf(df2):
        return float(special.chdtrc(df1, df1 * statistic))
    return float(special.fdtrc(df1, df2, statistic))
