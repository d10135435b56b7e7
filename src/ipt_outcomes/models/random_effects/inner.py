"""The covariance of the atoms that an outer random effect joins: people, given their visits.

An atom is what stays together inside a cluster: a person with a residual covariance over visits, or
a person's rows turned onto the column space of the person's own random effects. Atoms of one
pattern share one (r, r) covariance R.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import NotPositiveDefiniteError


@dataclass(frozen=True)
class InnerMatrices:
    """R of every pattern at one theta, K_in being the number of its parameters.

    inverse  (P, r, r)
    log_det  (P)
    first    (K_in, P, r, r) derivatives
    second   (K_in, K_in, P, r, r) second derivatives; None when R is linear
    """

    inverse: Array
    log_det: Array
    first: Array
    second: Array | None


class Inner(Protocol):
    """How R depends on its parameters."""

    def matrices(self, theta: Array) -> InnerMatrices:
        """R at theta (K_in).

        Raises:
            NotPositiveDefiniteError: some R is not positive definite.
        """


@dataclass(frozen=True)
class RandomInner:
    """R = sum_k theta_k A_k + sigma^2 I: random effects on rotated rows (see `rotated_blocks.py`).

    a  (K_in - 1, P, r, r); sigma^2 is the last of the K_in parameters
    """

    a: Array

    def matrices(self, theta: Array) -> InnerMatrices:
        """R at theta (K_in)."""
        n_derivatives, n_patterns, rank, _ = self.a.shape
        r = (theta[:-1] @ self.a.reshape(n_derivatives, -1)).reshape(n_patterns, rank, rank)
        identity = np.broadcast_to(np.eye(rank), r.shape)
        inverse, log_det = _inverted(r + theta[-1] * identity)
        return InnerMatrices(inverse, log_det, np.concatenate([self.a, identity[None]]), None)


@dataclass(frozen=True)
class VisitInner:
    """R from residual covariance families, one a stratum, at the visits that a pattern has.

    families  one a stratum, over m_g <= r visits each
    stratum   (P) which family a pattern belongs to
    seen      (P, r) the visits of a pattern; beyond its stratum's m_g none is seen
    """

    families: tuple[Family, ...]
    stratum: NDArray[np.intp]
    seen: NDArray[np.bool_]

    def matrices(self, theta: Array) -> InnerMatrices:
        """R at theta (K_in), families one after another; a unit diagonal where nothing was seen."""
        n_patterns, width = self.seen.shape
        n_theta = len(theta)
        r = np.tile(np.eye(width), (n_patterns, 1, 1))
        first = np.zeros((n_theta, n_patterns, width, width))
        second = None
        if not all(family.linear for family in self.families):
            second = np.zeros((n_theta, n_theta, n_patterns, width, width))
        start = 0
        for number, family in enumerate(self.families):
            end, m = start + family.n_parameters, family.n_visits
            own = np.flatnonzero(self.stratum == number)
            at = theta[start:end]
            both = self.seen[own, :m, None] & self.seen[own, None, :m]
            r[own, :m, :m] = np.where(both, family.matrix(at), r[own, :m, :m])
            first[start:end, own, :m, :m] = family.first(at)[:, None] * both
            bent = family.second(at)
            if second is not None and bent is not None:
                second[start:end, start:end, own, :m, :m] = bent[:, :, None] * both
            start = end
        inverse, log_det = _inverted(r)
        both = self.seen[:, :, None] & self.seen[:, None, :]
        return InnerMatrices(np.where(both, inverse, 0.0), log_det, first, second)


def _inverted(matrices: Array) -> tuple[Array, Array]:
    """Inverses and log-determinants of a stack."""
    try:
        factor = np.linalg.cholesky(matrices)
    except np.linalg.LinAlgError as error:
        raise NotPositiveDefiniteError("the covariance within a person is not positive") from error
    log_det: Array = 2.0 * np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
    inverse: Array = np.asarray(np.linalg.inv(matrices))
    return (inverse + np.swapaxes(inverse, 1, 2)) / 2.0, log_det
