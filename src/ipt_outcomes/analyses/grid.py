"""The visits that an analysis speaks of, and how its means and contrasts are asked for there.

The formulas: docs/methods.md, "Models of a trial".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.models.marginal.means import contrast, marginal_means
from ipt_outcomes.models.result import Fit
from ipt_outcomes.plan.trial import Visit


@dataclass(frozen=True)
class Grid:
    """Visits, and the model's variable that tells them apart: `visit` by name, `week` by number.

    With `change` contrasts are of the change from the baseline visit, which is among the visits.
    """

    visits: tuple[Visit, ...]
    by: str = "visit"
    change: bool = False

    @property
    def names(self) -> list[str]:
        """The visits' names, in the plan's order."""
        return [visit.name for visit in self.visits]

    def means(self, fit: Fit, level: float) -> pd.DataFrame:
        """The marginal means by `arm` and `visit` (names), as `marginal_means` gives them.

        Covariates stand at their mean and categories at their share of the rows, so that the means
        are those of the trial's people.
        """
        found = marginal_means(
            fit, "arm", by=self.by, at=self._at(self.visits), weights="proportional", level=level
        )
        return self._named(found).astype({"arm": "str"})

    def contrasts(self, fit: Fit, against: str, level: float) -> pd.DataFrame:
        """Every arm minus `against` at each visit after baseline, as `contrast` gives them."""
        if self.change:
            return self._changes(fit, against, level)
        found = contrast(
            fit, "arm", against=against, by=self.by, at=self._at(self.after_baseline), level=level
        )
        return self._named(found).astype({"test": "str", "comparison": "str"})

    @property
    def after_baseline(self) -> tuple[Visit, ...]:
        """The visits that arms are compared at."""
        return tuple(visit for visit in self.visits if visit.phase != "baseline")

    def _changes(self, fit: Fit, against: str, level: float) -> pd.DataFrame:
        start = next(visit.name for visit in self.visits if visit.phase == "baseline")
        pairs = [
            (arm, visit.name)
            for visit in self.after_baseline
            for arm in fit.fixed.factors["arm"]
            if arm != against
        ]
        asked = {
            f"{arm} {visit}": {
                (arm, visit): 1.0,
                (arm, start): -1.0,
                (against, visit): -1.0,
                (against, start): 1.0,
            }
            for arm, visit in pairs
        }
        found = contrast(
            fit, "arm", by="visit", coefficients=asked, weights="proportional", level=level
        )
        labels = pd.DataFrame(pairs, columns=["test", "visit"]).assign(comparison=against)
        return pd.concat([labels, found.drop(columns="contrast")], axis=1).astype(
            dict.fromkeys(["test", "comparison", "visit"], "str")
        )

    def _at(self, visits: Sequence[Visit]) -> dict[str, list[float]] | None:
        return None if self.by == "visit" else {self.by: [float(visit.week) for visit in visits]}

    def _named(self, found: pd.DataFrame) -> pd.DataFrame:
        if self.by != "visit":
            names = {float(visit.week): visit.name for visit in self.visits}
            found = found.assign(visit=found[self.by].map(names))
        return found.astype({"visit": "str"})
