"""The maximum over the relative Cholesky factor, where a zero variance is an ordinary point.

In Lambda the objective is even in every column, so a variance of zero with a gradient that keeps it
there is a regular minimum, and Newton's steps with the exact Hessian converge to it quadratically.
A zero variance that wants to grow is a saddle: its curvature is negative, and the search leaves it.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from ipt_outcomes.models.likelihood import Evaluation
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import NotPositiveDefiniteError

_DECREMENT = 1e-12
_EXACT = 1e-18
_MAX_STEPS = 100
_MAX_HALVINGS = 30
_LONGEST = 2.0


class Coordinates(Protocol):
    """The maps between theta and the free vector; see `Problem`."""

    def to_natural(self, free: Array) -> Array:
        """Theta (K,)."""

    def to_free(self, theta: Array) -> Array:
        """The free vector (K,)."""

    def jacobian(self, free: Array) -> Array:
        """d theta / d free (K, K)."""

    def curvature(self, gradient: Array, free: Array) -> Array:
        """sum_k gradient_k d2 theta_k / d free d free' (K, K)."""

    def zeroed(self, theta: Array) -> Array:
        """Theta with standard deviations that are nearly zero at zero."""


def search(
    objective: Callable[[Array], Evaluation], start: Array, coordinates: Coordinates
) -> Array | None:
    """The minimising theta (K,), or None when no minimum was reached.

    `objective` gives the evaluation of order 2 at a theta.
    """
    free = coordinates.to_free(start)
    at = objective(coordinates.to_natural(free))
    for _ in range(_MAX_STEPS):
        gradient, hessian = _in_free(at, free, coordinates)
        values, vectors = np.linalg.eigh(hessian)
        largest = np.abs(values).max()
        turned = vectors.T @ gradient
        step = -vectors @ (turned / np.maximum(np.abs(values), 1e-10 * largest))
        decrement = float(-gradient @ step)
        at_rest = decrement < _DECREMENT
        # Near the minimum the gain of a good step drowns in the rounding of the objective.
        slack = 1e-12 * (1.0 + abs(at.minus_2_log_likelihood)) if decrement < 1e-6 else 0.0
        if at_rest and values[0] > -1e-6 * largest:
            final = None
            if decrement > _EXACT:
                final = _accept(objective, free, at, step, coordinates, slack=slack)
            return _at_zero(objective, *(final or (free, at)), coordinates)
        if at_rest:
            step = 0.2 * vectors[:, 0]
        step *= min(1.0, _LONGEST / np.abs(step).max())
        accepted = _accept(objective, free, at, step, coordinates, slack=0.0 if at_rest else slack)
        if accepted is None:
            return None
        free, at = accepted
    return None


def _in_free(at: Evaluation, free: Array, coordinates: Coordinates) -> tuple[Array, Array]:
    """Gradient and Hessian of minus twice the log-likelihood by the free vector."""
    assert at.gradient is not None and at.observed is not None
    jacobian = coordinates.jacobian(free)
    hessian = 2.0 * jacobian.T @ at.observed @ jacobian
    hessian += coordinates.curvature(at.gradient, free)
    return jacobian.T @ at.gradient, hessian


def _accept(
    objective: Callable[[Array], Evaluation],
    free: Array,
    at: Evaluation,
    step: Array,
    coordinates: Coordinates,
    *,
    slack: float,
) -> tuple[Array, Evaluation] | None:
    """The first of the halved steps that lowers the objective; `slack` allows for rounding."""
    for halving in range(_MAX_HALVINGS):
        moved = free + step / 2.0**halving
        try:
            new = objective(coordinates.to_natural(moved))
        except (NotPositiveDefiniteError, np.linalg.LinAlgError):
            continue
        if new.minus_2_log_likelihood < at.minus_2_log_likelihood + slack:
            return moved, new
    return None


def _at_zero(
    objective: Callable[[Array], Evaluation],
    free: Array,
    at: Evaluation,
    coordinates: Coordinates,
) -> Array:
    """Theta with the near-zero directions of every G at zero, where that costs no likelihood."""
    theta = coordinates.to_natural(free)
    proposal = coordinates.zeroed(theta)
    if np.array_equal(proposal, theta):
        return theta
    lost = objective(proposal).minus_2_log_likelihood - at.minus_2_log_likelihood
    return proposal if lost <= 1e-8 else theta
