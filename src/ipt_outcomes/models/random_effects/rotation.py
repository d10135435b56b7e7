"""Blocks turned onto the column space of their Z, those with equal Z together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.effect_columns import EffectColumns
from ipt_outcomes.models.random_effects.order import distinct
from ipt_outcomes.models.random_effects.terms import Codes
from ipt_outcomes.models.random_effects.thin_qr import thin_qr
from ipt_outcomes.models.random_effects.triangular import triangular_factor


@dataclass(frozen=True, repr=False)
class Rotation:
    """Z = Q R for the kinds of blocks of one shape.

    q        (kinds, n_b, r)
    r        (kinds, r, columns of Z)
    pattern  (m) the kind of each block
    """

    q: Array
    r: Array
    pattern: Codes

    def turn(self, response: Array, blocks: slice | Codes = slice(None)) -> tuple[Array, Array]:
        """Q'z (m, r, p + 1), and z - QQ'z (m, n_b, p + 1), of the chosen blocks."""
        own = self.q[self.pattern[blocks]]
        u = np.swapaxes(own, 1, 2) @ response
        return u, response - own @ u


def rotation(design: Array) -> Rotation:
    """The rotation of a stack of designs (m, n_b, columns)."""
    pattern, first = distinct(design)
    q, r = thin_qr(design if len(first) == len(design) else design[first])
    return Rotation(q, r, pattern)


def pool(u: Array, code: Codes) -> tuple[Array, Codes]:
    """Replace the u (m, r, p + 1) of a code, where many, by a factor of their sum of products."""
    rank, width = u.shape[1:]
    count = np.bincount(code)
    crowded = np.flatnonzero(count > rank * width)
    if len(crowded) == 0:
        return u, code
    order = np.argsort(code, kind="stable")
    ends = np.cumsum(count)
    alone = count[code] <= rank * width
    pooled, kept = [u[alone]], [code[alone]]
    for kind in crowded:
        members = order[ends[kind] - count[kind] : ends[kind]]
        factor = triangular_factor(u[members].reshape(len(members), -1))
        pooled.append(factor.reshape(-1, rank, width))
        kept.append(np.full(len(factor), kind))
    return np.concatenate(pooled), np.concatenate(kept)


def derivatives(r: Array, columns: Sequence[EffectColumns]) -> Array:
    """R E_k R' (K, kinds, r, r), E_k = dG/dtheta_k."""
    kinds, rank, _ = r.shape
    a = np.empty((len(columns), kinds, rank, rank))
    for k, entry in enumerate(columns):
        a[k] = entry.around(r)
    return a


def padded(stack: Array, rank: int) -> Array:
    """A stack (m, r, any) with rows of zeros up to `rank`.

    A row of zeros in R and u adds a direction in which V is sigma^2 and the data are zero: count
    one less of sigma^2 for it, and every sum stays as it was.
    """
    if stack.shape[1] == rank:
        return stack
    return np.concatenate([stack, np.zeros((len(stack), rank - stack.shape[1], stack.shape[2]))], 1)
