"""The sums over pairs of parameters of an arrow, not formed: symbols as in `arrow_moments.py`.

Of z'V^-1 V_k V^-1 V_l V^-1 z for inner k and l, a (p + 1, p + 1) matrix for each pair, only the
traces with one matrix M and one weighted sum are wanted. With T[i, j] = sum v[i] v[j]' over the
atoms of a pattern and C[i, j] = tr(M T[i, j]),

    tr(M sum v'A_k A_l v) = sum_hj (A_k' C)[h, j] A_l[h, j],
    tr(M h_k' C h_l)      = the sum of the entries of h_k M times those of C h_l.

Formulas: docs/methods.md, "Clusters of people".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ipt_outcomes.models.moments import Array, contracted, weighted
from ipt_outcomes.models.random_effects.terms import Codes


@dataclass(frozen=True, repr=False)
class ArrowPairs:
    """The `PairSums` z'V^-1 V_k V^-1 V_l V^-1 z.

    whole     (K, K, p + 1, p + 1) the pairs with an outer parameter; zero elsewhere
    inner_at  (K_in) places of the inner parameters
    first     (K_in, P, r, r) A_k
    squares   (P, r, r, p + 1, p + 1) T of every pattern
    left      (any, K_in, p + 1) rows of h_k, cluster by cluster
    right     (any, K_in, p + 1) the same rows of C h_k
    """

    whole: Array
    inner_at: Codes
    first: Array
    squares: Array
    left: Array
    right: Array

    def contracted(self, matrix: Array) -> Array:
        """(K, K) traces; see `PairSums`."""
        made = contracted(self.whole, matrix)
        size = matrix.size
        inside = (self.squares.reshape(-1, size) @ matrix.ravel()).reshape(self.squares.shape[:3])
        own = pair_sums(self.first, inside)
        own -= np.tensordot(self.left @ matrix, self.right, axes=([0, 2], [0, 2]))
        made[square(self.inner_at)] += own
        return made

    def weighted(self, weights: Array) -> Array:
        """(p + 1, p + 1): sum over k, l of weights[k, l] times the matrix; see `PairSums`."""
        own = weights[square(self.inner_at)]
        turned = np.tensordot(own, self.first, axes=1)
        between = (self.first @ turned).sum(axis=0)
        made = weighted(self.whole, weights) + np.tensordot(between, self.squares, axes=3)
        mixed = np.tensordot(own, self.left, axes=(0, 1))
        return np.asarray(made - np.tensordot(mixed, self.right, axes=([0, 1], [1, 0])))


def pair_sums(first: Array, inside: Array) -> Array:
    """(K, K): sum over patterns and entries of A_k A_l times `inside` (P, r, r)."""
    k = len(first)
    turned = np.swapaxes(first, 2, 3) @ inside
    return np.asarray(turned.reshape(k, -1) @ first.reshape(k, -1).T)


def square(at: Codes) -> Any:
    """The rows and columns `at`; without a copy, where they are side by side."""
    if len(at) and (np.diff(at) == 1).all():
        side = slice(int(at[0]), int(at[-1]) + 1)
        return side, side
    return np.ix_(at, at)
