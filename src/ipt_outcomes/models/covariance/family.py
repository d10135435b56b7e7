"""What a residual covariance family offers."""

from __future__ import annotations

from typing import Protocol

from ipt_outcomes.models.moments import Array


class Family(Protocol):
    """A covariance matrix over m visits as a function of K natural parameters theta.

    `free` is an unconstrained vector of the same length at which the matrix is positive definite.
    """

    @property
    def linear(self) -> bool:
        """Whether the matrix is linear in theta."""

    @property
    def n_visits(self) -> int:
        """m."""

    @property
    def n_parameters(self) -> int:
        """K."""

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """A name for each parameter."""

    def start(self, empirical: Array) -> Array:
        """A theta (K,) near a positive definite (m, m) matrix estimated from the data."""

    def matrix(self, theta: Array) -> Array:
        """The (m, m) covariance."""

    def first(self, theta: Array) -> Array:
        """(K, m, m): its derivatives."""

    def second(self, theta: Array) -> Array | None:
        """(K, K, m, m): its second derivatives, or None when linear."""

    def to_free(self, theta: Array) -> Array:
        """The unconstrained vector for theta."""

    def to_natural(self, free: Array) -> Array:
        """Theta for an unconstrained vector."""

    def jacobian(self, free: Array) -> Array:
        """d theta / d free (K, K): row theta, column free."""
