"""The likelihood, its gradient and its information at one theta for each of many responses.

The formulas are those of `likelihood.py` and `pattern_moments.py`, in saturated columns: with W_r
the padded inverse for pattern r, G_r = sum x x', and Phi = M (X'V^-1X)^-1 M' in blocks of C,

    X'V^-1X      M' (sum_r W_r (x) G_r) M
    E_r          sum of r r' over the people of r, their residuals at the m visits
    D_r          sum of r x', (m, C)
    T_r[s, t]    trace of Phi[s, t] G_r: the share of the estimated coefficients in E_r

and the gradient by V itself is sum_r n_r W_r - W_r (E_r + T_r) W_r. All informations are sums over
r of tr(V_k W_r V_l Z_r) with some Z_r, but for tr(Phi F_k Phi F_l) with
F_k = sum_r W_r V_k W_r (x) G_r, which costs more than all the rest. The search does without it,
inference does not.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.family_stack import FamilyStack
from ipt_outcomes.models.batch.response_sums import ResponseSums
from ipt_outcomes.models.batch.stacks import Marks, factors, inverses, padded_inverses
from ipt_outcomes.models.covariance.entries import (
    by_parameters,
    entry_sums,
    pair_forms,
    triangle,
    turned_entries,
    turned_forms,
)
from ipt_outcomes.models.moments import Array

_AT_ONCE = 8
"""Responses whose (K, m C, m C) arrays are held together, to stay near the processor."""


@dataclass(frozen=True, repr=False)
class Evaluations:
    """B responses, each at its theta.

    theta      (B, K)
    first      (B or 1, K, T) derivatives of V's entries; None where the parameters are these
    bent       (B, K, K, m, m) second derivatives, or None
    inverse    (B, R, m, m) W_r
    phi        (B, m C, m C)
    beta       (B, p) internal coefficients of the scores that least squares left
    residual   (B, R, m, C) D_r
    spread     (B, R, m, m) W_r E_r W_r, symmetric to rounding
    estimated  (B, R, m, m) W_r T_r W_r; None with ML
    slope      (B, m, m) the gradient of minus twice the log-likelihood by V
    value      (B,) minus twice the log-likelihood in internal columns; infinite where V or
               X'V^-1X is not positive definite
    """

    theta: Array
    first: Array | None
    bent: Array | None
    inverse: Array
    phi: Array
    beta: Array
    residual: Array
    spread: Array
    estimated: Array | None
    slope: Array
    value: Array

    def take(self, chosen: NDArray[np.intp]) -> Evaluations:
        """Those responses only."""
        kept = {}
        for field in fields(self):
            stack = getattr(self, field.name)
            shared = stack is None or (field.name == "first" and len(stack) == 1)
            kept[field.name] = stack if shared else stack[chosen]
        return Evaluations(**kept)

    @property
    def gradient(self) -> Array:
        """(B, K): of minus twice the log-likelihood."""
        return by_parameters(self.first, entry_sums(self.slope))


@np.errstate(over="ignore", invalid="ignore")
def evaluate_many(
    sums: ResponseSums, families: FamilyStack, columns: Array | None, theta: Array, reml: bool
) -> Evaluations:
    """Evaluate each response of `sums` at its row of `theta` (B, K); `columns` is M.

    A theta so far out that numbers overflow has the value infinity, which the search refuses.
    """
    b, r, m = sums.seen.shape
    c = sums.grams.shape[-1]
    inverse, log_det, good = padded_inverses(families.matrix(theta), sums.seen)
    by_pattern = sums.grams.reshape(b, r, c * c)
    whole = np.swapaxes(inverse.reshape(b, r, m * m), 1, 2) @ by_pattern
    whole = whole.reshape(b, m, m, c, c).transpose(0, 1, 3, 2, 4).reshape(b, m * c, m * c)
    right = (inverse @ sums.cross).sum(axis=1).reshape(b, m * c, 1)
    if columns is not None:
        whole, right = columns.T @ whole @ columns, columns.T @ right
    factor, definite = factors(whole)
    good = good & definite
    phi = inverses(factor)
    beta = phi @ right
    saturated = beta
    if columns is not None:
        phi, saturated = columns @ phi @ columns.T, columns @ beta
    fitted = saturated.reshape(b, 1, m, c)
    residual = sums.cross - fitted @ sums.grams
    half = fitted @ np.swapaxes(sums.cross, 2, 3)
    products = sums.products - half - residual @ np.swapaxes(fitted, 2, 3)
    spread = inverse @ products @ inverse
    squares = inverse.reshape(b, 1, -1) @ products.reshape(b, -1, 1)
    value = (sums.people * log_det).sum(axis=1) + squares[:, 0, 0]
    both, estimated = spread, None
    n = sums.n_observations.astype(np.float64)
    if reml:
        n = n - whole.shape[1]
        value = value + 2.0 * np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
        blocks = phi.reshape(b, m, c, m, c).transpose(0, 1, 3, 2, 4).reshape(b, m * m, c * c)
        shares = np.swapaxes(blocks @ np.swapaxes(by_pattern, 1, 2), 1, 2).reshape(b, r, m, m)
        estimated = inverse @ shares @ inverse
        both = spread + estimated
    value = value + n * np.log(2 * np.pi)
    slope = sums.people[:, None] @ inverse.reshape(b, r, m * m)
    slope = slope.reshape(b, m, m) - both.sum(axis=1)
    return Evaluations(
        theta=theta,
        first=families.first(theta),
        bent=families.second(theta),
        inverse=inverse,
        phi=phi,
        beta=beta[:, :, 0],
        residual=residual,
        spread=spread,
        estimated=estimated,
        slope=(slope + np.swapaxes(slope, 1, 2)) / 2.0,
        value=np.where(good & np.isfinite(value), value, np.inf),
    )


def information(
    at: Evaluations, sums: ResponseSums, observed: Marks, *, exact: bool, reml: bool
) -> Array:
    """(B, K, K): observed where marked, expected elsewhere; as `likelihood.py` scales it.

    With `exact` false tr(Phi F_k Phi F_l) is taken to be tr(Phi Q_kl), which it is without dropout.
    """
    # The observed form is twice that of the residual less the expected one.
    middle = sums.people[:, :, None, None] * at.inverse
    if at.estimated is not None:
        # tr(Phi Q_kl) stands twice in the Hessian, and the product once with the other sign.
        middle -= 2.0 * at.estimated if exact else at.estimated
    if observed.all():
        middle = 2.0 * at.spread - middle
    elif observed.any():
        marked = observed[:, None, None, None]
        middle = np.where(marked, 2.0 * at.spread - middle, middle)
    hessian = pair_traces(at.first, at.inverse, middle)
    if observed.any():
        slopes = vectors_turned(at.first, at.inverse, at.inverse @ at.residual)
        quadratic = slopes @ at.phi @ np.swapaxes(slopes, 1, 2)
        hessian = hessian - 2.0 * np.where(observed[:, None, None], quadratic, 0.0)
        if at.bent is not None:
            curved = (at.bent * at.slope[:, None, None]).sum(axis=(3, 4))
            hessian = hessian + np.where(observed[:, None, None], curved, 0.0)
    if exact and reml:
        sign = np.where(observed, -1.0, 1.0)[:, None, None]
        hessian = hessian + sign * estimation_products(at, sums)
    return np.asarray((hessian + np.swapaxes(hessian, 1, 2)) / 4.0)


def pair_traces(first: Array | None, left: Array, right: Array) -> Array:
    """(B, K, K): sum over r of tr(V_k left_r V_l right_r), both (B, R, m, m) and symmetric."""
    forms = pair_forms(left, right)
    return forms if first is None else np.asarray(first @ forms @ np.swapaxes(first, 1, 2))


def vectors_turned(first: Array | None, inverse: Array, vectors: Array) -> Array:
    """(B, K, m C): sum over r of W_r V_k S_r, with S (B, R, m, C)."""
    b, _, m, c = vectors.shape
    return by_parameters(first, turned_forms(inverse, vectors).reshape(b, -1, m * c))


def estimation_products(at: Evaluations, sums: ResponseSums) -> Array:
    """(B, K, K): tr(Phi F_k Phi F_l), some responses at a time."""
    b, k = at.theta.shape
    found = np.empty((b, k, k))
    for begin in range(0, b, _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        first = at.first if at.first is None or len(at.first) == 1 else at.first[some]
        found[some] = curve_products(
            curves(first, at.inverse[some], sums.grams[some]), at.phi[some]
        )
    return found


def curves(first: Array | None, inverse: Array, grams: Array) -> Array:
    """(B, K, m C, m C): sum over r of W_r V_k W_r (x) G_r, F_k in saturated columns.

    Both factors are symmetric: their lower triangles are enough.
    """
    b, r, m, _ = inverse.shape
    c = grams.shape[-1]
    visits, carriers = triangle(m), triangle(c)
    n = len(visits.row)
    lower = np.swapaxes(grams[:, :, carriers.row, carriers.column], 1, 2)
    summed = lower @ turned_entries(inverse).reshape(b, r, n * n)
    by_entry = np.swapaxes(summed.reshape(b, -1, n, n), 1, 2).reshape(b, n, -1)
    derived = by_parameters(first, by_entry)
    # (K, cd, ab), then each entry of F_k its own
    entry = carriers.place[None, :, None, :] * n + visits.place[:, None, :, None]
    return derived.take(entry.ravel(), axis=2).reshape(b, -1, m * c, m * c)


def curve_products(curve: Array, phi: Array) -> Array:
    """(B, K, K): tr(Phi F_k Phi F_l) for F (B, K, p, p)."""
    b, k, p, _ = curve.shape
    turned = (curve.reshape(b, k * p, p) @ phi).reshape(b, k, p, p)
    crossed = np.swapaxes(turned, 2, 3).reshape(b, k, p * p)
    return np.asarray(turned.reshape(b, k, p * p) @ np.swapaxes(crossed, 1, 2))
