"""The `Moments` of very many small blocks: rank 1 to 4, a person's intercept and slope.

With W = V^-1, t = W u, s = R't and V_k = R E_k R' (E_k has zeros and ones, and is the same for all
blocks), u'W V_k W u = s'E_k s and tr(W V_k W V_l) = tr(P E_k P E_l) for P = R'W R: sums over the
blocks of products of the few entries of s, or of P, are enough for every parameter of G at once.
The sums of second order are left until they are wanted, and then asked for at a symmetric M: with
B = t M t' they are tr(V_k W V_l B), in which the columns of u no longer appear.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.random_effects.effect_columns import factor_of
from ipt_outcomes.models.random_effects.narrow_blocks import Inverted, NarrowBlocks, product
from ipt_outcomes.models.random_effects.rotated_blocks import Patterns

_NARROW = 4
"""Largest rank, and largest number of columns of Z."""

_MANY = 1000
"""Blocks from which on it is worth while: its operations are quick each, and many."""


def is_narrow(patterns: Patterns) -> bool:
    """Whether these are very many small blocks."""
    narrow = max(patterns.rank, patterns.r.shape[-1]) <= _NARROW
    return narrow and len(patterns.u) >= _MANY


def narrow_moments(patterns: Patterns, theta: Array, order: int) -> Moments:
    """The sums of blocks of one rank at theta; sigma^2 is the last parameter.

    Raises:
        NotPositiveDefiniteError: the covariance of a block is not positive.
    """
    effects = _derivatives(patterns)
    g = np.tensordot(theta[:-1], effects, axes=1)
    blocks = NarrowBlocks(patterns, g, float(theta[-1]))
    k, width, columns = len(theta), patterns.u.shape[-1], effects.shape[-1]
    ss, tt = np.zeros((columns * width, columns * width)), np.zeros((width, width))
    log_det, trace, squares = 0.0, np.zeros(k), ProductSums(columns)
    for kinds in blocks.some:
        here, count = kinds.at, kinds.count
        log_det += 2.0 * float(count @ here.half_log_det)
        if order:
            trace[:-1] += _along(effects, here.p @ count)
            trace[-1] += float(np.trace(here.w) @ count)
        if order == 2:
            squares.add(here, here.p * count, here.y * count, here.w * count)
        for own, u in kinds.rows:
            t = product(own.w, u)
            s = product(own.r.swapaxes(0, 1), t).reshape(columns * width, -1)
            ss += s @ s.T
            tt += products(t, t)
    by_column = ss.reshape(columns, width, columns, width)
    # u'W u = u'W (R G R' + sigma^2 I) W u, a sum of squares
    zz = np.einsum("ab,aibj->ij", g, by_column) + theta[-1] * tt
    if order == 0:
        return Moments(zz, log_det)
    first = np.empty((k, width, width))
    np.einsum("kab,aibj->kij", effects, by_column, out=first[:-1])
    first[-1] = tt
    if order == 1:
        return Moments(zz, log_det, first=first, trace=trace)
    return Moments(
        zz,
        log_det,
        first=first,
        second=NarrowPairs(blocks, effects),
        trace=trace,
        trace2=squares.by_parameter(effects),
    )


class ProductSums:
    """Sums over blocks of tr(V_k W V_l B), for B of which R'B R, B R and B are given."""

    def __init__(self, columns: int) -> None:
        self._inside = np.zeros((columns**2, columns**2))
        self._beside = np.zeros((columns, columns))
        self._corner = 0.0

    def add(self, at: Inverted, inside: Array, beside: Array, own: Array) -> None:
        """Add blocks: R'B R (Q, Q, any), B R (r, Q, any) and B (r, r, any)."""
        square = len(self._inside)
        self._inside += at.p.reshape(square, -1) @ inside.reshape(square, -1).T
        self._beside += products(at.y, beside)
        self._corner += float(np.vdot(at.w, own))

    def by_parameter(self, effects: Array) -> Array:
        """(K, K), for the E_k (K - 1, Q, Q)."""
        columns = effects.shape[-1]
        outer = self._inside.reshape(columns, columns, columns, columns)
        result = np.empty((len(effects) + 1, len(effects) + 1))
        # tr(E_k P E_l R'B R)
        half = np.einsum("kab,bcda->kcd", effects, outer)
        result[:-1, :-1] = np.einsum("kcd,lcd->kl", half, effects)
        result[-1, :-1] = result[:-1, -1] = _along(effects, self._beside)
        result[-1, -1] = self._corner
        return result


@dataclass(frozen=True, repr=False)
class NarrowPairs:
    """The sums of second order, `PairSums`; `effects` (K - 1, Q, Q) are the E_k."""

    blocks: NarrowBlocks
    effects: Array

    def contracted(self, matrix: Array) -> Array:
        """See `PairSums.contracted`."""
        values, vectors = np.linalg.eigh(matrix)
        size = np.abs(values)
        used = size > np.finfo(float).eps * size.max()
        signs, roots = np.sign(values[used]), (vectors[:, used] * np.sqrt(size[used])).T
        sums = ProductSums(self.effects.shape[-1])
        for kinds in self.blocks.some:
            for own, u in kinds.rows:
                middle = np.empty_like(own.w)
                turned = roots @ u
                for i in range(len(u)):
                    signed = turned[i] if (signs > 0).all() else signs[:, None] * turned[i]
                    for j in range(i + 1):
                        np.einsum("cn,cn->n", signed, turned[j], out=middle[i, j])
                        middle[j, i] = middle[i, j]
                b = product(product(own.w, middle), own.w)
                beside = product(b, own.r)
                sums.add(own, product(own.r.swapaxes(0, 1), beside), beside, b)
        return sums.by_parameter(self.effects)

    def weighted(self, weights: Array) -> Array:
        """See `PairSums.weighted`."""
        even = (weights + weights.T) / 2.0
        inside, beside, corner = even[:-1, :-1], even[:-1, -1], float(even[-1, -1])
        # sum_kl weights E_k P E_l, linear in P
        spread = np.einsum("kl,kab,lcd->adbc", inside, self.effects, self.effects)
        beside_g = np.tensordot(beside, self.effects, axes=1)
        columns, width = self.effects.shape[-1], self.blocks.patterns.u.shape[-1]
        total = np.zeros((width, width))
        for kinds in self.blocks.some:
            for own, u in kinds.rows:
                n = u.shape[-1]
                flat = spread.reshape(columns**2, -1) @ own.p.reshape(columns**2, n)
                middle = flat.reshape(columns, columns, n)
                t = product(own.w, u)
                s = product(own.r.swapaxes(0, 1), t)
                m = product(own.y.swapaxes(0, 1), t)
                total += products(s, product(middle, s))
                mixed = np.tensordot(beside_g, m, axes=1)
                crossed = products(s, mixed)
                total += crossed + crossed.T
                total += corner * products(t, product(own.w, t))
        return total


def _derivatives(patterns: Patterns) -> Array:
    """E_k = dG/dtheta_k, (K - 1, Q, Q)."""
    width = patterns.r.shape[-1]
    halves = [factor_of(np.ones(1), (entry,), width) for entry in patterns.columns]
    return np.stack(
        [
            half if entry.is_variance else half + half.T
            for half, entry in zip(halves, patterns.columns, strict=True)
        ]
    )


def _along(effects: Array, matrix: Array) -> Array:
    """tr(E_k M), (K - 1)."""
    return np.asarray(np.tensordot(effects, matrix, axes=([1, 2], [1, 0])))


def products(left: Array, right: Array) -> Array:
    """The sum over blocks of left'right, for (a, b, any) and (a, c, any)."""
    return np.asarray(sum(one @ other.T for one, other in zip(left, right, strict=True)))
