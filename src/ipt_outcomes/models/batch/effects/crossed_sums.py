"""The pass over the scores of random effects of several factors: rows turned onto X and Z.

With (X, Z) = Q R by Householder's reflections, all that X and the random effects reach lies in the
p + q columns of Q, the first p of which span X. There V is sigma^2 I + sum_k theta_k V_k with
V_k made of the rows of R, and in every direction outside it is sigma^2. No squares are formed, so
that an effect within the span of X loses no digits, and columns of Z may depend on one another.

Responses whose scores stand in the same rows share Q and R.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.crossed_design import CrossedDesign
from ipt_outcomes.models.batch.response_sums import NEARLY_ALIASED, able_to_square, nearly_exact
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False)
class CrossedSums:
    """B responses, P patterns of rows; m = p + q. The scores are what least squares leaves of them.

    pattern  (B,) each response's pattern
    x        (P, p, p) X in the first p columns of Q: upper triangular, zero in the others
    z        (P, q, q) Z in the last q columns, which are turned to the axes of the effects
             `CrossedDesign.in_axes`
    parts    (P, L, m, m) V's derivatives by the entries of G
    inside   (B, q) the scores along the last q columns
    outside  (B,) sum of squares of the scores outside Q
    n        (B,) scores
    offset   (B, p) internal least-squares coefficients
    """

    pattern: NDArray[np.intp]
    x: Array
    z: Array
    parts: Array
    inside: Array
    outside: Array
    n: Array
    offset: Array

    def take(self, chosen: NDArray[np.intp]) -> CrossedSums:
        """Those responses only."""
        own = ("pattern", "inside", "outside", "n", "offset")
        return replace(self, **{name: getattr(self, name)[chosen] for name in own})

    def of_each(self, stack: Array) -> Array:
        """(B or 1, ...) from (P, ...): what is the same for all is not repeated."""
        return stack if len(stack) == 1 else stack[self.pattern]

    @property
    def beside(self) -> Array:
        """(P, L, q, q) the derivatives on what the fixed effects leave."""
        p = self.x.shape[1]
        return np.ascontiguousarray(self.parts[:, :, p:, p:])

    @property
    def log_gram(self) -> Array:
        """(B or 1,) log |X'X|."""
        heights = np.abs(np.diagonal(self.x, axis1=1, axis2=2))
        return self.of_each(2.0 * np.log(heights).sum(axis=1))

    @property
    def squares(self) -> Array:
        """(B,) y'y."""
        return np.asarray(self.outside + np.square(self.inside).sum(axis=1))


def crossed_sums(design: CrossedDesign, scores: Array) -> tuple[CrossedSums, Marks]:
    """Sums of scores (B, n, 1), NaN where there is none, and which responses can be batched.

    Those that cannot: aliased columns, a constant score, one that is infinite or cannot be squared,
    scores that the fixed part gives nearly exactly, no more scores than columns.
    """
    scores = scores[:, :, 0]
    seen = ~np.isnan(scores)
    finite = np.where(seen, scores, 0.0)
    able = able_to_square(finite)
    finite[~able] = 0.0
    b, p = len(scores), design.n_columns
    m = p + design.z.shape[1]
    pattern, kinds = pd.factorize(np.array([rows.tobytes() for rows in seen], dtype=object))
    along, outside = np.zeros((b, m)), np.empty(b)
    x = np.empty((len(kinds), p, p))
    z = np.empty((len(kinds), m - p, m - p))
    parts = np.empty((len(kinds), len(design.entries.row), m, m))
    whole = np.hstack([design.x, design.z])
    for number, kind in enumerate(kinds):
        rows = np.frombuffer(kind, dtype=bool)
        q, r = np.linalg.qr(whole[rows])
        # Fewer rows than columns: directions that no row has are zero.
        turned = np.zeros((m, m))
        turned[: len(r)] = r
        x[number] = turned[:p, :p]
        axes = _axes(design, turned[p:, p:])
        turned[p:, p:] = z[number] = axes.T @ turned[p:, p:]
        parts[number] = design.derivatives(turned[:, p:])
        members = np.flatnonzero(pattern == number)
        own = finite[np.ix_(members, rows)]
        found = own @ q
        along[members, : q.shape[1]] = found
        along[members, p:] = along[members, p:] @ axes
        outside[members] = np.square(own - found @ q.T).sum(axis=1)
    heights = np.square(np.diagonal(x, axis1=1, axis2=2))
    regular = heights.min(axis=1) > NEARLY_ALIASED * heights.max(axis=1)
    safe = np.where(regular[:, None, None], x, np.eye(p))
    n = seen.sum(axis=1)
    sums = CrossedSums(
        pattern=pattern,
        x=safe,
        z=z,
        parts=parts,
        inside=np.ascontiguousarray(along[:, p:]),
        outside=outside,
        n=n.astype(np.float64),
        offset=np.linalg.solve(safe[pattern], along[:, :p, None])[:, :, 0],
    )
    highest = np.max(finite, axis=1, where=seen, initial=-np.inf)
    lowest = np.min(finite, axis=1, where=seen, initial=np.inf)
    enough = n > p + design.entries.n_parameters
    able &= regular[pattern] & enough & (highest > lowest) & ~nearly_exact(sums.squares, finite)
    return sums, able


def _axes(design: CrossedDesign, turned: Array) -> Array:
    """(q, q) orthonormal columns, in which V's derivative by one kind's variance is diagonal."""
    kind = design.in_axes
    if kind is None:
        return np.eye(len(turned))
    effects = turned[:, design.starts[kind] : design.starts[kind + 1]]
    return np.asarray(np.linalg.svd(effects)[0])
