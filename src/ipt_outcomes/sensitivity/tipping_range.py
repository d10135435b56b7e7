"""How far a tipping map reaches, and in which steps.

Formulas: docs/methods.md, "Delta and tipping point".
"""

from __future__ import annotations

import math

import numpy as np

from ipt_outcomes.models.moments import Array
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Outcome
from ipt_outcomes.sensitivity.noticeable import Noticeable

# Of the scale's range. ASSUME: people who left are not, on average, further than that from people
# with the same earlier scores.
_FARTHEST = 0.5
_ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
# In units, so that a map begins with what patients would notice.
_NEAREST = 2
# How far beyond the change of the conclusion a map reaches.
_BEYOND = 1.25


def deltas(plan: Plan, outcome: Outcome, unit: Noticeable, needed: float, steps: int) -> Array:
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
