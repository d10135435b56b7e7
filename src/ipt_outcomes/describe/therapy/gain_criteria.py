"""The three criteria of a sudden gain, of every two sessions that follow one another.

Formulas: docs/methods.md, "Sudden gains".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

Array = NDArray[np.float64]
Marks = NDArray[np.bool_]
AROUND = 3
"""Sessions before and after, at most, of which means are compared."""
FEWEST = 2
"""Of these, the fewest of each side that must have a score."""


@dataclass(frozen=True)
class Criteria:
    """What counts as a gain.

    cutoff: points, at least. share: of the score before it, at least. alpha: of the two-sided t
    distribution whose quantile is the critical value. adjusted: by the sessions that have scores;
    else always that of six.
    """

    cutoff: float
    share: float = 0.25
    alpha: float = 0.05
    adjusted: bool = True


@dataclass(frozen=True, repr=False, eq=False)
class Intervals:
    """Of each person and interval between two sessions, (n, sessions - 1).

    drop: from the session before to the one after. before, after: their scores. mean_before,
    mean_after: of up to three sessions each. n_before, n_after: with a score. statistic: the
    difference of the means over the pooled SD. critical: what it must exceed. met: by criterion
    1 to 3. looked_at: there are scores enough for all of them.
    """

    before: Array
    after: Array
    drop: Array
    mean_before: Array
    mean_after: Array
    n_before: NDArray[np.int64]
    n_after: NDArray[np.int64]
    statistic: Array
    critical: Array
    met: tuple[Marks, Marks, Marks]
    looked_at: Marks

    @property
    def gains(self) -> Marks:
        """The intervals that meet all three."""
        return self.looked_at & self.met[0] & self.met[1] & self.met[2]


def intervals_of(values: Array, criteria: Criteria, toward: float = 1.0) -> Intervals:
    """The intervals of a grid (n, sessions). toward: 1 where a gain is a drop, -1 where a rise.

    ASSUME: the pooled SD stands alone under the difference of means, without the factor
    sqrt(1/n + 1/m) of the t test, as in the formula of Tang and DeRubeis that later work and its
    software use: the third criterion is stricter than a t test at the same level.
    """
    n, sessions = values.shape
    padded = np.full((n, sessions + 2 * AROUND), np.nan)
    padded[:, AROUND : AROUND + sessions] = values
    places = np.arange(max(sessions - 1, 0)) + AROUND
    before = _moments(np.stack([padded[:, places - k] for k in range(AROUND)], axis=-1))
    after = _moments(np.stack([padded[:, places + 1 + k] for k in range(AROUND)], axis=-1))
    last, first = padded[:, places], padded[:, places + 1]
    degrees = before.n + after.n - 2
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = np.sqrt((before.squares + after.squares) / degrees)
        away = toward * (before.mean - after.mean)
        statistic = away / pooled
    used = degrees if criteria.adjusted else np.full_like(degrees, 2 * AROUND - 2)
    critical = np.full(degrees.shape, np.nan)
    critical[used > 0] = t.ppf(1 - criteria.alpha / 2, used[used > 0])
    drop = toward * (last - first)
    with np.errstate(invalid="ignore"):
        met = (
            drop >= criteria.cutoff,
            drop >= criteria.share * last,
            # As products: equal scores within each side have no SD to divide by.
            away > critical * pooled,
        )
    looked_at = ~np.isnan(last) & ~np.isnan(first) & (before.n >= FEWEST) & (after.n >= FEWEST)
    return Intervals(
        last, first, drop, before.mean, after.mean, before.n, after.n, statistic, critical,
        met, looked_at,
    )  # fmt: skip


def reversed_later(values: Array, after: Array, drop: Array, place: int, toward: float) -> Marks:
    """Whether half of a gain was lost at any later session.

    values: (n, sessions); after, drop: (n,), of the interval whose second session is at `place`.
    """
    half = after + toward * drop / 2
    later = values[:, place + 1 :]
    with np.errstate(invalid="ignore"):
        lost = toward * (later - half[:, None]) >= 0
    return np.asarray(lost.any(axis=1))


@dataclass(frozen=True)
class _Moments:
    n: NDArray[np.int64]
    mean: Array
    squares: Array


def _moments(window: Array) -> _Moments:
    there = ~np.isnan(window)
    n = there.sum(axis=-1)
    total = np.where(there, window, 0.0).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / n
    deviations = np.where(there, window - mean[..., None], 0.0)
    return _Moments(n, mean, (deviations**2).sum(axis=-1))
