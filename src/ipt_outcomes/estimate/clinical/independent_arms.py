"""An event among people who are independent, in arms: Wilson's and Newcombe's intervals.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from statsmodels.stats.proportion import confint_proportions_2indep

from ipt_outcomes.estimate.clinical.risk_rows import (
    Row,
    found,
    needed_row,
    not_estimable,
    nothing_compared,
)
from ipt_outcomes.missing.arm_shares import DIFFERENCE, ODDS_RATIO, RATIO, RISK
from ipt_outcomes.models.wilson import share_with_limits

WILSON, NEWCOMBE, LOG, LOGIT = "Wilson score", "Newcombe hybrid score", "log normal", "logit normal"
_IN_STATSMODELS: Final[dict[str, tuple[str, str, str]]] = {
    DIFFERENCE: ("diff", "newcomb", NEWCOMBE),
    RATIO: ("ratio", "log", LOG),
    ODDS_RATIO: ("odds-ratio", "logit", LOGIT),
}


@dataclass(frozen=True)
class IndependentArms:
    """Of each arm, how many had the event and how many were observed."""

    events: tuple[int, ...]
    people: tuple[int, ...]
    level: float

    def risk(self, place: int) -> Row:
        """The share of an arm with Wilson's score interval."""
        row: Row = {"measure": RISK, "ci_method": WILSON}
        x, n = self.events[place], self.people[place]
        if not n:
            return row | not_estimable()
        return row | found(*share_with_limits(x, n, 1.0 - self.level))

    def compared(self, test: int, base: int) -> list[Row]:
        """Difference (Newcombe 1998, Stat Med 17:873-890, method 10), ratios, number needed."""
        x1, n1, x0, n0 = (
            each[place] for place in (test, base) for each in (self.events, self.people)
        )
        if not n1 or not n0:
            return nothing_compared()
        p1, p0 = x1 / n1, x0 / n0
        shown: dict[str, float] = {DIFFERENCE: p1 - p0}
        if min(x1, x0) > 0:
            shown[RATIO] = p1 / p0
            if x1 < n1 and x0 < n0:
                shown[ODDS_RATIO] = p1 / (1.0 - p1) / (p0 / (1.0 - p0))
        rows: list[Row] = []
        for measure, (compare, method, name) in _IN_STATSMODELS.items():
            row: Row = {"measure": measure, "ci_method": name}
            if measure not in shown:
                rows.append(row | not_estimable())
                continue
            limits = confint_proportions_2indep(
                x1, n1, x0, n0, method=method, compare=compare, alpha=1.0 - self.level
            )
            rows.append(row | found(shown[measure], *map(float, limits)))
        return [*rows, needed_row(rows[0])]


def independent_arms(
    happened: NDArray[np.bool_], codes: NDArray[np.intp], n_arms: int, level: float
) -> IndependentArms:
    """Of (n,) people observed."""
    people = np.bincount(codes, minlength=n_arms).tolist()
    events = np.bincount(codes[happened], minlength=n_arms).tolist()
    return IndependentArms(tuple(events), tuple(people), level)
