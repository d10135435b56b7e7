"""The visits that an analysis speaks of, and how its means and contrasts are asked for there.

The formulas: docs/methods.md, "Models of a trial".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ipt_outcomes.models.batch.many_fits import FitMany
from ipt_outcomes.models.marginal.joint_covariance import contrast_covariance
from ipt_outcomes.models.marginal.means import contrast, marginal_means
from ipt_outcomes.models.result import Fit
from ipt_outcomes.plan.trial import Visit

_NUMBERS = ("estimate", "se", "df", "statistic", "p_value", "ci_lower", "ci_upper")

Combination = Mapping[tuple[str, str], float]
"""Coefficients of the means, by (arm, visit)."""


@dataclass(frozen=True)
class Grid:
    """Visits, and the model's variable that tells them apart: `visit` by name, others by number.

    `by` is None where there is one visit.

    at         the variable's value at each visit, where it is a number
    change     whether contrasts are of the change from the baseline visit, which is among the
               visits
    stretches  pairs of visits between which the model has a slope
    one_arm    whether there is one arm, whose visits are compared with its baseline
    """

    visits: tuple[Visit, ...]
    by: str | None = "visit"
    at: tuple[float, ...] = ()
    change: bool = False
    stretches: tuple[tuple[Visit, Visit], ...] = ()
    one_arm: bool = False

    @property
    def names(self) -> list[str]:
        """The visits' names, in the plan's order."""
        return [visit.name for visit in self.visits]

    @property
    def after_baseline(self) -> tuple[Visit, ...]:
        """The visits that arms are compared at."""
        return tuple(visit for visit in self.visits if visit.phase != "baseline")

    @property
    def values(self) -> dict[str, str | float]:
        """By the visits' names, what the variable that tells them apart is there."""
        return dict(zip(self.names, self.at or self.names, strict=True))

    def means(self, fit: Fit, level: float) -> pd.DataFrame:
        """The marginal means by `arm` and `visit` (names), as `marginal_means` gives them.

        Covariates stand at their mean and categories at their share of the rows, so that the means
        are those of the trial's people. Of one arm, `arm` is missing.
        """
        variables = [] if self.one_arm else ["arm"]
        variables += [] if self.by is None else [self.by]
        found = marginal_means(fit, variables, at=self._at(), weights="proportional", level=level)
        named = self.names[0] if self.by is None else self._named(found[self.by])
        found = found.assign(visit=named)
        return found if self.one_arm else found.astype({"arm": "str"})

    def contrasts(self, fit: Fit, test: str, comparison: str, level: float) -> pd.DataFrame:
        """`test` minus `comparison` at each visit after baseline, a row a visit.

        The columns are `visit` and those of `contrast`. Of one arm, `comparison` is the baseline
        visit and each row is the change since then.
        """
        combined = {
            visit.name: self.cells(test, comparison, visit.name) for visit in self.after_baseline
        }
        return self._combined(fit, combined, level).rename(columns={"contrast": "visit"})

    def combinations(
        self,
        fit: Fit,
        test: str,
        comparison: str,
        combined: Mapping[str, Mapping[str, float]],
        level: float,
    ) -> pd.DataFrame:
        """Combinations of the contrasts at several visits, by the visits' coefficients.

        The columns are `contrast`, the combination's label, and those of `contrast`.
        """
        made: dict[str, Combination] = {}
        for label, coefficients in combined.items():
            total: dict[tuple[str, str], float] = {}
            for visit, share in coefficients.items():
                for cell, sign in self.cells(test, comparison, visit).items():
                    total[cell] = total.get(cell, 0.0) + share * sign
            made[label] = total
        return self._combined(fit, made, level)

    def covariance(self, fit: Fit, pairs: Sequence[tuple[str, str]], visit: str) -> pd.DataFrame:
        """The joint covariance of several pairs' contrasts at one visit, in the pairs' order.

        The row of a pair that the model does not know is NaN.
        """
        combined = {
            str(place): self.cells(test, comparison, visit)
            for place, (test, comparison) in enumerate(pairs)
        }
        asked = self._asked(fit, combined)
        found = pd.DataFrame(index=range(len(pairs)), columns=range(len(pairs)), dtype="float64")
        if asked is None:
            return found
        variable, chosen = asked
        labels = list(dict.fromkeys(chosen["coefficients"]["contrast"].astype(int)))
        found.loc[labels, labels] = contrast_covariance(fit, variable, **chosen).to_numpy()
        return found

    def contrast_of_many(
        self, fit: Fit, many: FitMany, test: str, comparison: str, visit: str
    ) -> pd.DataFrame:
        """The contrast at a visit in every response of `many`, a row each as `contrast` gives it.

        `fit` is one of the same model, which says what this knows; empty for what it does not.
        """
        asked = self._asked(fit, {visit: self.cells(test, comparison, visit)})
        if asked is None:
            return pd.DataFrame(columns=["response", "estimate", "status"])
        variable, chosen = asked
        return contrast(many, variable, **chosen)

    def cells(self, test: str, comparison: str, visit: str) -> Combination:
        """The means whose combination is a contrast at a visit."""
        cells = {(test, visit): 1.0}
        if not self.one_arm:
            cells[comparison, visit] = -1.0
        if self.one_arm or self.change:
            start = self.visits[0].name
            cells |= {(arm, start): -sign for (arm, _), sign in list(cells.items())}
        return cells

    def slopes(self, fit: Fit, test: str, comparison: str, level: float) -> pd.DataFrame:
        """The difference between two arms in the mean change a unit of time, a row a stretch.

        `first` and `last` are the stretch's visits, `length` is its length in units of time. Of one
        arm, the arm's own change. Empty for an analysis without slopes.
        """
        arms = {test: 1.0} if self.one_arm else {test: 1.0, comparison: -1.0}
        place = dict(zip(self.names, self.at, strict=True)) if self.stretches else {}
        combined: dict[str, Combination] = {}
        rows = []
        for first, last in self.stretches:
            length = place[last.name] - place[first.name]
            ends = {last.name: 1.0 / length, first.name: -1.0 / length}
            combined[f"{first.name} {last.name}"] = {
                (arm, visit): sign * share
                for arm, sign in arms.items()
                for visit, share in ends.items()
            }
            rows.append((first.name, last.name, length))
        stretches = pd.DataFrame(rows, columns=["first", "last", "length"])
        found = self._combined(fit, combined, level)
        return stretches.assign(contrast=list(combined)).merge(found, how="left", on="contrast")

    def _combined(
        self, fit: Fit, combined: Mapping[str, Combination], level: float
    ) -> pd.DataFrame:
        """Combinations of the means, labelled in `contrast`.

        Those of an arm or a visit that nobody was seen in, and the model does not know, are left
        out.
        """
        asked = self._asked(fit, combined)
        if asked is None:
            return pd.DataFrame(columns=["contrast", *_NUMBERS, "status"])
        variable, chosen = asked
        return contrast(fit, variable, **chosen, level=level)

    def _asked(
        self, fit: Fit, combined: Mapping[str, Combination]
    ) -> tuple[str, dict[str, Any]] | None:
        """The variable and the further arguments of `contrast`; None where nothing is known."""
        combined = {
            label: of_cells
            for label, of_cells in combined.items()
            if all(self._is_known(fit, arm, visit) for arm, visit in of_cells)
        }
        if not combined:
            return None
        values = self.values
        rows = [
            {"contrast": label, "arm": arm, "at": values[visit], "coefficient": coefficient}
            for label, of_cells in combined.items()
            for (arm, visit), coefficient in of_cells.items()
        ]
        frame = pd.DataFrame(rows).rename(columns={"at": self.by or "at"})
        if self.by is None:
            frame = frame.drop(columns="at")
        if self.one_arm:
            frame = frame.drop(columns="arm")
        variable = self.by if self.one_arm and self.by else "arm"
        return variable, {
            "by": None if self.one_arm else self.by,
            "at": self._at(),
            "coefficients": frame,
            "weights": "proportional",
        }

    def _is_known(self, fit: Fit, arm: str, visit: str) -> bool:
        """Whether the model's rows have the arm, and the visit where it is a category."""
        levels = fit.fixed.factors
        known = self.one_arm or arm in levels["arm"]
        return known and (self.by is None or self.by not in levels or visit in levels[self.by])

    def _at(self) -> dict[str, list[float]] | None:
        if not self.at or self.by is None:
            return None
        return {self.by: list(self.at)}

    def _named(self, values: pd.Series) -> pd.Series:
        if not self.at:
            return values.astype("str")
        return values.map(dict(zip(self.at, self.names, strict=True))).astype("str")
