"""The maximum over Cholesky factors, where a zero variance is an ordinary point.

In L the objective is even in every column, so a variance of zero with a gradient that keeps it
there is a regular minimum, and Newton's steps with the exact Hessian converge to it quadratically.
A zero variance that wants to grow is a saddle: its curvature is negative, and the search leaves it.

Steps are Newton's within a trust region (Conn, Gould & Toint 2000, Trust-Region Methods, ch. 7) of
coordinates that are scaled to the parameters' own sizes: the region grows as long as the quadratic
model foretells the gain, so that no distance is too far.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from ipt_outcomes.models.likelihood import Evaluation
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import NotPositiveDefiniteError

Objective = Callable[[Array], Evaluation]

_DECREMENT = 1e-12
_EXACT = 1e-18
_MAX_STEPS = 200
_RADIUS = 1.0
_SMALLEST_RADIUS = 1e-9
_FLAT = 1e-10
_SADDLE = -1e-5
"""Curvature, in scaled coordinates, below which a point is no minimum."""


class Chart(Protocol):
    """Coordinates around a theta, the free vector there being `free` (K,)."""

    @property
    def free(self) -> Array:
        """The free vector (K,)."""

    def natural(self, free: Array) -> Array:
        """Theta (K,) for a free vector near it."""

    def jacobian(self) -> Array:
        """d theta / d free (K, K)."""

    def curvature(self, gradient: Array) -> Array:
        """sum_k gradient_k d2 theta_k / d free d free' (K, K)."""

    def scale(self, expected: Array) -> Array:
        """(K,) what is a large change of each free parameter, by the expected information."""


class Coordinates(Protocol):
    """What a problem tells of its theta."""

    def chart(self, theta: Array) -> Chart:
        """Coordinates around theta."""

    def at_boundary(self, theta: Array) -> bool:
        """Whether a covariance is singular."""

    def restarts(self, theta: Array, at: Evaluation) -> Sequence[Array]:
        """Other thetas to start from, after a search that ended at theta."""

    def zeroed(self, theta: Array) -> Array:
        """Theta with standard deviations that are nearly zero at zero."""


@dataclass(frozen=True, repr=False)
class Scaled:
    """The quadratic model at a point in scaled coordinates, turned to its own axes.

    scale    (K,) of the free parameters
    values   (K,) curvatures, ascending
    vectors  (K, K) their axes, in columns
    turned   (K,) the gradient along them
    """

    scale: Array
    values: Array
    vectors: Array
    turned: Array

    @property
    def is_saddle(self) -> bool:
        """Whether some direction is curved downwards."""
        return bool(self.values[0] < _SADDLE)

    @property
    def decrement(self) -> float:
        """gradient' |Hessian|^-1 gradient."""
        floor = _FLAT * float(np.abs(self.values).max())
        return float((self.turned**2 / np.maximum(np.abs(self.values), floor)).sum())

    def step(self, radius: float) -> tuple[Array, float, float]:
        """The minimum within the radius, in free coordinates; the gain foretold; its length."""
        values, turned = self.values, self.turned
        floor = _FLAT * float(np.abs(values).max())
        along = -turned / np.maximum(values, floor)
        if self.is_saddle or np.linalg.norm(along) > radius:
            along = _on_sphere(values, turned, radius, floor)
        gain = -float(turned @ along + values @ along**2 / 2.0)
        return self.scale * (self.vectors @ along), gain, float(np.linalg.norm(along))


def _on_sphere(values: Array, turned: Array, radius: float, floor: float) -> Array:
    """The minimum of the quadratic model at a distance of `radius`."""
    lowest = max(0.0, -float(values[0]))
    shift = lowest + floor
    along = -turned / (values + shift)
    length = float(np.linalg.norm(along))
    if length < radius:
        # The gradient has nothing along the lowest curvature: either way is down.
        along[0] += np.copysign(np.sqrt(radius**2 - length**2), along[0])
        return along
    for _ in range(50):
        # Newton's method on 1 / length, which is nearly linear in the shift.
        slope = float((along**2 / (values + shift)).sum()) / length**3
        shift += (1.0 / radius - 1.0 / length) / slope
        along = -turned / (values + shift)
        length = float(np.linalg.norm(along))
        if abs(length - radius) < 0.01 * radius:
            break
    return along


@dataclass(frozen=True, repr=False)
class Point:
    """Where a descent ended; `at_rest`: at a minimum."""

    theta: Array
    at: Evaluation
    at_rest: bool


def descend(objective: Objective, start: Array, coordinates: Coordinates) -> Point:
    """From theta `start` down to a minimum; `objective` gives the evaluation of order 2."""
    here = Point(start, objective(start), False)
    radius = _RADIUS
    for _ in range(_MAX_STEPS):
        chart = coordinates.chart(here.theta)
        model = quadratic_model(here.at, chart)
        decrement, rounding = model.decrement, _rounding(here.at)
        if decrement < _DECREMENT and not model.is_saddle:
            if decrement > _EXACT:
                # One more full step costs little and squares the remaining error.
                moved = _tried(objective, chart.natural(chart.free + model.step(np.inf)[0]))
                if moved is not None and _gain(here, moved) > -rounding:
                    here = moved
            return replace(here, at_rest=True)
        if decrement < _DECREMENT:
            radius = max(radius, _RADIUS)
        while True:
            step, foretold, length = model.step(radius)
            moved = _tried(objective, chart.natural(chart.free + step))
            gain = -np.inf if moved is None else _gain(here, moved)
            # Near the minimum the gain of a good step drowns in the rounding of the objective.
            if moved and (gain > 0.05 * foretold or (foretold < rounding and gain > -rounding)):
                break
            radius = length / 4.0
            if radius < _SMALLEST_RADIUS:
                return here
        if gain > 0.5 * foretold and length > 0.9 * radius:
            radius *= 3.0
        elif gain < 0.25 * foretold:
            radius = length / 2.0
        here = moved
    return here


def _gain(here: Point, there: Point) -> float:
    return here.at.minus_2_log_likelihood - there.at.minus_2_log_likelihood


def _rounding(at: Evaluation) -> float:
    return 1e-12 * (1.0 + abs(at.minus_2_log_likelihood))


def _tried(objective: Objective, theta: Array) -> Point | None:
    try:
        at = objective(theta)
    except (NotPositiveDefiniteError, np.linalg.LinAlgError):
        return None
    return Point(theta, at, False) if np.isfinite(at.minus_2_log_likelihood) else None


def search(objective: Objective, start: Array, coordinates: Coordinates) -> Point:
    """The minimum, or the best that was found.

    From a minimum with a singular G the search starts again on other sides of it: the likelihood of
    a covariance can have several maxima, and those at a boundary have the smallest basins.
    """
    best = descend(objective, start, coordinates)
    if not best.at_rest or coordinates.at_boundary(best.theta):
        for other in coordinates.restarts(best.theta, best.at):
            found = descend(objective, other, coordinates)
            better = _gain(best, found) > _rounding(best.at)
            if better or (found.at_rest and not best.at_rest and _gain(best, found) > -1e-8):
                best = found
    return _at_zero(objective, best, coordinates)


def descend_to_zero(objective: Objective, start: Array, coordinates: Coordinates) -> Point:
    """`descend`, and what is nearly a variance of zero at zero."""
    return _at_zero(objective, descend(objective, start, coordinates), coordinates)


def quadratic_model(at: Evaluation, chart: Chart) -> Scaled:
    """Gradient and Hessian of minus twice the log-likelihood by the free vector."""
    assert at.gradient is not None and at.observed is not None and at.expected is not None
    jacobian = chart.jacobian()
    hessian = 2.0 * jacobian.T @ at.observed @ jacobian + chart.curvature(at.gradient)
    scale = chart.scale(at.expected)
    values, vectors = np.linalg.eigh(hessian * np.outer(scale, scale))
    return Scaled(scale, values, vectors, vectors.T @ (scale * (jacobian.T @ at.gradient)))


def decrement_at(theta: Array, at: Evaluation, coordinates: Coordinates) -> float:
    """What is left to gain from theta, one-sided at a boundary; infinite at a saddle."""
    model = quadratic_model(at, coordinates.chart(theta))
    return np.inf if model.is_saddle else model.decrement


def _at_zero(objective: Objective, point: Point, coordinates: Coordinates) -> Point:
    """The near-zero directions of every G at zero, where that costs no likelihood."""
    proposal = coordinates.zeroed(point.theta)
    if np.array_equal(proposal, point.theta):
        return point
    there = replace(point, theta=proposal, at=objective(proposal))
    return there if _gain(point, there) >= -1e-8 else point
