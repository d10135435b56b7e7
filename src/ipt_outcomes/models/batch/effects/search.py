"""The search over the free vector for all responses together; each has its own step.

As `scoring.py`: Fisher scoring and then Newton's steps, halved where they do not lower the
objective. In Lambda the expected information is J' I J, and the observed one has the map's own
curvature besides.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.coordinates import Coordinates
from ipt_outcomes.models.batch.stacks import Marks, solve_definite
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.optimise import DECREMENT_TOLERANCE

_NEWTON_BELOW = 1.0
_ARRIVED = 1e-16
"""Newton decrement at which theta is within 1e-8 of its standard error; a last step follows."""
_MAX_SWEEPS = 60
_SHORTEST = 2.0**-20
_FLATTEST = 1e-10
"""Smallest curvature, relative to the largest, by which a step of an indefinite Hessian is made."""


class Evaluated(Protocol):
    """B responses evaluated, each at its theta."""

    @property
    def value(self) -> Array:
        """(B,) minus twice the log-likelihood, infinite where there is none."""

    @property
    def gradient(self) -> Array:
        """(B, K)."""


At = TypeVar("At", bound=Evaluated)


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


def search_effects(
    blocks: Blocks[At], coordinates: Coordinates, start: Array
) -> tuple[Array, Marks]:
    """Theta (B, K), and where the search came to rest; from `start` (B, K)."""
    b = len(start)
    free = coordinates.free(start)
    trial, direction = free.copy(), np.zeros_like(free)
    length, value = np.ones(b), np.full(b, np.inf)
    decrement = np.full(b, np.inf)
    arrived = np.zeros(b, dtype=bool)
    active = np.arange(b)
    held, own = blocks, coordinates
    for _ in range(_MAX_SWEEPS):
        at = held.evaluate(own.natural(trial[active]))
        # Near the optimum the gain of a good step drowns in the rounding of the objective.
        better = at.value < value[active] + 1e-12 * (1.0 + np.abs(at.value))
        better &= np.isfinite(at.value)
        went, stayed = np.flatnonzero(better), active[~better]
        if len(went):
            who = active[went]
            free[who], value[who] = trial[who], at.value[went]
            moved, data, map_ = at, held, own
            if not better.all():
                moved, data, map_ = held.part(at, went), held.take(went), own.take(went)
            near = decrement[who] < _NEWTON_BELOW
            direction[who], decrement[who] = _step(data, map_, moved, free[who], near)
            length[who] = 1.0
        length[stayed] /= 2.0
        close = decrement[active] < _ARRIVED
        arrived[active] = close
        free[active[close]] += direction[active[close]]
        # A step that rounding alone forbids has arrived too; the check at the end decides.
        short = length[active] < _SHORTEST
        arrived[active] |= short & (decrement[active] < DECREMENT_TOLERANCE)
        remains = ~(arrived[active] | short) & np.isfinite(decrement[active])
        active = active[remains]
        if not len(active):
            break
        if not remains.all():
            kept = np.flatnonzero(remains)
            held, own = held.take(kept), own.take(kept)
        trial[active] = free[active] + length[active, None] * direction[active]
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
