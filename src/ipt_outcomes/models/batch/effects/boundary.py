"""Responses whose search ends with a singular G: other starts, zeros, and the covariance of theta.

As a fit by itself has it: a search that ends at a boundary begins again on other sides of it
(`random_effects/search.py`), standard deviations that are nearly zero are zero, and W is the one of
the free parameters (`inference.boundary_covariance`). Where another start finds a better maximum
the response is left to a fit of its own.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.batch.effects.coordinates import Coordinates, EffectEntries
from ipt_outcomes.models.batch.effects.search import At, Blocks, search_effects
from ipt_outcomes.models.batch.stacks import AGREES, Marks, solve_definite
from ipt_outcomes.models.inference import boundary_covariance, identified
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.chart import chart, uncorrelated
from ipt_outcomes.models.random_effects.parameters import covariances, zeroed
from ipt_outcomes.models.random_effects.terms import Component

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
    blocks: Blocks[At],
    coordinates: Coordinates,
    components: Sequence[Component],
    theta: Array,
    arrived: Marks,
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
    expected = data.information(at, better)
    for starts in _sides(entries, components, theta[near], size[near], expected):
        other = data.evaluate(search_effects(data, own, starts)[0]).value
        better |= ~(other > value - 1e-12 * (1.0 + np.abs(value)))
    for place, response in enumerate(near):
        outer = np.append(theta[response, entries.at], size[response])
        cleaned = zeroed(outer, tuple(components))
        limit = _SINGULAR**2 * size[response]
        values = [np.linalg.eigvalsh(g) for g in covariances(cleaned, tuple(components))]
        rounding = 1e-12 * size[response]
        at_zero = all(((each < rounding) | (each > limit)).all() for each in values)
        if at_zero and not better[place]:
            theta[response, entries.at] = cleaned[:-1]
            singular[response] = kept[response] = True
    return theta, singular, kept


def _sides(
    entries: EffectEntries,
    components: Sequence[Component],
    theta: Array,
    size: Array,
    expected: Array,
) -> list[Array]:
    """Starts (B, K) away from the boundary, with the correlations of theta and without."""
    together = tuple(components)
    several = any(component.size > 1 for component in components)
    sides = [theta.copy() for _ in range(1 + several)]
    for response, (here, scale) in enumerate(zip(theta, size, strict=True)):
        outer = np.append(here[entries.at], scale)
        wide = np.eye(len(outer))
        wide[:-1, :-1] = expected[response][np.ix_(entries.at, entries.at)]
        for side, start in zip(sides, (outer, uncorrelated(outer, together)), strict=False):
            side[response, entries.at] = chart(start, together).inside(wide)[:-1]
    return sides


def theta_covariances(
    points: Points, components: Sequence[Component], singular: Marks, size: Array | None
) -> tuple[Array, Marks]:
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
    for response in np.flatnonzero(singular):
        w = _singular_covariance(points, components, response)
        own = None if size is None else float(size[response])
        good[response] = w is not None and identified(expected[response], own)
        if w is not None:
            inverse[response] = w
    if points.wanted == "expected":
        inverse, definite = solve_definite(expected, unit)
        told, seen = (np.diagonal(each, axis1=1, axis2=2) for each in (expected, observed))
        # Where a derivative of V is zero the expected information is rounding.
        good = good & definite & (told > _BLIND * np.abs(seen)).all(axis=1)
    return (inverse + np.swapaxes(inverse, 1, 2)) / 2.0, good


def _singular_covariance(
    points: Points, components: Sequence[Component], response: np.intp
) -> Array | None:
    """W (K, K) of one response at a boundary by its observed information; None: no maximum."""
    entries, theta = points.entries, points.theta[response]
    gradient = points.gradient[response]
    around = chart(np.append(theta[entries.at], 1.0), tuple(components))
    block = np.ix_(entries.at, entries.at)
    jacobian, curvature = np.eye(len(theta)), np.zeros((len(theta), len(theta)))
    jacobian[block] = around.jacobian()[:-1, :-1]
    curvature[block] = around.curvature(np.append(gradient[entries.at], 0.0))[:-1, :-1]
    w = boundary_covariance(points.observed[response], jacobian, curvature)
    return None if w is None or gradient @ w @ gradient > AGREES else w
