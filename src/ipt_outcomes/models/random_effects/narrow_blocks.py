"""Very many small blocks at one theta, a person's intercept and slope, some thousands at a time.

Every array has the blocks along its last axis: an operation on a small matrix is one on all blocks.
With W = V^-1, Y = W R and P = R'W R, and V_k = R E_k R' for a parameter of G, whatever the sums of
`narrow_sums.py` need of a block is in W, Y and P.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.random_effects.rotated_blocks import Patterns
from ipt_outcomes.models.random_effects.terms import Codes

_AT_ONCE = 100_000
"""Numbers held at a time: what fits in the processor's cache."""


@dataclass(frozen=True, repr=False)
class Inverted:
    """Some blocks at one theta.

    r             (r, Q, blocks)  R
    w             (r, r, blocks)  V^-1
    half_log_det  (blocks)        half of log |V|
    """

    r: Array
    w: Array
    half_log_det: Array

    @cached_property
    def y(self) -> Array:
        """(r, Q, blocks) W R."""
        return product(self.w, self.r)

    @cached_property
    def p(self) -> Array:
        """(Q, Q, blocks) R'W R."""
        return product(self.r.swapaxes(0, 1), self.y)

    def of(self, pattern: Codes) -> Inverted:
        """The blocks of these patterns."""
        return replace(self, r=self.r[..., pattern], w=self.w[..., pattern])


@dataclass(frozen=True, repr=False)
class Kinds:
    """Some patterns, how many blocks have each (patterns), and their rows.

    rows  the blocks' own matrices, and u (r, p + 1, blocks), some at a time
    """

    at: Inverted
    count: Array
    rows: list[tuple[Inverted, Array]]


@dataclass(frozen=True, repr=False)
class NarrowBlocks:
    """Patterns at one theta; `g` (Q, Q) is the covariance of the random effects of a block."""

    patterns: Patterns
    g: Array
    sigma2: float

    @cached_property
    def some(self) -> list[Kinds]:
        """All patterns, some at a time.

        Raises:
            NotPositiveDefiniteError: the covariance of a block is not positive.
        """
        patterns = self.patterns
        r, u, pattern = patterns.r_planes, patterns.u_planes, patterns.pattern
        n_patterns = r.shape[-1]
        ends = np.cumsum(np.bincount(pattern, minlength=n_patterns))
        step = max(1, _AT_ONCE // (u.shape[0] * u.shape[1]))
        found = []
        for start in range(0, n_patterns, step):
            stop = min(start + step, n_patterns)
            here = inverted(r[..., start:stop], self.g, self.sigma2)
            first, last = int(ends[start - 1]) if start else 0, int(ends[stop - 1])
            own = pattern[first:last] - start
            # A pattern has at most r (p + 1) rows, or else as many as people, one each.
            if len(own) == stop - start and (own == np.arange(len(own))).all():
                rows = [(here, u[..., first:last])]
            else:
                rows = [
                    (
                        here.of(own[at : at + step]),
                        u[..., first + at : min(first + at + step, last)],
                    )
                    for at in range(0, len(own), step)
                ]
            found.append(Kinds(here, patterns.count[start:stop], rows))
        return found


def inverted(r: Array, g: Array, sigma2: float) -> Inverted:
    """V = R G R' + sigma^2 I = L D L' and its inverse, for blocks r (r, Q, any).

    Raises:
        NotPositiveDefiniteError: the covariance of a block is not positive.
    """
    rank, width, n = r.shape
    turned = (g @ r.swapaxes(0, 1).reshape(width, -1)).reshape(width, rank, n)
    pivots, inverse = np.empty((rank, n)), np.zeros((rank, rank, n))
    lower = np.empty((rank, rank, n))
    for i in range(rank):
        for j in range(i + 1):
            v = (r[i] * turned[:, j]).sum(axis=0)
            for k in range(j):
                v -= lower[i, k] * lower[j, k] * pivots[k]
            if i == j:
                pivots[i] = v + sigma2
            else:
                lower[i, j] = v / pivots[j]
        if not (pivots[i] > 0).all():
            raise NotPositiveDefiniteError("the covariance of a block is not positive")
        # The rows of L^-1
        inverse[i, i] = 1.0
        for j in range(i):
            inverse[i, j] = -lower[i, j]
            for k in range(j + 1, i):
                inverse[i, j] -= lower[i, k] * inverse[k, j]
    over = 1.0 / pivots
    w = np.empty((rank, rank, n))
    for i in range(rank):
        for j in range(i + 1):
            w[i, j] = over[i] * inverse[i, j]
            for k in range(i + 1, rank):
                w[i, j] += over[k] * inverse[k, i] * inverse[k, j]
            w[j, i] = w[i, j]
    return Inverted(r, w, 0.5 * np.log(pivots).sum(axis=0))


def product(left: Array, right: Array) -> Array:
    """Matrix products of (a, b, any) and (b, c, any), the last axis running over the blocks."""
    rows, inner, n = left.shape
    result = np.empty((rows, right.shape[1], n))
    for i in range(rows):
        np.multiply(left[i, 0], right[0], out=result[i])
        for k in range(1, inner):
            result[i] += left[i, k] * right[k]
    return result
