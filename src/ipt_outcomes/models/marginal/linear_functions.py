"""Estimates, intervals and tests of given linear functions of all p_all coefficients.

Formulas: docs/methods.md, "Marginal means and contrasts".
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.fit_contents import FitContents
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK
from ipt_outcomes.models.t_and_f import T_COLUMNS, t_statistics

# emmeans' default: the squared length of the part that the data say nothing about, relative to the
# squared length of the function.
ESTIMABLE_TOLERANCE = 1e-8


def estimable(fit: FitContents, functions: Array) -> NDArray[np.bool_]:
    """(rows,) booleans: whether the data determine each function (rows, p_all)."""
    unknown = ((functions @ fit.null_basis) ** 2).sum(axis=1)
    return np.asarray(unknown <= ESTIMABLE_TOLERANCE * (functions**2).sum(axis=1))


def estimate_functions(fit: FitContents, functions: Array, level: float) -> pd.DataFrame:
    """One row per function (rows, p_all).

    Columns: estimate, se, df, statistic (t, against zero), p_value (two-sided), ci_lower, ci_upper
    (at `level`), status ("ok" or "not estimable", which has NaN everywhere else).
    """
    inference = fit.inference
    known = estimable(fit, functions)
    table = np.full((len(functions), len(T_COLUMNS)), np.nan)
    own = functions[known][:, list(fit.kept)]
    table[known] = t_statistics(
        own @ inference.beta,
        ((own @ inference.covariance) * own).sum(axis=1),
        inference.degrees_of_freedom(own),
        level,
    )
    frame = pd.DataFrame(table, columns=list(T_COLUMNS))
    frame["status"] = np.where(known, OK, NOT_ESTIMABLE)
    return frame
