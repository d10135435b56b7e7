"""How far apart two arms are at the start, in standard deviations; no test of it.

Formulas: docs/methods.md, "People at the start".
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def standardised_difference(first: pd.Series, second: pd.Series) -> float:
    """The standardised mean difference of two arms in one variable.

    Of numbers, (m1 - m2) / sqrt((s1^2 + s2^2) / 2) (Austin 2009, Stat Med 28:3083-3107), its sign
    that of the first arm minus the second. Of categories, the length of the difference of their
    shares, by the mean of the two multinomial covariances, which has no sign (Yang and Dalton 2012,
    SAS Global Forum, paper 335); of two categories this is Austin's. Who has no value is left out.

    NaN where an arm has nobody, of numbers where it has one person, and where nothing varies within
    either arm and the arms differ; 0 where they do not.
    """
    if pd.api.types.is_numeric_dtype(first):
        return _of_numbers(first.dropna().to_numpy(float), second.dropna().to_numpy(float))
    return _of_categories(first.dropna().astype("str"), second.dropna().astype("str"))


def _of_numbers(first: np.ndarray, second: np.ndarray) -> float:
    if min(len(first), len(second)) < 2:
        return float("nan")
    apart = float(first.mean() - second.mean())
    spread = float(np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2))
    if spread == 0.0:
        return 0.0 if apart == 0.0 else float("nan")
    return apart / spread


def _of_categories(first: pd.Series, second: pd.Series) -> float:
    if first.empty or second.empty:
        return float("nan")
    levels = sorted(set(first) | set(second))
    shares = [
        each.value_counts(normalize=True).reindex(levels, fill_value=0.0).to_numpy(float)[1:]
        for each in (first, second)
    ]
    apart = shares[0] - shares[1]
    if not apart.any():
        return 0.0
    spread = sum(np.diag(share) - np.outer(share, share) for share in shares) / 2
    if np.linalg.matrix_rank(spread, hermitian=True) < len(apart):
        # A level that fills an arm, or that one arm has and no spread: the distance has no unit.
        inverse = np.linalg.pinv(spread, hermitian=True)
        if not np.allclose(spread @ inverse @ apart, apart):
            return float("nan")
        return float(np.sqrt(apart @ inverse @ apart))
    return float(np.sqrt(apart @ np.linalg.solve(spread, apart)))
