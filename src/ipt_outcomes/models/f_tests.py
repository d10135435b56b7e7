"""F tests of several linear functions L beta at once.

Kenward-Roger. A scale and denominator degrees of freedom that match the moments of the Wald
statistic (Kenward and Roger 1997, Biometrics 53:983-997, section 3), exact where an exact F test
exists; there the formulas hold for any denominator but are 0/0 at two, where the limit is taken.

Satterthwaite. The functions are rotated to independent ones, whose t statistics are combined as by
Fai and Cornelius (1996, J Stat Comput Simul 54:363-378).

Sandwiches. The approximate Hotelling test of Pustejovsky and Tipton (2018; see
`robust/freedom.py`), clubSandwich's "HTZ". The naive Wald test rejects far too often with few
clusters: `benchmarks/sandwich_joint.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.inference import LEAST_DF, Inference
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.robust.freedom import SandwichFreedom

# Where one minus A2 / q and the factor that it is divided by are both rounding, F has two
# denominator degrees of freedom.
_LIMIT = 1e-6


@dataclass(frozen=True)
class FTest:
    """statistic and denominator df, NaN where there is no test.

    rank  of the covariance of L beta: below q, there is no test
    seen  whether no function hangs on what one cluster of a sandwich determines alone
    """

    statistic: float
    df2: float
    rank: int
    seen: bool = True

    @property
    def valid(self) -> bool:
        """Whether there is an F and a distribution to refer it to."""
        return bool(np.isfinite(self.statistic) and self.statistic >= 0 and self.df2 >= LEAST_DF)


def f_test(inference: Inference, functions: Array) -> FTest:
    """The test of linearly independent functions (q, p)."""
    q = len(functions)
    sandwich = inference.sandwich
    if sandwich is not None and not sandwich.is_seen(functions):
        return FTest(np.nan, np.nan, q, seen=False)
    half = _independent(inference, functions)
    values, vectors = np.linalg.eigh(half @ inference.covariance @ half.T)
    largest = 1.0 if sandwich is None else max(1.0, float(values[-1]))
    rank = int((values > inference.least_share * largest).sum())
    if rank < q:
        return FTest(np.nan, np.nan, rank)
    f = float((((half @ inference.beta) @ vectors) ** 2 / values).sum()) / q
    if q == 1 or inference.df_method in ("normal", "residual"):
        return FTest(f, inference.degrees_of_freedom(functions[0]), rank)
    if sandwich is not None:
        scale, df = _hotelling(sandwich, half)
    elif inference.df_method == "satterthwaite":
        scale, df = 1.0, _fai_cornelius(inference, functions)
    else:
        scale, df = _kenward_roger(inference, half)
    return FTest(scale * f, df, rank)


def _independent(inference: Inference, functions: Array) -> Array:
    """(q, p): combinations of the functions that are independent with variance one by phi.

    No F test depends on the combinations but Fai and Cornelius', and rounding is least with these.
    """
    covariance = functions @ inference.phi @ functions.T
    scale = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    values = np.maximum(values, np.finfo(np.float64).eps)
    return np.asarray((vectors / np.sqrt(values)).T @ (functions / scale[:, None]))


def _hotelling(sandwich: SandwichFreedom, functions: Array) -> tuple[float, float]:
    """The scale (eta - q + 1) / eta and the df eta - q + 1."""
    eta = sandwich.wishart(functions)
    if np.isinf(eta):
        return 1.0, eta
    df = eta - len(functions) + 1.0
    return df / eta, df


def _kenward_roger(inference: Inference, functions: Array) -> tuple[float, float]:
    """The scale lambda of F and its denominator df, for q > 1 functions."""
    q = len(functions)
    theta_cov = inference.theta_covariance
    inverse = np.linalg.inv(functions @ inference.phi @ functions.T)
    turned = inverse @ (functions @ inference.phi_gradient @ functions.T)
    traces = np.trace(turned, axis1=1, axis2=2)
    a1 = float(traces @ theta_cov @ traces)
    k = len(traces)
    products = turned.reshape(k, -1) @ np.swapaxes(turned, 1, 2).reshape(k, -1).T
    a2 = float((theta_cov * products).sum())
    if a2 <= 0:
        return 1.0, float("inf")
    b = (a1 + 6.0 * a2) / (2.0 * q)
    g = ((q + 1.0) * a1 - (q + 4.0) * a2) / ((q + 2.0) * a2)
    bottom = 3.0 * q + 2.0 * (1.0 - g)
    # The variance of F is 2 / q times v0 / (v1^2 v2), one over its mean is `inverse_mean`.
    v0, v1, v2 = (1.0 + c * b / bottom for c in (g, g - q, g - q - 2.0))
    inverse_mean = 1.0 - a2 / q
    at_two = abs(inverse_mean) < _LIMIT and abs(v1) < _LIMIT
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = 1.0 if at_two else np.divide(inverse_mean, v1)
        df = 4.0 + (q + 2.0) * np.divide(v2, ratio**2 * v0 - v2)
        scale = 1.0 if at_two else np.divide(df * inverse_mean, df - 2.0)
    # In a tiny trial the moments may be those of no F: a scale below zero is no scale.
    return float(scale), float(df) if scale > 0 else float("nan")


def _fai_cornelius(inference: Inference, functions: Array) -> float:
    _, vectors = np.linalg.eigh(functions @ inference.phi @ functions.T)
    each = np.array([inference.degrees_of_freedom(row) for row in vectors.T @ functions])
    if np.isinf(each).all() or np.ptp(each) < 1e-8 * each.max():
        return float(each.mean())
    if (each <= 2.0).any():
        return 2.0
    surplus = float((2.0 / (each - 2.0)).sum())
    return 2.0 * (len(each) + surplus) / surplus
