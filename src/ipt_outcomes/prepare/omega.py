"""McDonald's omega: the reliability of a sum of items that share one factor.

The formulas: docs/methods.md, "Reliability".
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# R's factanal keeps uniquenesses from this bound on, as a share of an item's variance.
LEAST_UNIQUENESS = 0.005


def mcdonald_omega(covariance: Floats) -> float:
    """Omega of the items' sum: (sum of loadings)^2 over itself plus the sum of uniquenesses.

    `covariance` is items x items, three or more. The one-factor model is fitted by maximum
    likelihood to the correlations; loadings and uniquenesses are put back on the items' own scale,
    that of the sum. NaN where an item does not vary or the likelihood has no maximum in reach.
    McDonald RP. Test Theory: A Unified Treatment. Mahwah: Erlbaum; 1999, pages 88-90.
    """
    from scipy.optimize import minimize

    sd = np.sqrt(np.diag(covariance))
    if len(sd) < 3 or not np.all(sd > 0):
        return math.nan
    correlation = covariance / np.outer(sd, sd)
    # Joreskog's start, as factanal has it; a singular matrix starts from halves.
    try:
        start = 0.5 / np.diag(np.linalg.inv(correlation))
    except np.linalg.LinAlgError:
        start = np.full(len(sd), 0.5)
    found = minimize(
        _misfit,
        np.clip(start, LEAST_UNIQUENESS, 1.0),
        args=(correlation,),
        method="L-BFGS-B",
        bounds=[(LEAST_UNIQUENESS, 1.0)] * len(sd),
        options={"ftol": 1e-14, "gtol": 1e-9},
    )
    if not found.success:
        return math.nan
    uniqueness = found.x
    value, vector = _largest(correlation, uniqueness)
    loadings = sd * np.sqrt(uniqueness) * vector * math.sqrt(max(value - 1.0, 0.0))
    common = float(loadings.sum()) ** 2
    return common / (common + float((sd**2 * uniqueness).sum()))


def _largest(correlation: Floats, uniqueness: Floats) -> tuple[float, Floats]:
    scale = 1 / np.sqrt(uniqueness)
    values, vectors = np.linalg.eigh(correlation * np.outer(scale, scale))
    return float(values[-1]), vectors[:, -1]


def _misfit(uniqueness: Floats, correlation: Floats) -> float:
    """Minus the log-likelihood, the loadings being at their best (Lawley and Maxwell 1971)."""
    scale = 1 / np.sqrt(uniqueness)
    rest = np.linalg.eigvalsh(correlation * np.outer(scale, scale))[:-1]
    rest = np.maximum(rest, 1e-12)
    return float((rest - np.log(rest)).sum()) - len(rest)
