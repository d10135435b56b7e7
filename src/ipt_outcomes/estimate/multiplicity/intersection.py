"""Claims that hold only if every part of them does.

Formulas: docs/methods.md, "Several hypotheses".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ipt_outcomes.models.moments import Array


def largest_of_each(claims: Sequence[object], p_values: Array) -> Array:
    """(m,) the largest p-value of each hypothesis's claim; NaN where it has none itself.

    `claims` says which claim a hypothesis is part of. The intersection-union test rejects where
    every part is rejected at alpha, and keeps that level without adjustment (Berger 1982,
    Technometrics 24:295-300). A part without a p-value has shown nothing: it counts as 1.
    """
    filled = pd.Series(np.where(np.isnan(p_values), 1.0, p_values))
    largest = filled.groupby(pd.Series(list(claims)).factorize()[0]).transform("max")
    return np.where(np.isnan(p_values), np.nan, largest.to_numpy(float))
