"""Estimates, intervals and tests of given linear functions of all p_all coefficients.

Formulas: docs/methods.md, "Marginal means and contrasts".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.fit_contents import FitContents
from ipt_outcomes.models.inference import LEAST_DF
from ipt_outcomes.models.marginal.estimable import estimable
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import (
    DF_NOT_ESTIMABLE,
    NOT_ESTIMABLE,
    OK,
    VARIANCE_NOT_ESTIMABLE,
)
from ipt_outcomes.models.t_and_f import T_COLUMNS, t_statistics

Columns = list[tuple[str, Array | NDArray[np.object_]]]


def estimate_functions(fit: FitContents, functions: Array, level: float) -> Columns:
    """The columns, with one row per function (rows, p_all), of what is said of each.

    They are: estimate, se, df, statistic (t, against zero), p_value (two-sided), ci_lower, ci_upper
    (at `level`), status: "ok"; "not estimable", where the data do not determine the function: all
    NaN; "variance not estimable", where Kenward and Roger's adjustment leaves less than a quarter
    of the variance, or less than nothing, or where a sandwich says nothing of the function because
    it hangs on what one cluster alone determines: only the estimate; "df not estimable", where the
    covariance parameters are hardly identified: only the estimate and its standard error.
    """
    inference = fit.inference
    known = estimable(functions, fit.null_basis)
    table = np.full((len(functions), len(T_COLUMNS)), np.nan)
    own = functions[known][:, list(fit.kept)]
    table[known] = t_statistics(
        own @ inference.beta, inference.variance(own), inference.degrees_of_freedom(own), level
    )
    status = np.where(known, judged(table), NOT_ESTIMABLE)
    return [*zip(T_COLUMNS, table.T, strict=True), ("status", status)]


def judged(table: Array) -> NDArray[np.object_]:
    """(rows,) a status for each row of `T_COLUMNS`; what does not hold is made NaN in the table."""
    no_variance = ~(table[:, 1] > 0)
    no_freedom = ~(table[:, 2] >= LEAST_DF)
    table[no_freedom, 2:] = np.nan
    table[no_variance, 1:] = np.nan
    words = np.where(no_freedom, DF_NOT_ESTIMABLE, OK)
    return np.where(no_variance, VARIANCE_NOT_ESTIMABLE, words).astype(object)
