"""Bootstrap intervals: people, or their clusters, drawn anew within each arm.

Formulas: docs/methods.md, "Mediation".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm
from scipy.stats import t as student

from ipt_outcomes.models.moments import Array

Places = NDArray[np.intp]


def drawn(rng: np.random.Generator, draws: int, arm: Places, unit: Places) -> Array:
    """(draws, N): how often each of N people is drawn; `unit` (N,) are drawn whole, within arms.

    Where units have people of both arms they are drawn from among all.
    """
    found = np.zeros((draws, len(arm)))
    stratum = strata(arm, unit)
    for own in np.unique(stratum):
        here = stratum == own
        units, place = np.unique(unit[here], return_inverse=True)
        share = np.full(len(units), 1.0 / len(units))
        times = rng.multinomial(len(units), share, size=draws)
        found[:, here] = times[:, place.ravel()]
    return found


def strata(arm: Places, unit: Places) -> Places:
    """(N,) within what units are drawn: their arm, or all people where a unit is of both arms."""
    across = np.intersect1d(unit[arm == 0], unit[arm == 1])
    return np.zeros_like(arm) if len(across) else arm


def expanded_interval(values: Array, level: float, units: float) -> tuple[float, float]:
    """The percentile interval of the draws that have a value, expanded for few units.

    A plain one is too narrow by what n - 1 and Student's t make of it: the percentiles are those
    that would make a normal sample's interval exact (Hesterberg 2015, Am Stat 69:371-386). `units`
    are those of the arm with fewer, as good as so many of equal size.
    """
    known = values[np.isfinite(values)]
    wide = student.ppf((1.0 + level) / 2.0, units - 1) * np.sqrt(units / (units - 1))
    lower, upper = np.quantile(known, norm.cdf([-wide, wide]))
    return float(lower), float(upper)
