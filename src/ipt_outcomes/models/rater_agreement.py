"""The agreement of raters: ICC(2,1), whoever rated whom, with a profile interval.

Ratings are m + target + rater + error, the three independent and normal, with the variances s_t^2,
s_r^2 and s_e^2; the correlation of two raters' scores of one target is ICC = s_t^2 / (s_t^2 +
s_r^2 + s_e^2): ICC(2,1) of Shrout and Fleiss (1979, Psychol Bull 86:420-428), ICC(A,1) of McGraw
and Wong (1996, Psychol Methods 1:30-46), absolute agreement of single raters. Where every rater
rated every target and no estimate is at zero, restricted likelihood gives what their mean squares
give; it does not need that everybody rated everything. The interval holds every correlation whose
restricted deviance, at the least over the other parameters, is within the chi-square quantile of
one degree of freedom.

Formulas: docs/methods.md, "Therapy".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2

from ipt_outcomes.models.intraclass import Intraclass
from ipt_outcomes.models.moments import Array

_HIGHEST = 1.0 - 1e-6
_LEAST_RATIO, _MOST_RATIO = -12.0, 8.0
"""Of the logarithm of s_r^2 / s_e^2; below, raters do not differ."""


def rater_agreement(
    y: Array, targets: NDArray[np.intp], raters: NDArray[np.intp], level: float
) -> Intraclass | None:
    """The agreement of raters on targets.

    Args:
        y: (n,) ratings.
        targets, raters: (n,) numbers from 0.
        level: of the interval.

    Returns:
        None where there are fewer than two raters or targets, no target was rated twice, or all
        ratings are alike.
    """
    sizes = np.bincount(targets)
    n_raters = int(raters.max(initial=-1)) + 1
    if n_raters < 2 or len(sizes) < 2 or sizes.max() < 2 or np.ptp(y) == 0:
        return None
    deviance = _Deviance(y, targets, raters)

    places = np.concatenate([[0.0], np.linspace(0.04, 0.96, 12)])
    values = [deviance.least(rho) for rho in places]
    place = int(np.argmin(values))
    low, high = places[max(place - 1, 0)], (*places, _HIGHEST)[place + 1]
    found = minimize_scalar(
        deviance.least, bounds=(low, high), method="bounded", options={"xatol": 1e-8}
    )
    best = float(found.x) if found.fun < values[0] - 1e-10 else 0.0
    limit = min(float(found.fun), values[0]) + float(chi2.ppf(level, 1))

    def beyond(rho: float) -> float:
        return deviance.least(rho) - limit

    lower = 0.0 if beyond(0.0) <= 0 else float(brentq(beyond, 0.0, best, xtol=1e-8))
    upper = 1.0 if beyond(_HIGHEST) <= 0 else float(brentq(beyond, best, _HIGHEST, xtol=1e-8))
    return Intraclass(best, lower, upper)


class _Deviance:
    """Minus twice the restricted log-likelihood, but for a constant, maximal in s_e^2 and m."""

    def __init__(self, y: Array, targets: NDArray[np.intp], raters: NDArray[np.intp]) -> None:
        n_raters = int(raters.max()) + 1
        columns = np.zeros((len(y), n_raters + 2))
        columns[np.arange(len(y)), raters] = 1.0
        columns[:, n_raters] = 1.0
        columns[:, -1] = y - y.mean()
        self.n, self.k = len(y), n_raters
        self.gram = columns.T @ columns
        sizes = np.bincount(targets)
        sums = np.zeros((len(sizes), columns.shape[1]))
        np.add.at(sums, targets, columns)
        # Targets with as many ratings have one weight.
        self.sizes = np.unique(sizes).astype(np.float64)
        self.counts = np.array([(sizes == size).sum() for size in self.sizes])
        self.squares = np.array(
            [sums[sizes == size].T @ sums[sizes == size] for size in self.sizes]
        )

    def least(self, rho: float) -> float:
        """The least over how much raters differ, at a correlation."""

        def at(log_ratio: float) -> float:
            ratio = float(np.exp(log_ratio))
            return self(rho * (1.0 + ratio) / (1.0 - rho), ratio)

        # The likelihood may have a mode at zero and another one: a grid finds the better.
        grid = np.linspace(_LEAST_RATIO, _MOST_RATIO, 11)
        place = int(np.argmin([at(each) for each in grid]))
        step = grid[1] - grid[0]
        bounds = (grid[place] - step, grid[place] + step)
        found = minimize_scalar(at, bounds=bounds, method="bounded", options={"xatol": 1e-5})
        return float(min(found.fun, self(rho / (1.0 - rho), 0.0)))

    def __call__(self, of_targets: float, of_raters: float) -> float:
        """At s_t^2 / s_e^2 and s_r^2 / s_e^2.

        Targets are eliminated cluster by cluster (V = I + g ZZ'), then raters as columns with the
        penalty 1 / of_raters, then the mean.
        """
        weight = of_targets / (1.0 + of_targets * self.sizes)
        m = self.gram - np.tensordot(weight, self.squares, axes=1)
        log_det = float(self.counts @ np.log1p(of_targets * self.sizes))
        k = self.k
        inner = np.eye(k) + of_raters * m[:k, :k]
        log_det += float(np.linalg.slogdet(inner)[1])
        m = m[k:, k:] - of_raters * m[k:, :k] @ np.linalg.solve(inner, m[:k, k:])
        left = m[1, 1] - m[0, 1] ** 2 / m[0, 0]
        if m[0, 0] <= 0 or left <= 0:
            return np.inf
        return float((self.n - 1) * np.log(left) + log_det + np.log(m[0, 0]))
