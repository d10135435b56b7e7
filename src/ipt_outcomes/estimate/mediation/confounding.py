"""How much of something unmeasured would undo an indirect effect: Imai's correlation, for paths.

Formulas: docs/methods.md, "Mediation".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.optimize import brentq

from ipt_outcomes.estimate.mediation.effects import through
from ipt_outcomes.estimate.mediation.fitted import Fitted
from ipt_outcomes.models.lagged.search import maximum
from ipt_outcomes.models.lagged.structure import SECOND_ON_FIRST
from ipt_outcomes.models.moments import Array

_STEP, _FURTHEST, _EXACT = 0.1, 0.9, 1e-3


def undoing(fit: Fitted, level: float) -> tuple[float, float]:
    """The correlations at which the interval of the indirect effect reaches zero, and the effect.

    They are of the mediator's innovation at a visit with the outcome's at the next, which the
    model takes to be zero. The first is 0 where the interval includes zero already; either is NaN
    where none up to 0.9 does.
    """
    path = {0.0: fit.best.theta}

    def at(correlation: float) -> float:
        if correlation not in path:
            structure = replace(fit.structure, correlation=correlation)
            nearest = min(path, key=lambda known: abs(known - correlation))
            sums = fit.people.sums(np.ones((1, len(fit.people.arm))))
            found = maximum(structure, sums, path[nearest])
            path[correlation] = (
                found.theta if found.converged else np.full_like(found.theta, np.nan)
            )
        return float(path[correlation][SECOND_ON_FIRST])

    sign, before = float(np.sign(at(0.0))), 0.0
    zero = np.nan
    for step in range(1, round(_FURTHEST / _STEP) + 1):
        now = sign * round(_STEP * step, 3)
        there = at(now)
        if np.isnan(there):
            del path[now]
            break
        if sign * there <= 0:
            zero = float(brentq(at, before, now, xtol=_EXACT))
            break
        before = now
    known = {each: theta for each, theta in path.items() if np.isfinite(theta).all()}
    return _limit(fit, known, level, zero), zero


def _limit(fit: Fitted, path: dict[float, Array], level: float, zero: float) -> float:
    """Where the interval reaches zero, its draws moved as the estimate moves.

    ASSUME: a correlation moves the path of every draw by as much as that of the people; the arms'
    difference in the mediator does not depend on it.
    """
    lower, upper = fit.interval(1, level)
    if lower <= 0 <= upper:
        return 0.0
    places = np.array(sorted(path))
    thetas = np.array([path[each] for each in places])
    difference = (fit.means[:, :, 1] - fit.means[:, :, 0])[:, 0::2]

    def nearest(correlation: float) -> float:
        moved = [np.interp(correlation, places, column) for column in thetas.T] - fit.best.theta
        draws = through(fit.thetas + moved, difference)
        low, high = replace(fit, draws=draws[:, None]).interval(0, level)
        return low if lower > 0 else -high

    furthest = zero if np.isfinite(zero) else float(places[np.abs(places).argmax()])
    if nearest(furthest) > 0:
        return np.nan
    return float(brentq(nearest, 0.0, furthest, xtol=_EXACT))
