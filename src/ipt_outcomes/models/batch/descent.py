"""The descent of all responses together: each has its own step, and leaves when it has arrived.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.optimise import DECREMENT_TOLERANCE

_MAX_SWEEPS = 60
_SHORTEST = 2.0**-20


class Evaluated(Protocol):
    """B responses evaluated, each at its point."""

    @property
    def value(self) -> Array:
        """(B,) minus twice the log-likelihood, infinite where there is none."""


At = TypeVar("At", bound=Evaluated)


class Slope(Protocol[At]):
    """B responses, as the descent needs them."""

    def take(self, chosen: NDArray[np.intp]) -> Self:
        """Those responses only."""

    def evaluate(self, points: Array) -> At:
        """Each response at its point (B, K)."""

    def part(self, at: At, chosen: NDArray[np.intp]) -> At:
        """The evaluations of those responses only."""

    def step(self, at: At, points: Array, before: Array) -> tuple[Array, Array]:
        """The direction (B, K) and the decrement (B,), infinite where there is none.

        `before` (B,) are the decrements of the step before, infinite at the first.
        """


@dataclass(frozen=True)
class Rests:
    """Newton decrements at which one more step ends the descent.

    arrived    where this one is below it
    close, following  where this one is below the first, and the next is expected below the other
    """

    arrived: float
    close: float = 0.0
    following: float = 0.0

    def after(self, decrement: Array, before: Array) -> Marks:
        """(B,) for the decrements (B,) now and a step before.

        The descent converges linearly or faster: the next decrement is taken to be no larger a
        share of this one than this is of the last. Where that is wrong the check at the end says
        so.
        """
        known = np.isfinite(before)
        share = np.where(known, decrement / np.where(known, before, 1.0), 1.0)
        foreseen = (decrement < self.close) & (decrement * share < self.following)
        return np.asarray((decrement < self.arrived) | foreseen)


def descend_many(slope: Slope[At], start: Array, rests: Rests) -> tuple[Array, Marks]:
    """The points (B, K), and where the descent came to rest; from `start` (B, K).

    A step that does not lower the objective is halved.
    """
    b = len(start)
    points, trial, direction = start.copy(), start.copy(), np.zeros_like(start)
    length, value = np.ones(b), np.full(b, np.inf)
    decrement, before = np.full(b, np.inf), np.full(b, np.inf)
    arrived = np.zeros(b, dtype=bool)
    active = np.arange(b)
    held = slope
    for _ in range(_MAX_SWEEPS):
        at = held.evaluate(trial[active])
        # Near the optimum the gain of a good step drowns in the rounding of the objective.
        better = at.value < value[active] + 1e-12 * (1.0 + np.abs(at.value))
        better &= np.isfinite(at.value)
        went, stayed = np.flatnonzero(better), active[~better]
        if len(went):
            who = active[went]
            points[who], value[who] = trial[who], at.value[went]
            moved, own = (at, held) if better.all() else (held.part(at, went), held.take(went))
            before[who] = decrement[who]
            direction[who], decrement[who] = own.step(moved, points[who], before[who])
            length[who] = 1.0
        length[stayed] /= 2.0
        close = rests.after(decrement[active], before[active])
        arrived[active] = close
        points[active[close]] += direction[active[close]]
        # A step that rounding alone forbids has arrived too; the check at the end decides.
        short = length[active] < _SHORTEST
        arrived[active] |= short & (decrement[active] < DECREMENT_TOLERANCE)
        remains = ~(arrived[active] | short) & np.isfinite(decrement[active])
        active = active[remains]
        if not len(active):
            break
        if not remains.all():
            held = held.take(np.flatnonzero(remains))
        trial[active] = points[active] + length[active, None] * direction[active]
    return points, arrived
