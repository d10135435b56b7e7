"""The search over the free vector for all responses together; each has its own step.

As `scoring.py`: Fisher scoring and then Newton's steps, halved where they do not lower the
objective. In Lambda the expected information is J' I J, and the observed one has the map's own
curvature besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.descent import Evaluated, Rests, descend_many
from ipt_outcomes.models.batch.effects.coordinates import Coordinates
from ipt_outcomes.models.batch.stacks import Marks, solve_definite
from ipt_outcomes.models.moments import Array

_NEWTON_BELOW = 1.0
_RESTS = Rests(arrived=1e-16, close=1e-9, following=1e-18)
"""Theta is within 1e-8 of its standard error."""
_NEARLY = Rests(arrived=1e-8)
"""Next to nothing is left to gain."""
_FLATTEST = 1e-10
"""Smallest curvature, relative to the largest, by which a step of an indefinite Hessian is made."""


class Differentiated(Evaluated, Protocol):
    """B responses evaluated, each at its theta."""

    @property
    def gradient(self) -> Array:
        """(B, K)."""


At = TypeVar("At", bound=Differentiated)


class Blocks(Protocol[At]):
    """B responses' data, as the search needs them."""

    def take(self, chosen: NDArray[np.intp]) -> Blocks[At]:
        """Those responses only."""

    def size(self, theta: Array) -> Array:
        """(B,) the variance beside which one of G counts as zero."""

    def regular(self, theta: Array) -> Marks:
        """(B,) whether all but G is well away from its boundary."""

    def evaluate(self, theta: Array) -> At:
        """Each response at its row of theta (B, K)."""

    def part(self, at: At, chosen: NDArray[np.intp]) -> At:
        """The evaluations of those responses only."""

    def information(self, at: At, observed: Marks) -> Array:
        """(B, K, K): observed where marked, expected elsewhere; the search's may be approximate."""


@dataclass(frozen=True)
class _Free(Generic[At]):
    """Responses with random effects; points are the free vectors."""

    blocks: Blocks[At]
    coordinates: Coordinates

    def take(self, chosen: NDArray[np.intp]) -> _Free[At]:
        return _Free(self.blocks.take(chosen), self.coordinates.take(chosen))

    def evaluate(self, points: Array) -> At:
        return self.blocks.evaluate(self.coordinates.natural(points))

    def part(self, at: At, chosen: NDArray[np.intp]) -> At:
        return self.blocks.part(at, chosen)

    def step(self, at: At, points: Array, before: Array) -> tuple[Array, Array]:
        return _step(self.blocks, self.coordinates, at, points, before < _NEWTON_BELOW)


def search_effects(
    blocks: Blocks[At], coordinates: Coordinates, start: Array
) -> tuple[Array, Marks]:
    """Theta (B, K), and where the search came to rest; from `start` (B, K)."""
    return _descended(blocks, coordinates, start, _RESTS)


def search_roughly(blocks: Blocks[At], coordinates: Coordinates, start: Array) -> Array:
    """Theta (B, K) so near to where the search would rest that its value is told, from `start`."""
    return _descended(blocks, coordinates, start, _NEARLY)[0]


def _descended(
    blocks: Blocks[At],
    coordinates: Coordinates,
    start: Array,
    rests: Rests,
) -> tuple[Array, Marks]:
    slope: _Free[At] = _Free(blocks, coordinates)
    free, arrived = descend_many(slope, coordinates.free(start), rests)
    return coordinates.natural(free), arrived


def _step(
    blocks: Blocks[At], coordinates: Coordinates, at: At, free: Array, near: Marks
) -> tuple[Array, Array]:
    """The direction (B, K) and the decrement (B,)."""
    jacobian = coordinates.jacobian(free)
    turned = np.swapaxes(jacobian, 1, 2)
    gradient = (turned @ at.gradient[:, :, None])[:, :, 0]
    hessian = 2.0 * turned @ blocks.information(at, near) @ jacobian
    curvature = coordinates.curvature(at.gradient)
    far = np.flatnonzero(~near)
    if len(far):
        # Where a variance wants to shrink, the expected information by its root vanishes with it.
        curvature[far] = _positive_part(curvature[far])
    hessian = hessian + curvature
    step, good = solve_definite(hessian, gradient[:, :, None])
    step = step[:, :, 0]
    bad = np.flatnonzero(~good & np.isfinite(hessian).all(axis=(1, 2)))
    if len(bad):
        values, vectors = np.linalg.eigh(hessian[bad])
        size = np.abs(values)
        size = np.maximum(size, _FLATTEST * size.max(axis=1, keepdims=True))
        inside = (gradient[bad, None] @ vectors)[:, 0] / size
        step[bad] = (vectors @ inside[:, :, None])[:, :, 0]
        good[bad] = np.isfinite(step[bad]).all(axis=1)
    decrement = (gradient * step).sum(axis=1)
    return -step, np.where(good, decrement, np.inf)


def _positive_part(stack: Array) -> Array:
    """Symmetric matrices (B, K, K) without their negative eigenvalues."""
    values, vectors = np.linalg.eigh(np.where(np.isfinite(stack), stack, 0.0))
    positive = vectors * np.maximum(values, 0.0)[:, None, :]
    return np.asarray(positive @ np.swapaxes(vectors, 1, 2))
