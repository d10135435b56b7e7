"""An event among people of clusters, in arms: all rests on sums over clusters, as when imputed.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from ipt_outcomes.estimate.clinical.risk_rows import (
    Row,
    found,
    needed_row,
    not_estimable,
    nothing_compared,
)
from ipt_outcomes.missing.arm_shares import (
    DIFFERENCE,
    RISK,
    cluster_numbers,
    compared_shares,
    freedom_of_shares,
    log_odds,
    shares_of_arms,
)
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.t_and_f import t_statistics

OVER_CLUSTERS = "t, sums over clusters"


@dataclass(frozen=True, repr=False, eq=False)
class ClusteredArms:
    """Shares of the arms in which somebody was observed, and their covariance.

    places      of an arm's number, where it stands among these
    share       (1, arms)
    covariance  (1, arms, arms)
    df          the clusters of the arm with the fewest, less one
    """

    places: dict[int, int]
    share: Array
    covariance: Array
    df: float
    level: float

    def risk(self, place: int) -> Row:
        """The share of an arm, its interval by the log odds."""
        row: Row = {"measure": RISK, "ci_method": OVER_CLUSTERS}
        at = self.places.get(place)
        if at is None:
            return row | not_estimable()
        on_scale = log_odds(self.share[:, at], self.covariance[:, at, at])
        if on_scale is None:
            return row | found(float(self.share[0, at]), np.nan, np.nan)
        return row | found(*expit(self._limits(on_scale)))

    def compared(self, test: int, base: int) -> list[Row]:
        """Difference, ratios by their logarithms, number needed."""
        if test not in self.places or base not in self.places:
            return nothing_compared()
        pair = [self.places[test], self.places[base]]
        of_pair = compared_shares(self.share[:, pair], self.covariance[:, pair][:, :, pair])
        rows: list[Row] = []
        for measure, on_scale in of_pair.items():
            row: Row = {"measure": measure, "ci_method": OVER_CLUSTERS}
            if on_scale is None:
                rows.append(row | not_estimable())
                continue
            values = self._limits(on_scale)
            rows.append(row | found(*(values if measure == DIFFERENCE else np.exp(values))))
        return [*rows, needed_row(rows[0])]

    def _limits(self, on_scale: tuple[Array, Array]) -> Array:
        """Estimate, lower and upper; without limits where clusters are too few to tell."""
        estimate, se = on_scale
        if self.df < 1 or not se[0] > 0:
            return np.array([estimate[0], np.nan, np.nan])
        return t_statistics(estimate, se**2, np.full(1, self.df), self.level)[0, [0, -2, -1]]


def clustered_arms(
    happened: NDArray[np.bool_],
    codes: NDArray[np.intp],
    clusters: NDArray[np.intp],
    level: float,
) -> ClusteredArms:
    """Of (n,) people observed; `clusters` has their numbers, -1 for whoever is in none."""
    there = [int(place) for place in np.unique(codes)]
    member = np.array([codes == place for place in there], dtype=np.float64)
    numbers = cluster_numbers(clusters)
    share, covariance = shares_of_arms(happened.astype(np.float64)[None], member, numbers)
    places = {place: at for at, place in enumerate(there)}
    return ClusteredArms(places, share, covariance, freedom_of_shares(member, numbers), level)
