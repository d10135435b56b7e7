"""How far a tipping map reaches, and in which steps.

Formulas: docs/methods.md, "Delta and tipping point".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Outcome

MINIMAL_IMPORTANT = "minimal important difference"
HALF_SD = "half a standard deviation of the baseline"
# Of the scale's range. ASSUME: people who left are not, on average, further than that from people
# with the same earlier scores.
_FARTHEST = 0.5
_ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
# In units, so that a map begins with what patients would notice.
_NEAREST = 2
# How far beyond the change of the conclusion a map reaches.
_BEYOND = 1.25


@dataclass(frozen=True)
class Unit:
    """A difference that a reader can weigh: its points, and what it is."""

    points: float
    what: str


def unit_of(plan: Plan, outcome: Outcome, baseline_sd: float) -> Unit:
    """The scale's minimal important difference; where the registry has none, half an SD.

    # ASSUME: half a standard deviation stands for the difference that patients notice where no
    # source gives it (Norman, Sloan and Wyrwich 2003, Med Care 41:582-592).
    """
    least = plan.entry_of(outcome.scale).minimal_important_difference
    if least is not None and least.points is not None:
        return Unit(float(least.points), MINIMAL_IMPORTANT)
    return Unit(baseline_sd / 2.0, HALF_SD)


def deltas(plan: Plan, outcome: Outcome, unit: Unit, needed: float, steps: int) -> Array:
    """Points by which people who left did worse, from minus the farthest to the farthest.

    The farthest is two units or more: somewhat more than the `needed` points at which the
    conclusion may change, and at most half of the scale's range. There are `steps` of them, an odd
    number: zero is one. Between them are round numbers of points.
    """
    scale = plan.entry_of(outcome.scale)
    most = _FARTHEST * (scale.maximum - scale.minimum)
    wanted = max(_BEYOND * needed, _NEAREST * unit.points) if math.isfinite(needed) else most
    half = steps // 2
    step = _round_step(min(wanted, most) / half)
    if step * half > most:
        step = _round_step(most / half, up=False)
    # Multiples of a step, for the middle to be zero and both sides alike.
    return np.asarray(np.arange(-half, half + 1) * step, dtype=np.float64)


def _round_step(points: float, *, up: bool = True) -> float:
    """The next round number of points, up or down."""
    power = 10.0 ** math.floor(math.log10(points))
    round_ones = [each * power for each in _ROUND]
    if up:
        return next(each for each in round_ones if each >= points * (1 - 1e-9))
    return next(each for each in reversed(round_ones) if each <= points * (1 + 1e-9))
