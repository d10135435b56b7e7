"""Correlations by lag and partial correlations by lag: the Durbin-Levinson recursion.

A Toeplitz correlation matrix is positive definite exactly when its partial autocorrelations are all
in (-1, 1) (Barndorff-Nielsen and Schou 1973, J Multivariate Anal 3:408-419). In them a Toeplitz
covariance is positive definite by construction. At a lag that no two visits have the partial
autocorrelation is zero: the correlation there is what the shorter lags predict.

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.moments import Array


def from_partial(partial: Array) -> tuple[Array, Array]:
    """Correlations rho (K,) at lags 1..K, and d rho / d partial (K, K)."""
    k = len(partial)
    rho, slopes = np.zeros(k), np.zeros((k, k))
    # The best linear prediction from the `lag` visits before: coefficients and error variance.
    weights, weight_slopes = np.zeros(0), np.zeros((0, k))
    error, error_slope = 1.0, np.zeros(k)
    for lag in range(k):
        unit = np.eye(k)[lag]
        before = rho[:lag][::-1]
        rho[lag] = partial[lag] * error + weights @ before
        slopes[lag] = (
            unit * error
            + partial[lag] * error_slope
            + before @ weight_slopes
            + weights @ slopes[:lag][::-1]
        )
        back, back_slopes = weights[::-1], weight_slopes[::-1]
        weight_slopes = np.vstack(
            [weight_slopes - partial[lag] * back_slopes - np.outer(back, unit), unit]
        )
        weights = np.append(weights - partial[lag] * back, partial[lag])
        shrink = 1.0 - partial[lag] ** 2
        error_slope = shrink * error_slope - 2.0 * partial[lag] * error * unit
        error *= shrink
    return rho, slopes


def to_partial(rho: Array, limit: float | None = None) -> Array:
    """Partial correlations (K,) of correlations (K,) by lag; NaN where no visits have the lag.

    With a `limit` each is clipped to it as soon as it is found, so that the result is the partial
    correlations of a positive definite matrix near rho, whatever rho.
    """
    partial = np.zeros(len(rho))
    used = np.array(rho, dtype=np.float64)
    weights = np.zeros(0)
    error = 1.0
    for lag in range(len(rho)):
        predicted = float(weights @ used[:lag][::-1])
        if np.isnan(used[lag]):
            used[lag] = predicted
        partial[lag] = (used[lag] - predicted) / error
        if limit is not None:
            partial[lag] = np.clip(partial[lag], -limit, limit)
            used[lag] = predicted + partial[lag] * error
        weights = np.append(weights - partial[lag] * weights[::-1], partial[lag])
        error *= 1.0 - partial[lag] ** 2
    return partial
