"""Limits of an interval from a statistic's values in samples drawn with replacement.

Formulas: docs/methods.md, "Effect sizes by bootstrap".
"""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import norm

from ipt_outcomes.models.moments import Array

Limits = tuple[float, float]


def percentile(draws: Array, alpha: float) -> Limits:
    """The alpha / 2 and 1 - alpha / 2 quantiles of the draws (B,)."""
    lower, upper = _quantiles(draws, np.array([alpha / 2.0, 1.0 - alpha / 2.0]))
    return float(lower), float(upper)


def bca(draws: Array, value: float, influence: Array, alpha: float) -> Limits:
    """Bias-corrected and accelerated (Efron 1987, J Am Stat Assoc 82:171-185).

    `value` is the statistic of the sample itself, `influence` (n,) what each unit adds to it:
    (n_s - 1)(value - value without the unit), n_s being the units of its stratum. NaN where all
    draws lie on one side of the value, or no unit has an influence.
    """
    below = float(np.mean(draws < value))
    spread = float(np.sum(influence**2))
    if not 0.0 < below < 1.0 or not spread > 0.0:
        return math.nan, math.nan
    bias = float(norm.ppf(below))
    acceleration = float(np.sum(influence**3)) / (6.0 * spread**1.5)
    z = bias + norm.ppf(np.array([alpha / 2.0, 1.0 - alpha / 2.0]))
    lower, upper = _quantiles(draws, norm.cdf(bias + z / (1.0 - acceleration * z)))
    return float(lower), float(upper)


def _quantiles(draws: Array, levels: Array) -> Array:
    """The (B + 1) p-th smallest, between two by the normal quantiles of their ranks.

    Davison and Hinkley 1997, Bootstrap Methods and their Application, equation 5.8.
    """
    ordered = np.sort(draws)
    many = len(ordered)
    ranks = np.clip((many + 1) * levels, 1.0, float(many))
    below = np.clip(np.floor(ranks).astype(int), 1, max(many - 1, 1))
    above = np.minimum(below + 1, many)
    first, second = (norm.ppf(each / (many + 1)) for each in (below, above))
    share = (norm.ppf(ranks / (many + 1)) - first) / np.where(above > below, second - first, 1.0)
    return np.asarray(ordered[below - 1] + share * (ordered[above - 1] - ordered[below - 1]))
