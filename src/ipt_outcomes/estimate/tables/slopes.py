"""How fast the arms differ in changing: the mean change a unit of time, of growth models.

The formulas: docs/methods.md, "Models of a trial".
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.caution import deserves_caution
from ipt_outcomes.estimate.contrasts import NUMBERS
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.estimate.observed import with_status
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed


def make(given: Given) -> pd.DataFrame:
    """The table `slopes`."""
    return slopes(given.plan, given.results)


def slopes(plan: Plan, results: Sequence[Result]) -> pd.DataFrame:
    """One row an outcome x analysis x contrast x stretch between knots: table `slopes`.

    Analyses without a course over time have none. A row of a model that failed carries its status.
    """
    frames = []
    for result in results:
        grid = result.analysis.grid
        if not grid.stretches:
            continue
        for asked in plan.contrasts_of(result.analysis.outcome):
            fit = result.reliable
            if fit is None:
                ends = [(first.name, last.name) for first, last in grid.stretches]
                table = pd.DataFrame(ends, columns=["first", "last"]).assign(
                    length=float("nan"), status=result.fit.status
                )
                table = table.assign(**dict.fromkeys(NUMBERS, float("nan")))
            else:
                found = grid.slopes(fit, asked.test, asked.comparison, 1 - plan.alpha)
                table = with_status(found, fit.status)
            frames.append(
                table.assign(
                    outcome=result.analysis.outcome,
                    analysis=result.analysis.name,
                    test=asked.test,
                    comparison=asked.comparison,
                    caution=deserves_caution(result.fit),
                    unit="week" if grid.by == "week" else "visit",
                )
            )
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return checked("slopes", typed("slopes", found))
