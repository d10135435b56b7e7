"""The fits without each person in turn, all searched side by side from the fit to everybody.

Without one person the score equations hardly change, and the information of all people serves for
every step: theta <- theta - I^-1 g / 2 (the chord method: Ortega and Rheinboldt 1970, Iterative
Solution of Nonlinear Equations, section 7.1), with g the gradient of minus twice the restricted
likelihood of the others. With Q = e e' + Phi, Phi = (X'V^-1X)^-1 on the columns of X, W_r = V_r^-1
and M_r[s, t] = tr(Q S_r[s, t]), the gradient by V is sum_r n_r W_r - W_r M_r W_r, and a person's
share in S_r is taken out by subtraction.

Formulas: docs/methods.md, "Conditional-mean imputation".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.missing.coefficients import inverses, solved
from ipt_outcomes.missing.model import ImputationModel
from ipt_outcomes.missing.resampling import Shares
from ipt_outcomes.missing.schedule import Marks, Places
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.optimise import DECREMENT_TOLERANCE
from ipt_outcomes.models.visits.patterns import Stratum

_STEPS = 30
_EXACT = 1e-18
"""Of the decrement: what is left to gain is then rounding."""


def without_each(
    model: ImputationModel, shares: Shares, people: Places
) -> tuple[Array, Array, Marks]:
    """(k, K) theta, (k, p) beta, and (k,) whether it is a maximum, without each of k people."""
    k = len(people)
    theta = np.tile(model.optimum.theta, (k, 1))
    beta = np.tile(model.optimum.at.beta, (k, 1))
    observed = model.optimum.at.observed
    assert observed is not None
    inverse = np.linalg.inv(observed)
    converged = np.zeros(k, dtype=bool)
    moving = np.ones(k, dtype=bool)
    for _ in range(_STEPS):
        # A step too far for somebody: that fit is left to the engine's own search.
        moving &= [bool((np.linalg.eigvalsh(model.matrices(each)) > 0).all()) for each in theta]
        at = np.flatnonzero(moving)
        try:
            gradient, beta[at] = _gradient(model, shares, people[at], theta[at])
        except np.linalg.LinAlgError:
            break
        step = gradient @ inverse
        decrement = np.abs((step * gradient).sum(axis=1))
        converged[at] = decrement < DECREMENT_TOLERANCE
        moving[at] = decrement > _EXACT
        if not moving.any():
            break
        theta[at] -= np.where(moving[at, None], step / 2.0, 0.0)
    return theta, beta, converged


def _gradient(
    model: ImputationModel, shares: Shares, people: Places, theta: Array
) -> tuple[Array, Array]:
    """(k, K) the gradient, and (k, p) the coefficients, at theta (k, K) without each person."""
    problem = model.problem
    pieces = np.split(theta, np.cumsum([s.family.n_parameters for s in problem.strata])[:-1], 1)
    z = shares.z[people]
    k, p = len(people), z.shape[2] - 1
    precisions = []
    products = np.zeros((k, p + 1, p + 1))
    for number, (stratum, piece) in enumerate(zip(problem.strata, pieces, strict=True)):
        covariances = np.array([stratum.family.matrix(each) for each in piece])
        precision, _ = inverses(stratum.cross, covariances)
        precisions.append(precision)
        products += stratum.cross.weighted_sums(precision)
        own = _own(shares, people, number)
        mine = precision[own, shares.pattern[people[own]]]
        products[own] -= np.swapaxes(z[own], 1, 2) @ mine @ z[own]
    beta, root = solved((products + np.swapaxes(products, 1, 2)) / 2.0, None)
    residual = np.hstack([-beta, np.ones((k, 1))])
    form = residual[:, :, None] * residual[:, None, :]
    form[:, :p, :p] += np.swapaxes(root, 1, 2) @ root
    parts = []
    for number, (stratum, piece) in enumerate(zip(problem.strata, pieces, strict=True)):
        own = _own(shares, people, number)
        pattern = shares.pattern[people[own]]
        slope = _by_covariance(stratum, precisions[number], form, own, pattern, z[own])
        parts.append(_by_parameters(stratum, piece, slope))
    return np.concatenate(parts, axis=1), beta


def _own(shares: Shares, people: Places, number: int) -> Places:
    """Who of the people is in the sums of a stratum."""
    inside = (shares.stratum[people] == number) & (shares.pattern[people] >= 0)
    return np.flatnonzero(inside)


def _by_covariance(  # noqa: PLR0917
    stratum: Stratum, precision: Array, form: Array, own: Places, pattern: Places, z: Array
) -> Array:
    """(k, m, m): the gradient by V, `own` (of `pattern`, with rows `z`) being left out."""
    cross = stratum.cross
    k, n_patterns, m, _ = precision.shape
    q = form.shape[1]
    inner = (form.reshape(k, -1) @ cross.sums.reshape(-1, q * q).T).reshape(k, n_patterns, m, m)
    inner[own, pattern] -= z @ form[own] @ np.swapaxes(z, 1, 2)
    mass = np.tile(cross.mass, (k, 1))
    mass[own, pattern] -= 1.0
    slope = mass[:, :, None, None] * precision - precision @ inner @ precision
    return np.asarray(slope.sum(axis=1))


def _by_parameters(stratum: Stratum, piece: Array, slope: Array) -> Array:
    """(k, K): the gradient by the stratum's parameters (k, K) from that by V (k, m, m)."""
    flat = slope.reshape(len(slope), -1)
    if stratum.family.linear:
        first = stratum.family.first(piece[0])
        return np.asarray(flat @ first.reshape(len(first), -1).T)
    each = [stratum.family.first(theta).reshape(piece.shape[1], -1) for theta in piece]
    return np.asarray(np.einsum("kij,kj->ki", np.array(each), flat))
