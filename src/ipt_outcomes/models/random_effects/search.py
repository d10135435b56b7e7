"""The maximum over the relative Cholesky factor, where a zero variance is an ordinary point.

In Lambda the objective is even in every column, so a variance of zero with a gradient that keeps it
there is a regular minimum, and Newton's steps with the exact Hessian converge to it quadratically.
A zero variance that wants to grow is a saddle: its curvature is negative, and the search leaves it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ipt_outcomes.models.likelihood import Evaluation
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.random_effects.parameters import (
    covariances,
    natural,
    natural_curvature,
    natural_jacobian,
    pack,
    relative_factor,
)
from ipt_outcomes.models.random_effects.terms import Component

_DECREMENT = 1e-12
_MAX_STEPS = 100
_MAX_HALVINGS = 30
_LONGEST = 2.0
_ZERO = 1e-5
"""A relative standard deviation below this is put at exactly zero, if the objective allows."""


def search(
    objective: Callable[[Array], Evaluation], start: Array, components: tuple[Component, ...]
) -> Array | None:
    """The minimising theta (K,), or None when no minimum was reached.

    `objective` gives the evaluation of order 2 at a theta.
    """
    free = relative_factor(start, components)
    at = objective(natural(free, components))
    for _ in range(_MAX_STEPS):
        gradient, hessian = _in_free(at, free, components)
        values, vectors = np.linalg.eigh(hessian)
        largest = np.abs(values).max()
        turned = vectors.T @ gradient
        step = -vectors @ (turned / np.maximum(np.abs(values), 1e-10 * largest))
        decrement = float(-gradient @ step)
        at_rest = decrement < _DECREMENT
        if at_rest and values[0] > -1e-6 * largest:
            final = _accept(objective, free, at, step, components, slack=1e-9)
            return _at_zero(objective, natural((final or (free, at))[0], components), components)
        if at_rest:
            step = 0.2 * vectors[:, 0]
        step *= min(1.0, _LONGEST / np.abs(step).max())
        accepted = _accept(objective, free, at, step, components, slack=0.0)
        if accepted is None:
            return None
        free, at = accepted
    return None


def _in_free(at: Evaluation, free: Array, components: tuple[Component, ...]) -> tuple[Array, Array]:
    """Gradient and Hessian of minus twice the log-likelihood by the free vector."""
    assert at.gradient is not None and at.observed is not None
    jacobian = natural_jacobian(free, components)
    hessian = 2.0 * jacobian.T @ at.observed @ jacobian
    hessian += natural_curvature(at.gradient, free, components)
    return jacobian.T @ at.gradient, hessian


def _accept(
    objective: Callable[[Array], Evaluation],
    free: Array,
    at: Evaluation,
    step: Array,
    components: tuple[Component, ...],
    *,
    slack: float,
) -> tuple[Array, Evaluation] | None:
    """The first of the halved steps that lowers the objective; `slack` allows for rounding."""
    for halving in range(_MAX_HALVINGS):
        moved = free + step / 2.0**halving
        try:
            new = objective(natural(moved, components))
        except (NotPositiveDefiniteError, np.linalg.LinAlgError):
            continue
        if new.minus_2_log_likelihood < at.minus_2_log_likelihood + slack:
            return moved, new
    return None


def _at_zero(
    objective: Callable[[Array], Evaluation], theta: Array, components: tuple[Component, ...]
) -> Array:
    """Theta with the near-zero directions of every G at zero, where that costs no likelihood."""
    cleaned = []
    for g in covariances(theta, components):
        values, vectors = np.linalg.eigh(g)
        kept = np.where(values < _ZERO**2 * theta[-1], 0.0, values)
        cleaned.append(g if (kept == values).all() else (vectors * kept) @ vectors.T)
    proposal = pack(cleaned, float(theta[-1]))
    if np.array_equal(proposal, theta):
        return theta
    before, after = objective(theta), objective(proposal)
    lost = after.minus_2_log_likelihood - before.minus_2_log_likelihood
    return proposal if lost <= 1e-8 else theta
