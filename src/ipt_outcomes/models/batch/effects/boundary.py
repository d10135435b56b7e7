"""Responses whose search ends with a singular G: other starts, zeros, and the covariance of theta.

As a fit by itself has it: a search that ends at a boundary begins again on other sides of it
(`random_effects/search.py`), standard deviations that are nearly zero are zero, and W is the one of
the free parameters (`inference.boundary_covariances`). Where another start finds a better maximum
the response is left to a fit of its own.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.axes import Axes, principal_axes, uncorrelated
from ipt_outcomes.models.batch.effects.coordinates import Coordinates, EffectEntries
from ipt_outcomes.models.batch.effects.search import At, Blocks, search_roughly
from ipt_outcomes.models.batch.stacks import AGREES, Marks, solve_definite
from ipt_outcomes.models.inference import boundary_covariances, identified_many
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.parameters import ZERO

_SINGULAR = 1e-3
"""A relative standard deviation below it is near a boundary: ten times lme4's tolerance."""

_BLIND = 1e-6
"""Share of the observed information on a parameter below which the expected one tells nothing."""


@dataclass(frozen=True, repr=False)
class Points:
    """B responses at the ends of their searches.

    entries   which of theta are the entries of G
    theta     (B, K)
    gradient  (B, K) of minus twice the log-likelihood
    observed  (B, K, K) information
    expected  (B, K, K) information
    wanted    "observed" or "expected": the one of W
    """

    entries: EffectEntries
    theta: Array
    gradient: Array
    observed: Array
    expected: Array
    wanted: str


def settled(
    blocks: Blocks[At], coordinates: Coordinates, theta: Array, arrived: Marks
) -> tuple[Array, Marks, Marks]:
    """Theta (B, K) with zeros for what is nearly zero, where G is singular, and what is settled.

    Not settled: what did not arrive, what lies near a boundary but not at it, and what another
    start betters.
    """
    entries, size = coordinates.entries, blocks.size(theta)
    arrived = arrived & blocks.regular(theta)
    lowest = np.linalg.eigvalsh(entries.covariance(theta))[:, 0]
    near = np.flatnonzero(arrived & (lowest <= _SINGULAR**2 * size))
    theta, singular, kept = theta.copy(), np.zeros(len(theta), dtype=bool), arrived.copy()
    kept[near] = False
    if not len(near):
        return theta, singular, kept
    own, data = coordinates.take(near), blocks.take(near)
    at = data.evaluate(theta[near])
    value, better = at.value, np.zeros(len(near), dtype=bool)
    axes = principal_axes(entries, entries.covariance(theta[near]))
    for start in _sides(axes, theta[near], data.information(at, better)):
        other = data.evaluate(search_roughly(data, own, start)).value
        better |= ~(other > value - 1e-12 * (1.0 + np.abs(value)))
    scale = size[near, None]
    variances = np.where(axes.values < ZERO**2 * scale, 0.0, axes.values)
    at_zero = ((variances == 0) | (variances > _SINGULAR**2 * scale)).all(axis=1)
    at_rest = at_zero & ~better
    found = near[at_rest]
    theta[found[:, None], entries.at] = axes.covariance(variances)[at_rest]
    singular[found] = kept[found] = True
    return theta, singular, kept


def _sides(axes: Axes, theta: Array, expected: Array) -> list[Array]:
    """Starts (B, K) away from the boundary, with the correlations of theta and without."""
    entries = axes.entries
    every = np.arange(len(theta))
    own = expected[np.ix_(every, entries.at, entries.at)]
    starts = [axes]
    if len(entries.row) > entries.size:
        plain = theta.copy()
        plain[:, entries.at] = uncorrelated(entries, theta[:, entries.at])
        starts.append(principal_axes(entries, entries.covariance(plain)))
    sides = []
    for start in starts:
        side = theta.copy()
        side[:, entries.at] = start.inside(own)
        sides.append(side)
    return sides


def theta_covariances(points: Points, singular: Marks, size: Array | None) -> tuple[Array, Marks]:
    """W (B, K, K) by the information that is wanted, and where the point is a maximum.

    A maximum by the Newton decrement with the exact observed information, as in `optimise.py`; and
    W has to be positive definite, but for what is zero where a G is `singular`. `size` (B,) is the
    variance of the data, None where V is not linear.
    """
    observed, expected = points.observed, points.expected
    unit = np.broadcast_to(np.eye(observed.shape[1]), observed.shape)
    inverse, good = solve_definite(observed, unit)
    gradient = points.gradient
    decrement = ((inverse @ gradient[:, :, None])[:, :, 0] * gradient).sum(axis=1)
    good = good & (decrement < AGREES)
    zero = np.flatnonzero(singular)
    if len(zero):
        inverse[zero], found = _singular_covariances(points, zero)
        good[zero] = found & identified_many(
            expected[zero], None if size is None else size[zero, None]
        )
    if points.wanted == "expected":
        inverse, definite = solve_definite(expected, unit)
        told, seen = (np.diagonal(each, axis1=1, axis2=2) for each in (expected, observed))
        # Where a derivative of V is zero the expected information is rounding.
        good = good & definite & (told > _BLIND * np.abs(seen)).all(axis=1)
    return (inverse + np.swapaxes(inverse, 1, 2)) / 2.0, good


def _singular_covariances(points: Points, some: NDArray[np.intp]) -> tuple[Array, Marks]:
    """W (b, K, K) of some responses at a boundary by their observed information; and of which.

    The others are no maximum.
    """
    entries, theta, gradient = points.entries, points.theta[some], points.gradient[some]
    around = principal_axes(entries, entries.covariance(theta))
    b, k = theta.shape
    block = np.ix_(np.arange(b), entries.at, entries.at)
    jacobian, curvature = np.tile(np.eye(k), (b, 1, 1)), np.zeros((b, k, k))
    jacobian[block] = around.jacobian()
    curvature[block] = around.curvature(gradient)
    w, good = boundary_covariances(points.observed[some], jacobian, curvature)
    return w, good & ~((gradient[:, None] @ w @ gradient[:, :, None])[:, 0, 0] > AGREES)
