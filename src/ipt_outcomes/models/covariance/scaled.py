"""csh, ar1, ar1h, toeph, ad, adh: standard deviations times a correlation structure.

V = D R D. Theta is (log standard deviations, t), where the correlations are g(t) with the
structure's map: the parametrisation of the R package mmrm, in which Kenward and Roger's
second-derivative term is taken; `sas_parameters.py` has SAS's. (us, cs and toep are linear in
variances and covariances and take those, as SAS does; see their own files.)

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.covariance.correlation import Correlation
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class Scaled:
    """One standard deviation for all visits, or one for each (`heterogeneous`)."""

    correlation: Correlation
    heterogeneous: bool
    linear: bool = False

    @property
    def n_visits(self) -> int:
        """m."""
        return self.correlation.n_visits

    @property
    def _n_sd(self) -> int:
        return self.n_visits if self.heterogeneous else 1

    @property
    def n_parameters(self) -> int:
        """Standard deviations, then correlations."""
        return self._n_sd + self.correlation.n_parameters

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """`log_sd[visit]`, then `correlation_t[...]`: the correlation before its map."""
        sds = tuple(f"log_sd[{v}]" for v in visits) if self.heterogeneous else ("log_sd",)
        return sds + tuple(f"correlation_t{name}" for name in self.correlation.names(visits))

    def start(self, empirical: Array) -> Array:
        """The empirical standard deviations and a structured correlation near the empirical one."""
        variances = np.diag(empirical)
        sd = np.sqrt(variances)
        rho = self.correlation.start(empirical / np.outer(sd, sd))
        scale = variances if self.heterogeneous else variances.mean(keepdims=True)
        return np.concatenate([np.log(scale) / 2.0, self.correlation.map.inverse(rho)])

    def matrix(self, theta: Array) -> Array:
        """The (m, m) covariance."""
        sd, t = self._split(theta)
        return np.asarray(np.outer(sd, sd) * self.correlation.matrix(self.correlation.map.value(t)))

    def first(self, theta: Array) -> Array:
        """(K, m, m): V times (e_k[i] + e_k[j]) for a log standard deviation, D R_k D g' for t."""
        sd, t = self._split(theta)
        slope, _ = self.correlation.map.slopes(t)
        turned = self.correlation.first(self.correlation.map.value(t)) * slope[:, None, None]
        return np.concatenate(
            [self._sd_factors() * self.matrix(theta), np.outer(sd, sd) * turned], axis=0
        )

    def second(self, theta: Array) -> Array:
        """(K, K, m, m): by the product and the chain rule."""
        sd, t = self._split(theta)
        rho = self.correlation.map.value(t)
        slope, bend = self.correlation.map.slopes(t)
        factors = self._sd_factors()
        first = self.first(theta)
        n_sd, k = self._n_sd, self.n_parameters
        second = np.empty((k, k, self.n_visits, self.n_visits))
        second[:n_sd] = factors[:, None] * first
        second[n_sd:, :n_sd] = np.swapaxes(second[:n_sd, n_sd:], 0, 1)
        turned = self.correlation.second(rho) * np.outer(slope, slope)[:, :, None, None]
        diagonal = np.arange(len(t))
        turned[diagonal, diagonal] += self.correlation.first(rho) * bend[:, None, None]
        second[n_sd:, n_sd:] = np.outer(sd, sd) * turned
        return second

    def to_free(self, theta: Array) -> Array:
        """Log standard deviations as they are, and the structure's free parameters."""
        n = self._n_sd
        return np.concatenate([theta[:n], self.correlation.to_free(theta[n:])])

    def to_natural(self, free: Array) -> Array:
        """The inverse of `to_free`."""
        n = self._n_sd
        return np.concatenate([free[:n], self.correlation.to_natural(free[n:])])

    def jacobian(self, free: Array) -> Array:
        """d theta / d free: the identity for the standard deviations."""
        n = self._n_sd
        jacobian = np.eye(self.n_parameters)
        jacobian[n:, n:] = self.correlation.jacobian(free[n:])
        return jacobian

    def _split(self, theta: Array) -> tuple[Array, Array]:
        """Standard deviations (m,), and t."""
        sd = np.exp(theta[: self._n_sd])
        return np.broadcast_to(sd, (self.n_visits,)), theta[self._n_sd :]

    def _sd_factors(self) -> Array:
        """(n_sd, m, m): d log(sd_i sd_j) / d log sd_k."""
        if not self.heterogeneous:
            return np.full((1, self.n_visits, self.n_visits), 2.0)
        unit = np.eye(self.n_visits)
        return np.asarray(unit[:, :, None] + unit[:, None, :])
