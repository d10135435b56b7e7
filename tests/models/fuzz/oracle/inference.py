"""Standard errors and degrees of freedom: Kenward-Roger, Satterthwaite, joint tests.

Kenward and Roger (1997, Biometrics 53:983-997): phi_A by their equation 5 and, for any number of
functions, the scale and degrees of freedom of section 2. Satterthwaite: 2 v^2 / (g'Wg); jointly
Fai and Cornelius (1996). Derivatives of V are complex steps in the engine's own parameters.
"""

from __future__ import annotations

import numpy as np

from .description import Array
from .free import Free
from .likelihood import At

BLIND = 1e-10


def theta_covariance(at: At, free: Free, information: str) -> Array | None:
    """W: the inverse information; where a random covariance is singular, that of its factor.

    None when there is none.
    """
    # Where the slope of V by a parameter is zero, the expected information knows nothing of it.
    blind = (np.diag(at.expected) < BLIND * np.diag(at.observed)).any()
    if information == "expected" and not blind:
        return inverse(at.expected)
    if not free.singular(at.theta):
        return inverse(at.observed)
    vector = free.of(at.theta)
    jacobian = free.jacobian(vector)
    hessian = jacobian.T @ at.observed @ jacobian + free.curvature(vector, at.gradient) / 2.0
    scale = np.sqrt(np.abs(np.diag(hessian)))
    scale[scale == 0] = 1.0
    values, vectors = np.linalg.eigh(hessian / np.outer(scale, scale))
    if values[0] < -1e-6 * values[-1]:
        return None
    used = values > 1e-10 * values[-1]
    half = (jacobian / scale) @ vectors[:, used] / np.sqrt(values[used])
    return np.asarray(half @ half.T)


def inverse(information: Array) -> Array | None:
    """Of a positive definite matrix, or None."""
    scale = np.sqrt(np.abs(np.diag(information)))
    if not scale.all() or not np.isfinite(scale).all():
        return None
    scaled = information / np.outer(scale, scale)
    if np.linalg.eigvalsh(scaled)[0] < 1e-10:
        return None
    return np.asarray(np.linalg.inv(scaled) / np.outer(scale, scale))


def kenward_roger_covariance(at: At, w: Array, linear: bool) -> Array:
    """T^-1 phi_A T^-T (p, p); `linear` leaves the second derivatives of V out.

    Q_kl - P_k Phi P_l is X'V^-1 V_k P V_l V^-1 X: nothing cancels.
    """
    turned = at.v_k @ at.half
    middle = np.einsum("kl,kip,ij,ljq->pq", w, turned, at.p, turned, optimize=True)
    if not linear:
        bent = np.tensordot(w, at.covariance.bends(at.theta), axes=2)
        n = at.covariance.n_table
        middle -= at.half.T @ at.covariance.assemble(bent[:n], bent[n:]) @ at.half / 4.0
    return np.asarray(np.eye(len(middle)) + middle + middle.T)


def satterthwaite(at: At, w: Array, function: Array) -> float:
    """Degrees of freedom of one turned function (p,)."""
    variance = function @ function
    slope = at.phi_slopes @ function @ function
    spread = slope @ w @ slope
    return float(2.0 * variance**2 / spread) if spread > 0 else float("inf")


def kenward_roger_test(at: At, w: Array, functions: Array) -> tuple[float, float]:
    """The scale of F and its denominator degrees of freedom, for turned functions (q, p)."""
    q = len(functions)
    theta = functions.T @ np.linalg.solve(functions @ functions.T, functions)
    products = theta @ at.phi_slopes
    traces = np.trace(products, axis1=1, axis2=2)
    a1 = float(traces @ w @ traces)
    a2 = float(np.einsum("kl,kij,lji->", w, products, products))
    b = (a1 + 6.0 * a2) / (2.0 * q)
    g = ((q + 1.0) * a1 - (q + 4.0) * a2) / ((q + 2.0) * a2)
    denominator = 3.0 * q + 2.0 * (1.0 - g)
    c1, c2, c3 = g / denominator, (q - g) / denominator, (q + 2.0 - g) / denominator
    expectation = 1.0 / (1.0 - a2 / q)
    variance = 2.0 / q * (1.0 + c1 * b) / ((1.0 - c2 * b) ** 2 * (1.0 - c3 * b))
    ratio = variance / (2.0 * expectation**2)
    m = 4.0 + (q + 2.0) / (q * ratio - 1.0)
    return m / (expectation * (m - 2.0)), m


def fai_cornelius(each: Array) -> float:
    """The denominator degrees of freedom from those of independent functions (q,)."""
    if np.ptp(each) < 1e-8 * each.max():
        return float(each.mean())
    if (each <= 2.0).any():
        return 2.0
    expected = float((each / (each - 2.0)).sum())
    return 2.0 * expected / (expected - len(each))
