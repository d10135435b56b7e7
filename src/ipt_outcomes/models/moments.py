"""What every likelihood, gradient and Kenward-Roger step needs of the data, and nothing more.

Symbols, once for the whole engine. A fit has n observations, p fixed-effect columns X (n x p),
a response y, and a covariance V (n x n, block diagonal) that depends on K covariance parameters
theta. Write z = (X, y), n x (p + 1), V_k = dV/dtheta_k and V_kl = d2V/dtheta_k dtheta_l. Then the
(restricted) likelihood, its gradient, the observed and the expected information, Satterthwaite's
and Kenward and Roger's (1997, Biometrics 53:983-997) adjustments are functions of the sums below.

Whoever can compute these sums at a given theta is a model: visit patterns do it from cross-products
per pattern, random effects from cross-products per block. Nothing else in the engine sees a row.

Formulas: docs/methods.md, "Notation".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class PairSums(Protocol):
    """A (K, K, p+1, p+1) array that need not be formed: only two contractions of it are used."""

    def contracted(self, matrix: Array) -> Array:
        """(K, K): the trace of `matrix` (p+1, p+1), symmetric, times each of the K x K matrices."""

    def weighted(self, weights: Array) -> Array:
        """(p+1, p+1): the sum of the K x K matrices, each times its entry of `weights` (K, K)."""


@dataclass(frozen=True, repr=False)
class Moments:
    """The sums at one theta. The last row and column of every z-matrix belong to y.

    zz        (p+1, p+1)        z' V^-1 z
    log_det   scalar            log |V|
    first     (K, p+1, p+1)     z' V^-1 V_k V^-1 z
    second    (K, K, p+1, p+1)  z' V^-1 V_k V^-1 V_l V^-1 z
    curvature (K, K, p+1, p+1)  z' V^-1 V_kl V^-1 z; None when V is linear in theta
    trace     (K,)              tr(V^-1 V_k)
    trace2    (K, K)            tr(V^-1 V_k V^-1 V_l)
    trace_curvature (K, K)      tr(V^-1 V_kl); None when V is linear in theta
    basis     (p+1, p+1)        of what columns the sums are: of z @ basis instead of z, where those
              of z would lose digits; upper triangular with 1 for y; None for z itself

    `first` and what follows are None where only the value was asked for. `second` and `curvature`
    may be the array or a `PairSums` that stands for it.
    """

    zz: Array
    log_det: float
    first: Array | None = None
    second: Array | PairSums | None = None
    curvature: Array | PairSums | None = None
    trace: Array | None = None
    trace2: Array | None = None
    trace_curvature: Array | None = None
    basis: Array | None = None


def contracted(pairs: Array | PairSums, matrix: Array) -> Array:
    """See `PairSums.contracted`."""
    if not isinstance(pairs, np.ndarray):
        return pairs.contracted(matrix)
    k, q = pairs.shape[0], matrix.shape[0]
    return np.asarray((pairs.reshape(k * k, q * q) @ matrix.ravel()).reshape(k, k))


def weighted(pairs: Array | PairSums, weights: Array) -> Array:
    """See `PairSums.weighted`."""
    if not isinstance(pairs, np.ndarray):
        return pairs.weighted(weights)
    return np.asarray(np.tensordot(weights, pairs, axes=2))
