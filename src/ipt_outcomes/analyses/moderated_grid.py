"""How the contrasts of an analysis are asked for at values of a moderator.

The formulas: docs/methods.md, "Moderators".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ipt_outcomes.analyses.grid import Grid
from ipt_outcomes.models.marginal.joint_contrasts import joint_contrast_test
from ipt_outcomes.models.marginal.means import contrast
from ipt_outcomes.models.result import Fit

Value = str | float
Pair = tuple[str, str]
"""Test arm and comparison arm."""
_Cells = dict[tuple[str, str, Value], float]


@dataclass(frozen=True)
class ModeratedGrid:
    """The grid of an analysis whose arms differ by `moderator`, a variable of its fixed part."""

    grid: Grid
    moderator: str

    def contrasts(
        self, fit: Fit, pair: Pair, visit: str, values: Sequence[Value], level: float
    ) -> pd.DataFrame:
        """The pair's difference at a visit for each value of the moderator, a row a value.

        `values` are levels of a category or numbers, each once. The index is their place; a level,
        arm or visit that the model does not know has no row. The columns are those of `contrast`.
        """
        combined = {str(place): self._at(pair, visit, value) for place, value in enumerate(values)}
        chosen = self._chosen(fit, combined)
        if chosen is None:
            return pd.DataFrame()
        found = contrast(fit, "arm", **chosen, level=level)
        return found.set_index(found.pop("contrast").astype(int))

    def slope(self, fit: Fit, pair: Pair, visit: str, level: float) -> pd.DataFrame:
        """By how much the pair's difference rises with a unit of a number, one row."""
        combined = {"slope": self._between(pair, visit, self._unit(fit))}
        chosen = self._chosen(fit, combined)
        return pd.DataFrame() if chosen is None else contrast(fit, "arm", **chosen, level=level)

    def interaction(
        self, fit: Fit, pairs: Sequence[Pair], visit: str, levels: Sequence[Value] = ()
    ) -> pd.DataFrame:
        """The test that the pairs' differences at a visit are the same at all levels of a category,
        or, without levels, that they do not change with the number.

        One row as of `joint_contrast_test`; none where the model does not know an arm or the visit.
        """
        known = [each for each in levels if each in fit.fixed.factors.get(self.moderator, ())]
        first, *others = known if levels else self._unit(fit)
        combined = {
            f"{place} {number}": self._between(pair, visit, (first, other))
            for place, pair in enumerate(pairs)
            for number, other in enumerate(others)
        }
        chosen = self._chosen(fit, combined)
        if chosen is None:
            return pd.DataFrame()
        return joint_contrast_test(fit, "arm", label="interaction", **chosen)

    def _unit(self, fit: Fit) -> tuple[float, float]:
        """Two numbers a unit apart, the mean the first."""
        mean = fit.fixed.numeric[self.moderator]
        return mean, mean + 1.0

    def _at(self, pair: Pair, visit: str, value: Value) -> _Cells:
        cells = self.grid.cells(*pair, visit)
        return {(arm, at, value): sign for (arm, at), sign in cells.items()}

    def _between(self, pair: Pair, visit: str, values: tuple[Value, Value]) -> _Cells:
        """The pair's difference at the second value minus that at the first."""
        first, second = (self._at(pair, visit, value) for value in values)
        return second | {cell: -sign for cell, sign in first.items()}

    def _chosen(self, fit: Fit, combined: Mapping[str, _Cells]) -> dict[str, Any] | None:
        """The further arguments of `contrast`, for what the model knows; None without any."""
        grid = self.grid
        known = {
            label: cells
            for label, cells in combined.items()
            if all(self._is_known(fit, *cell) for cell in cells)
        }
        if not known:
            return None
        rows = [
            {"contrast": label, "arm": arm, "visit": at, self.moderator: value, "coefficient": c}
            for label, cells in known.items()
            for (arm, at, value), c in cells.items()
        ]
        frame = pd.DataFrame(rows)
        at: dict[str, list[Any]] = {
            name: list(dict.fromkeys(frame[name])) for name in ("arm", self.moderator)
        }
        visits = [grid.values[name] for name in frame.pop("visit")]
        by = [self.moderator]
        if grid.by is not None:
            frame[grid.by] = visits
            at[grid.by] = list(dict.fromkeys(visits))
            by.append(grid.by)
        return {"by": by, "at": at, "coefficients": frame, "weights": "proportional"}

    def _is_known(self, fit: Fit, arm: str, visit: str, value: Value) -> bool:
        factors = fit.fixed.factors
        place = {"arm": arm, self.moderator: value}
        if self.grid.by is not None:
            place[self.grid.by] = self.grid.values[visit]
        return all(name not in factors or each in factors[name] for name, each in place.items())
