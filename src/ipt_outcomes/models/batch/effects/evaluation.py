"""The likelihood of many responses with random effects of one factor, and its derivatives.

With V = Z G Z' + sigma^2 I, A_j = Z_j'Z_j of group j and F_j = (sigma^2 I + A_j G)^-1,

    T_j = Z_j'V^-1X = F_j Z_j'X
    t_j = Z_j'V^-1r = F_j Z_j'r
    N_j = Z_j'V^-1Z = F_j A_j
    z'V^-1z = (z'z - sum_j (Z_j'z)' G F_j Z_j'z) / sigma^2

and U_j = T_j Phi T_j'. By the entries of G all derivatives are sums over j of traces of these Q x Q
matrices; for sigma^2 there is nothing to sum. V is linear and homogeneous, V = sum_k theta_k V_k,
so that for every bilinear form in the derivatives

    sigma^2 form(I, V_l) = form(V, V_l) - sum over the entries of G of theta_k form(V_k, V_l)

with V in the place of a derivative being X'V^-1X, r'V^-1r, n or p again.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.coordinates import EffectEntries
from ipt_outcomes.models.batch.effects.small import (
    form_sums,
    outer_sums,
    small_inverses,
    small_products,
    summed,
)
from ipt_outcomes.models.batch.effects.sums import EffectSums
from ipt_outcomes.models.batch.evaluation import curve_products
from ipt_outcomes.models.batch.stacks import Marks, factors, inverses
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False)
class EffectsEvaluation:
    """B responses, each at its theta: the entries of G, then sigma^2.

    theta      (B, K)
    precision  (B, p, p) X'V^-1X
    phi        (B, p, p) its inverse
    beta       (B, p) coefficients of the scores that least squares left
    columns    (B, Q, p, J) T_j
    residual   (B, Q, J) t_j
    effects    (B, Q, Q, J) N_j
    estimated  (B, Q, Q, J) U_j; zero with ML
    squares    (B,) r'V^-1r
    gradient   (B, K) of minus twice the log-likelihood
    value      (B,) minus twice the log-likelihood in internal columns; infinite where V or X'V^-1X
               is not positive definite
    """

    theta: Array
    precision: Array
    phi: Array
    beta: Array
    columns: Array
    residual: Array
    effects: Array
    estimated: Array
    squares: Array
    gradient: Array
    value: Array

    def take(self, chosen: NDArray[np.intp]) -> EffectsEvaluation:
        """Those responses only."""
        return EffectsEvaluation(*(getattr(self, field.name)[chosen] for field in fields(self)))


@np.errstate(all="ignore")
def evaluate_effects(
    sums: EffectSums, entries: EffectEntries, theta: Array, reml: bool
) -> EffectsEvaluation:
    """Evaluate each response of `sums` at its row of `theta` (B, K)."""
    b, q, p, j = sums.zx.shape
    g, sigma2 = entries.covariance(theta), theta[:, -1]
    admissible = (sigma2 > 0) & np.isfinite(theta).all(axis=1)
    sigma2 = np.where(admissible, sigma2, 1.0)
    g = np.where(admissible[:, None, None], g, 0.0)
    inner = small_products(sums.zz, g[..., None])
    inner += sigma2[:, None, None, None] * np.eye(q)[:, :, None]
    inverse, determinant = small_inverses(inner)
    columns = small_products(inverse, sums.zx)
    scores = small_products(inverse, sums.zy[:, :, None])[:, :, 0]
    effects = small_products(inverse, sums.zz)
    # G times Z'X and Z'y, whose products with T and t are what V^-1 has less than I / sigma^2
    carried = (g @ sums.zx.reshape(b, q, p * j)).reshape(b, q, p, j)
    weighted = g @ sums.zy
    precision, cross = sums.xx.copy(), sums.xy[:, :, None].copy()
    for each in range(q):
        precision -= carried[:, each] @ np.swapaxes(columns[:, each], 1, 2)
        cross -= columns[:, each] @ weighted[:, each, :, None]
    precision = (precision + np.swapaxes(precision, 1, 2)) / (2.0 * sigma2[:, None, None])
    cross = cross[:, :, 0] / sigma2[:, None]
    square = (sums.yy - (weighted * scores).sum(axis=(1, 2))) / sigma2
    factor, definite = factors(precision)
    good = admissible & definite & (determinant > 0).all(axis=1)
    phi = inverses(factor)
    beta = (phi @ cross[:, :, None])[:, :, 0]
    residual = scores - (beta[:, None, None] @ columns)[:, :, 0]
    squares = square - (cross * beta).sum(axis=1)
    log_det = np.log(np.where(determinant > 0, determinant, 1.0)).sum(axis=1)
    value = log_det + (sums.n - j * q) * np.log(sigma2) + squares
    freedom = sums.n
    estimated = np.zeros_like(effects)
    if reml:
        freedom = freedom - p
        value = value + 2.0 * np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
        shares = phi[:, None] @ columns
        for row, column in np.ndindex(q, q):
            if column <= row:
                estimated[:, row, column] = (shares[:, row] * columns[:, column]).sum(axis=1)
                estimated[:, column, row] = estimated[:, row, column]
    value = value + freedom * np.log(2 * np.pi)
    outer = residual[:, :, None] * residual[:, None]
    by_entry = (entries.basis @ summed(effects - outer - estimated))[:, :, 0]
    of_entries = theta[:, entries.at]
    by_sigma2 = (freedom - squares - (of_entries * by_entry).sum(axis=1)) / sigma2
    return EffectsEvaluation(
        theta=theta,
        precision=precision,
        phi=phi,
        beta=beta,
        columns=columns,
        residual=residual,
        effects=effects,
        estimated=estimated,
        squares=squares,
        gradient=np.concatenate([by_entry, by_sigma2[:, None]], axis=1),
        value=np.where(good & np.isfinite(value), value, np.inf),
    )


def effects_information(
    at: EffectsEvaluation, sums: EffectSums, entries: EffectEntries, observed: Marks, reml: bool
) -> Array:
    """(B, K, K): observed where marked, expected elsewhere; as `likelihood.py` scales it."""
    p = at.columns.shape[2]
    basis = entries.basis
    marked = observed[:, None, None, None]
    outer = at.residual[:, :, None] * at.residual[:, None]
    middle = np.where(marked, 2.0 * outer - at.effects, at.effects)
    middle = middle + np.where(marked, 2.0, -2.0) * at.estimated
    form = form_sums(basis, at.effects, middle)
    slopes = basis @ outer_sums(at.residual, at.columns)
    quadratic = slopes @ at.phi @ np.swapaxes(slopes, 1, 2)
    form = form - 2.0 * np.where(observed[:, None, None], quadratic, 0.0)
    sign = np.where(observed, 1.0, -1.0)
    of_effects, of_residual = basis @ summed(at.effects), basis @ summed(outer)
    share = basis @ summed(at.estimated)
    edge = np.where(observed[:, None, None], 2.0 * of_residual - of_effects, of_effects)
    edge = (edge + sign[:, None, None] * share)[:, :, 0]
    corner = np.where(observed, 2.0 * at.squares - sums.n, sums.n)
    if reml:
        curve = entry_curves(at.columns, basis)
        form = form - sign[:, None, None] * curve_products(curve, at.phi)
        corner = corner + sign * p
    return (with_sigma2(form, edge, corner, at.theta, entries)) / 2.0


def entry_curves(columns: Array, basis: Array) -> Array:
    """(B, L, p, p): F_k = sum_j T_j' E_k T_j."""
    b, q, p, j = columns.shape
    flat = columns.reshape(b, q * p, j)
    pairs = (flat @ np.swapaxes(flat, 1, 2)).reshape(b, q, p, q, p).transpose(0, 1, 3, 2, 4)
    return np.asarray((basis @ pairs.reshape(b, q * q, p * p)).reshape(b, -1, p, p))


def with_sigma2(
    form: Array, edge: Array, corner: Array, theta: Array, entries: EffectEntries
) -> Array:
    """(B, K, K): a bilinear form in the derivatives, with sigma^2's from homogeneity.

    Args:
        form: (B, L, L) between the entries of G.
        edge: (B, L), with V in the place of one derivative.
        corner: (B,), with V in the place of both.
        theta: (B, K).
        entries: which of theta are the entries.
    """
    weights, sigma2 = theta[:, entries.at], theta[:, -1]
    form = (form + np.swapaxes(form, 1, 2)) / 2.0
    carried = (form @ weights[:, :, None])[:, :, 0]
    beside = (edge - carried) / sigma2[:, None]
    last = corner - 2.0 * (weights * edge).sum(axis=1) + (weights * carried).sum(axis=1)
    whole = np.empty((len(form), entries.n_parameters, entries.n_parameters))
    whole[:, :-1, :-1] = form
    whole[:, :-1, -1] = whole[:, -1, :-1] = beside
    whole[:, -1, -1] = last / sigma2**2
    return whole
