"""A correlation matrix over m visits as a function of a few correlations rho.

The engine's parameter of a correlation is unconstrained: rho = g(t), with one of the maps g below.
They are those of the R package mmrm (0.3, vignette "Covariance Structures"), because Kenward and
Roger's second-derivative term, and with it the standard error, depends on the choice.

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import special

from ipt_outcomes.models.moments import Array

Places = tuple[int, ...]
"""Where each visit stands among the planned ones, ascending; (0, 1, 3) leaves out the third."""

# A start further out than this is too near a singular matrix to search from.
START_LIMIT = 0.9


class CorrelationMap(Protocol):
    """rho = g(t), element by element."""

    def value(self, t: Array) -> Array:
        """g(t)."""

    def inverse(self, rho: Array) -> Array:
        """The t for which g(t) = rho."""

    def slopes(self, t: Array) -> tuple[Array, Array]:
        """g'(t) and g''(t)."""


@dataclass(frozen=True)
class SymmetricMap:
    """g(t) = t / sqrt(1 + t^2), onto (-1, 1)."""

    def value(self, t: Array) -> Array:
        """g(t)."""
        return np.asarray(t / np.hypot(1.0, t))

    def inverse(self, rho: Array) -> Array:
        """rho / sqrt(1 - rho^2)."""
        return np.asarray(rho / np.sqrt((1.0 - rho) * (1.0 + rho)))

    def slopes(self, t: Array) -> tuple[Array, Array]:
        """(1 + t^2)^-3/2 and -3 t (1 + t^2)^-5/2."""
        length = np.hypot(1.0, t)
        slope = length**-3.0
        return slope, -3.0 * (t / length) * slope / length


SYMMETRIC = SymmetricMap()


@dataclass(frozen=True)
class LogisticMap:
    """g(t) = lowest + (1 - lowest) / (1 + exp(-t)), onto (lowest, 1)."""

    lowest: float

    def value(self, t: Array) -> Array:
        """g(t)."""
        return np.asarray(self.lowest + (1.0 - self.lowest) * special.expit(t))

    def inverse(self, rho: Array) -> Array:
        """log (rho - lowest) - log (1 - rho)."""
        return np.asarray(np.log(rho - self.lowest) - np.log(1.0 - rho))

    def slopes(self, t: Array) -> tuple[Array, Array]:
        """With s the logistic function: (1 - lowest) s (1 - s), and that times 1 - 2 s."""
        s: Array = np.asarray(special.expit(t))
        slope = (1.0 - self.lowest) * s * (1.0 - s)
        return slope, slope * (1.0 - 2.0 * s)


class Correlation(Protocol):
    """A correlation structure over m visits with K_r correlations rho."""

    @property
    def n_visits(self) -> int:
        """m."""

    @property
    def n_parameters(self) -> int:
        """K_r."""

    @property
    def map(self) -> CorrelationMap:
        """How a correlation follows from its unconstrained parameter."""

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """What each correlation is between: `[lag 1]`, `[2, 3]`, or nothing."""

    def start(self, empirical: Array) -> Array:
        """rho (K_r,) near an empirical (m, m) correlation matrix, positive definite."""

    def matrix(self, rho: Array) -> Array:
        """(m, m)."""

    def first(self, rho: Array) -> Array:
        """(K_r, m, m): derivatives by rho."""

    def second(self, rho: Array) -> Array:
        """(K_r, K_r, m, m): second derivatives by rho."""

    def to_free(self, t: Array) -> Array:
        """An unconstrained vector in which the matrix is positive definite everywhere."""

    def to_natural(self, free: Array) -> Array:
        """t for the unconstrained vector."""

    def jacobian(self, free: Array) -> Array:
        """d t / d free (K_r, K_r)."""


def lags(places: Places) -> Array:
    """(m, m): how many steps of the planned schedule lie between two visits."""
    at = np.array(places, dtype=np.float64)
    return np.abs(at[:, None] - at)


def lags_shown(places: Places) -> tuple[int, ...]:
    """The lags above zero that two of the visits have, ascending."""
    return tuple(int(lag) for lag in np.unique(lags(places)) if lag > 0)


def mean_at_lag(matrix: Array, places: Places, lag: int) -> float:
    """The mean over the pairs of visits with that lag."""
    return float(matrix[lags(places) == lag].mean())
