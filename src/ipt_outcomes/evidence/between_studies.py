"""tau^2, the variance of true effects between studies: its estimators, Q, I^2 and Q-profile limits.

y (k,) has the covariance diag(v + tau^2) about X beta. For weights w = 1 / (v + tau^2),
P = W - W X (X'WX)^-1 X'W. REML: the maximum over tau^2 >= 0 of

    l = -1/2 [ sum log(v + tau^2) + log |X'WX| + y'Py ],  dl / dtau^2 = (y'PPy - tr P) / 2;

PM (Paule and Mandel 1982, J Res Natl Bur Stand 87:377-385): y'Py = k - p; DL (DerSimonian and Laird
1986, Control Clin Trials 7:177-188): (Q - (k - p)) / tr P at tau^2 = 0, Q = y'Py there; each zero
where that is negative. Moderators: Raudenbush 2009, in Cooper et al., The Handbook of Research
Synthesis. Limits: the tau^2 at which y'Py is at the quantiles of chi-squared on k - p (Viechtbauer
2007, Stat Med 26:37-52). statsmodels' `combine_effects` has DL, not held at zero, and PM to five
digits, both without moderators, and no REML.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from ipt_outcomes.models.moments import Array

METHODS = ("reml", "dl", "pm", "common")
_GRID = 200


@dataclass(frozen=True, repr=False)
class Weighted:
    """Weighted least squares at one tau^2: beta, (X'WX)^-1, y'Py, y'PPy, tr P, log |X'WX|."""

    beta: Array
    phi: Array
    ypy: float
    yppy: float
    trace: float
    log_det: float


def weighted(y: Array, v: Array, x: Array, tau2: float) -> Weighted:
    """The quantities at tau^2, for effects y (k,), variances v (k,) and a design x (k, p)."""
    w: Array = 1.0 / (v + tau2)
    q, r = np.linalg.qr(np.sqrt(w)[:, None] * x)
    beta = np.linalg.solve(r, q.T @ (np.sqrt(w) * y))
    residual = w * (y - x @ beta)
    inverse = np.linalg.inv(r)
    trace = float(w.sum() - (w[:, None] * q**2).sum())
    ypy, yppy = float((residual**2 / w).sum()), float((residual**2).sum())
    log_det = 2.0 * float(np.log(np.abs(np.diag(r))).sum())
    return Weighted(beta, inverse @ inverse.T, ypy, yppy, trace, log_det)


def tau2_of(y: Array, v: Array, x: Array, method: str) -> float:
    """tau^2 by one of `METHODS`; "common" is zero."""
    df = len(y) - x.shape[1]
    at_zero = weighted(y, v, x, 0.0)
    if method == "dl":
        return float(max(0.0, (at_zero.ypy - df) / at_zero.trace))
    if method == "pm":
        return _where_q_is(y, v, x, float(df))
    return _reml(y, v, x) if method == "reml" else 0.0


def _reml(y: Array, v: Array, x: Array) -> float:
    # Where tau^2 is above the root of t^2 = s (max v + t), s the residual variance of unweighted
    # least squares, y'PPy < tr P: no maximum lies beyond. There may be several below.
    s = _unweighted_rss(y, x) / (len(y) - x.shape[1])
    most = (s + np.sqrt(s * s + 4.0 * s * v.max())) / 2.0
    if most <= 0:
        return 0.0
    grid = np.concatenate([[0.0], np.geomspace(1e-9 * most, most, _GRID)])
    best = int(np.argmax([_restricted(y, v, x, tau2) for tau2 in grid]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, _GRID)]

    def score(tau2: float) -> float:
        at = weighted(y, v, x, tau2)
        return at.yppy - at.trace

    if score(low) <= 0.0 and best == 0:
        return 0.0
    return _root(score, low, high, float(grid[best]))


def _restricted(y: Array, v: Array, x: Array, tau2: float) -> float:
    at = weighted(y, v, x, tau2)
    return -0.5 * (float(np.log(v + tau2).sum()) + at.log_det + at.ypy)


def _root(f: Callable[[float], float], low: float, high: float, otherwise: float) -> float:
    if f(low) <= 0.0 or f(high) >= 0.0:
        return otherwise
    return float(optimize.brentq(f, low, high, xtol=1e-300, rtol=1e-15, maxiter=500))


def _unweighted_rss(y: Array, x: Array) -> float:
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    return float(((y - x @ beta) ** 2).sum())


def _where_q_is(y: Array, v: Array, x: Array, value: float) -> float:
    """The tau^2 at which y'Py falls to `value`; zero where it is below at zero already."""
    if weighted(y, v, x, 0.0).ypy <= value:
        return 0.0
    # y'Py <= RSS / tau^2.
    most = 1.01 * _unweighted_rss(y, x) / value
    return _root(lambda tau2: weighted(y, v, x, tau2).ypy - value, 0.0, most, most)


@dataclass(frozen=True)
class Heterogeneity:
    """How far true effects differ.

    q, q_df, q_p_value           the test that they do not
    tau2_lower, tau2_upper       Q-profile; both zero where even no variance is too much
    i2, i2_lower, i2_upper       percent: of the variance of effects, tau^2's share
    """

    q: float
    q_df: int
    q_p_value: float
    tau2_lower: float
    tau2_upper: float
    i2: float
    i2_lower: float
    i2_upper: float


def heterogeneity(y: Array, v: Array, x: Array, tau2: float, level: float) -> Heterogeneity:
    """Q, the limits of tau^2, and I^2 = tau^2 / (tau^2 + (k - p) / tr P) (P at tau^2 = 0).

    Of an intercept alone (k - 1) / tr P is the typical variance of Higgins and Thompson (2002, Stat
    Med 21:1539-1558, equation 9).
    """
    df = len(y) - x.shape[1]
    at_zero = weighted(y, v, x, 0.0)
    typical = df / at_zero.trace
    tail = (1.0 - level) / 2.0
    lower, upper = (
        _where_q_is(y, v, x, float(special.chdtri(df, chance))) for chance in (tail, 1.0 - tail)
    )
    i2, i2_lower, i2_upper = (100.0 * t / (t + typical) for t in (tau2, lower, upper))
    p = float(special.chdtrc(df, at_zero.ypy))
    return Heterogeneity(at_zero.ypy, df, p, lower, upper, i2, i2_lower, i2_upper)
