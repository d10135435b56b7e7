"""Estimates, intervals and tests of given linear functions of all p_all coefficients."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from ipt_outcomes.models.inference import LEAST_DF
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.result import Fit

# emmeans' default: the squared length of the part that the data say nothing about, relative to the
# squared length of the function.
ESTIMABLE_TOLERANCE = 1e-8

NOT_ESTIMABLE = "not estimable"
NO_VARIANCE = "variance not estimable"
NO_FREEDOM = "df not estimable"

NUMBERS = ["estimate", "se", "df", "statistic", "p_value", "ci_lower", "ci_upper"]


def estimable(fit: Fit, functions: Array) -> NDArray[np.bool_]:
    """(rows,) booleans: whether the data determine each function (rows, p_all)."""
    unknown = ((functions @ fit.null_basis) ** 2).sum(axis=1)
    return np.asarray(unknown <= ESTIMABLE_TOLERANCE * (functions**2).sum(axis=1))


def estimate_functions(fit: Fit, functions: Array, level: float) -> pd.DataFrame:
    """One row per function (rows, p_all).

    Columns: estimate, se, df, statistic (t, against zero), p_value (two-sided), ci_lower, ci_upper
    (at `level`), status: "ok"; "not estimable", where the data do not determine the function: all
    NaN; "variance not estimable", where Kenward and Roger's adjustment leaves less than a quarter
    of the variance, or less than nothing, or where a sandwich says nothing of the function because
    it hangs on what one cluster alone determines: only the estimate; "df not estimable", where the
    covariance parameters are hardly identified: only the estimate and its standard error.
    """
    inference = fit.inference
    known = estimable(fit, functions)
    table = np.full((len(functions), 7), np.nan)
    for row in np.flatnonzero(known):
        function = functions[row, list(fit.kept)]
        estimate = float(function @ inference.beta)
        se = float(np.sqrt(inference.variance(function)))
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
    status = judged(table)
    frame = pd.DataFrame(table, columns=NUMBERS)
    frame["status"] = np.where(known, status, NOT_ESTIMABLE)
    return frame


def judged(table: Array) -> NDArray[np.object_]:
    """(rows,) a status for each row of `NUMBERS`; what does not hold is made NaN in the table."""
    no_variance = ~(table[:, 1] > 0)
    no_freedom = ~(table[:, 2] >= LEAST_DF)
    table[no_freedom, 2:] = np.nan
    table[no_variance, 1:] = np.nan
    words = np.where(no_freedom, NO_FREEDOM, "ok")
    return np.where(no_variance, NO_VARIANCE, words).astype(object)


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
