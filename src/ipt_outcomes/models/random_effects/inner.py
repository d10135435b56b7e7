"""The covariance of the atoms that an outer random effect joins: people, given their visits.

An atom is what stays together inside a cluster: a person with a residual covariance over visits, or
a person's rows turned onto the column space of the person's own random effects. Atoms of one
pattern share one (r, r) covariance R.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.random_effects.effect_columns import (
    EffectColumns,
    factor_of,
    turn_of,
    whitening,
)
from ipt_outcomes.models.random_effects.parameters import Entry, factor_values
from ipt_outcomes.models.random_effects.rotation import derivatives


@dataclass(frozen=True, repr=False)
class InnerMatrices:
    """R of every pattern at one theta, turned to the identity; K_in parameters.

    omega    (P, r, r)  Omega R Omega' = I
    log_det  (P)        of R
    first    (K_in, P, r, r) derivatives R_k, as Omega R_k Omega'
    second   (K_in, K_in, P, r, r) second derivatives, turned too; None when R is linear
    """

    omega: Array
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

    def turned(self, turns: Sequence[Array]) -> Inner:
        """The same with the columns of every component of random effects turned (q, q)."""


@dataclass(frozen=True, repr=False)
class RandomInner:
    """R = Z G Z' + sigma^2 I: random effects on rotated rows (see `rotated_blocks.py`).

    r        (P, r, Q)  Z of the rotated rows
    entries  the parameters of G; sigma^2 is the last of the K_in parameters
    columns  where they stand among the Q columns
    """

    r: Array
    entries: tuple[Entry, ...]
    columns: tuple[EffectColumns, ...]

    def matrices(self, theta: Array) -> InnerMatrices:
        """R at theta (K_in)."""
        values = factor_values(theta[:-1], self.entries)
        factor = factor_of(values, self.columns, self.r.shape[-1])
        omega, log_det = whitening(self.r, factor, float(np.sqrt(theta[-1])))
        own = derivatives(omega @ self.r, self.columns)
        last = omega @ np.swapaxes(omega, 1, 2)
        return InnerMatrices(omega, log_det, np.concatenate([own, last[None]]), None)

    def turned(self, turns: Sequence[Array]) -> RandomInner:
        """The same with the columns of every component turned (q, q)."""
        turn = turn_of(turns, self.entries, self.columns, self.r.shape[-1])
        return replace(self, r=self.r @ turn)


@dataclass(frozen=True, repr=False)
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
        try:
            factor = np.linalg.cholesky(r)
        except np.linalg.LinAlgError as error:
            raise NotPositiveDefiniteError(
                "the covariance within a person is not positive"
            ) from error
        log_det: Array = 2.0 * np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
        omega = np.asarray(np.linalg.inv(factor))
        turned = omega @ first @ np.swapaxes(omega, 1, 2)
        if second is not None:
            second = omega @ second @ np.swapaxes(omega, 1, 2)
        return InnerMatrices(omega, log_det, turned, second)

    def turned(self, turns: Sequence[Array]) -> VisitInner:
        """Itself: it has no random effects."""
        return self
