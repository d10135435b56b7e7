"""The search for all responses together: each has its own step, and leaves when it has arrived.

Fisher scoring and then Newton's steps, as in `optimise.py`, with an information that spares its
most costly term (see `evaluation.py`). The steps still end where the gradient vanishes, and that is
checked with the exact information at the end.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.batch.evaluation import Evaluations, evaluate_many, information
from ipt_outcomes.models.batch.family_stack import FamilyStack
from ipt_outcomes.models.batch.response_sums import ResponseSums
from ipt_outcomes.models.batch.stacks import Marks, solve_definite
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.optimise import DECREMENT_TOLERANCE

_NEWTON_BELOW = 100.0
_ARRIVED = 1e-14
"""Newton decrement at which theta is within 1e-7 of its standard error; a last step follows."""
_CLOSE, _NEXT = 1e-9, 1e-17
"""A decrement so small that the step after it is expected to leave no more than the other."""
_MAX_SWEEPS = 60
_SHORTEST = 2.0**-20


def search_many(
    sums: ResponseSums, families: FamilyStack, columns: Array | None, reml: bool
) -> tuple[Array, Marks]:
    """Theta (B, K), and where the search came to rest."""
    b = len(sums.people)
    theta = families.start(sums.empirical())
    trial, direction = theta.copy(), np.zeros_like(theta)
    length, value = np.ones(b), np.full(b, np.inf)
    decrement, before = np.full(b, np.inf), np.full(b, np.inf)
    arrived = np.zeros(b, dtype=bool)
    active = np.arange(b)
    held = sums
    for _ in range(_MAX_SWEEPS):
        at = evaluate_many(held, families, columns, trial[active], reml)
        # Near the optimum the gain of a good step drowns in the rounding of the objective.
        better = at.value < value[active] + 1e-12 * (1.0 + np.abs(at.value))
        better &= np.isfinite(at.value)
        went, stayed = np.flatnonzero(better), active[~better]
        if len(went):
            who = active[went]
            theta[who], value[who] = trial[who], at.value[went]
            moved, own = (at, held) if better.all() else (at.take(went), held.take(went))
            near = decrement[who] < _NEWTON_BELOW
            before[who] = decrement[who]
            direction[who], decrement[who] = _step(moved, own, near, reml)
            length[who] = 1.0
        length[stayed] /= 2.0
        close = near_enough(decrement[active], before[active])
        arrived[active] = close
        theta[active[close]] += direction[active[close]]
        # A step that rounding alone forbids has arrived too; the check at the end decides.
        short = length[active] < _SHORTEST
        arrived[active] |= short & (decrement[active] < DECREMENT_TOLERANCE)
        remains = ~(arrived[active] | short)
        remains &= np.isfinite(decrement[active])
        active = active[remains]
        if not len(active):
            break
        if not remains.all():
            held = held.take(np.flatnonzero(remains))
        trial[active] = theta[active] + length[active, None] * direction[active]
    return theta, arrived


def near_enough(decrement: Array, before: Array) -> Marks:
    """Whether one more step ends the search, for decrements (B,) now and a step before.

    The search converges linearly or faster: the next decrement is taken to be no larger a share of
    this one than this is of the last. Where that is wrong the check at the end says so.
    """
    known = np.isfinite(before)
    share = np.where(known, decrement / np.where(known, before, 1.0), 1.0)
    return (decrement < _ARRIVED) | ((decrement < _CLOSE) & (decrement * share < _NEXT))


def _step(at: Evaluations, sums: ResponseSums, near: Marks, reml: bool) -> tuple[Array, Array]:
    """The direction (B, K) and the decrement (B,): infinite where no information is definite."""
    gradient = at.gradient
    wanted = information(at, sums, near, exact=False, reml=reml)
    step, good = solve_definite(wanted, gradient[:, :, None])
    if not good.all():
        bad = np.flatnonzero(~good & near)
        if len(bad):
            never = np.zeros(len(bad), dtype=bool)
            other = information(at.take(bad), sums.take(bad), never, exact=False, reml=reml)
            step[bad], good[bad] = solve_definite(other, gradient[bad, :, None])
    decrement = (gradient * step[:, :, 0]).sum(axis=1)
    return -step[:, :, 0] / 2.0, np.where(good, decrement, np.inf)
