"""How the contrasts of several outcomes are asked of one model, each in its own points.

The formulas: docs/methods.md, "Several outcomes in one model".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ipt_outcomes.analyses.grid import Grid
from ipt_outcomes.models.marginal.joint_contrasts import joint_contrast_test
from ipt_outcomes.models.marginal.joint_covariance import contrast_covariance
from ipt_outcomes.models.marginal.means import contrast
from ipt_outcomes.models.result import Fit


@dataclass(frozen=True)
class Asked:
    """A contrast of one outcome at one of its visits."""

    outcome: str
    test: str
    comparison: str
    visit: str


@dataclass(frozen=True)
class JointGrid:
    """The grids of the outcomes' own analyses, in a model of all of them.

    outcome  the model's variable that tells them apart
    units    by outcome, how many scale points one unit of the model's score is
    """

    grids: Mapping[str, Grid]
    outcome: str
    units: Mapping[str, float]

    def contrasts(self, fit: Fit, wanted: Sequence[Asked], level: float) -> pd.DataFrame:
        """A row each, in scale points; the index is its place, the columns those of `contrast`.

        What the model does not know, an arm or a visit without a score, has no row.
        """
        chosen = self._chosen(fit, wanted)
        if chosen is None:
            return pd.DataFrame()
        found = contrast(fit, "arm", **chosen, level=level)
        return found.set_index(found.pop("contrast").astype(int))

    def covariance(self, fit: Fit, wanted: Sequence[Asked]) -> pd.DataFrame:
        """Their joint covariance in scale points, by their places; NaN of what is not known."""
        places = list(range(len(wanted)))
        found = pd.DataFrame(float("nan"), index=places, columns=places)
        chosen = self._chosen(fit, wanted)
        if chosen is not None:
            known = list(dict.fromkeys(chosen["coefficients"]["contrast"].astype(int)))
            found.loc[known, known] = contrast_covariance(fit, "arm", **chosen).to_numpy()
        return found

    def test(self, fit: Fit, wanted: Sequence[Asked]) -> pd.DataFrame:
        """The test that all are nil, one row as of `joint_contrast_test`; none of unknown ones."""
        chosen = self._chosen(fit, wanted)
        if chosen is None:
            return pd.DataFrame()
        return joint_contrast_test(fit, "arm", label="all outcomes", **chosen)

    def _chosen(self, fit: Fit, wanted: Sequence[Asked]) -> dict[str, Any] | None:
        """The further arguments of `contrast`; None where the model knows none of them."""
        rows: list[dict[str, Any]] = []
        at: dict[str, list[Any]] = {"arm": [], self.outcome: []}
        by = [self.outcome]
        for place, asked in enumerate(wanted):
            grid = self.grids[asked.outcome]
            cells = [
                self._variables(asked.outcome, grid, arm, visit) | {"coefficient": sign}
                for (arm, visit), sign in grid.cells(
                    asked.test, asked.comparison, asked.visit
                ).items()
            ]
            if all(self._is_known(fit, cell) for cell in cells):
                unit = self.units[asked.outcome]
                rows += [
                    cell | {"contrast": str(place), "coefficient": unit * cell["coefficient"]}
                    for cell in cells
                ]
            if grid.by is not None and grid.by not in by:
                by.append(grid.by)
        if not rows:
            return None
        frame = pd.DataFrame(rows)
        for name in ("arm", *by):
            at[name] = list(dict.fromkeys(frame[name]))
        return {"by": by, "at": at, "coefficients": frame, "weights": "proportional"}

    def _variables(self, outcome: str, grid: Grid, arm: str, visit: str) -> dict[str, Any]:
        """What the model's variables are in a cell."""
        cell: dict[str, Any] = {"arm": arm, self.outcome: outcome}
        if grid.by is not None:
            cell[grid.by] = grid.values[visit]
        return cell

    @staticmethod
    def _is_known(fit: Fit, cell: Mapping[str, Any]) -> bool:
        levels = fit.fixed.factors
        return all(name not in levels or each in levels[name] for name, each in cell.items())
