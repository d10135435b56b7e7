"""The primary analysis of an outcome with its arms differing by a moderator, fitted.

The formulas: docs/methods.md, "Moderators".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ipt_outcomes.analyses.analyse import Result, fitted_to
from ipt_outcomes.analyses.analysis import Analysis
from ipt_outcomes.analyses.moderated_grid import ModeratedGrid
from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.estimate.caution import deserves_caution
from ipt_outcomes.estimate.moderation.rows import ModeratorRows, moderator_rows, variable_of
from ipt_outcomes.models.attempt import FailedFit, reliable
from ipt_outcomes.models.result import Fit
from ipt_outcomes.plan.locking.named_before import named_before_data
from ipt_outcomes.plan.moderator_rules import moderated_outcomes
from ipt_outcomes.plan.moderators import Moderator
from ipt_outcomes.plan.plan import Plan

PLANNED, EXPLORATORY = "pre-specified", "exploratory"
_ALIKE, _UNKNOWN = "nobody differs from anybody in it", "it is known of nobody"


@dataclass(frozen=True, repr=False, eq=False)
class Moderated:
    """One moderator of one outcome: the analysis, its fit (or why there is none), its rows."""

    plan: Plan
    moderator: Moderator
    analysis: Analysis
    fit: Fit | FailedFit
    seen: ModeratorRows

    @property
    def reliable(self) -> Fit | None:
        """The fit, where its numbers may be shown."""
        return reliable(self.fit)

    @property
    def grid(self) -> ModeratedGrid:
        """How its contrasts are asked for."""
        return ModeratedGrid(self.analysis.grid, self.seen.variable)

    @property
    def visit(self) -> str:
        """The outcome's endpoint."""
        return self.plan.outcome(self.analysis.outcome).endpoint

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The plan's contrasts of the outcome: test arm, comparison arm."""
        asked = self.plan.contrasts_of(self.analysis.outcome)
        return [(each.test, each.comparison) for each in asked]

    @property
    def reason(self) -> str | None:
        """Why there is no fit, in words; None where there is one."""
        return self.fit.reason if isinstance(self.fit, FailedFit) else None

    def said(self) -> dict[str, Any]:
        """What every row of every table says of it."""
        return {
            "outcome": self.analysis.outcome,
            "analysis": self.analysis.name,
            "moderator": self.moderator.name,
            "claim": PLANNED if named_before_data(self.plan, self.moderator) else EXPLORATORY,
            "comparison_is": self.plan.allocation,
            "visit": self.visit,
            "caution": deserves_caution(self.fit),
        }


def moderated(plan: Plan, results: Sequence[Result], outcomes: pd.DataFrame) -> Iterator[Moderated]:
    """Every moderator of every outcome that the plan looks at it for, by the primary analysis.

    `results` are those of all the plan's analyses, `outcomes` the table of that name. The models
    are fitted to the rows that the primary analyses saw.
    """
    of = {(result.analysis.outcome, result.analysis.name): result for result in results}
    for outcome in plan.outcomes_in_order:
        for moderator in plan.moderators:
            if outcome.name not in moderated_outcomes(plan, moderator):
                continue
            result = of.get((outcome.name, plan.primary_of(outcome.name)))
            if result is not None:
                yield _moderated(plan, moderator, result, outcomes)


def _moderated(
    plan: Plan, moderator: Moderator, result: Result, outcomes: pd.DataFrame
) -> Moderated:
    variable = variable_of(moderator)
    own = result.analysis
    analysis = planned_analysis(plan, own.outcome, own.name, moderator=variable)
    seen = moderator_rows(plan, moderator, result, outcomes)
    why = _UNKNOWN if seen.rows.empty else _ALIKE
    fit: Fit | FailedFit = FailedFit(analysis.formula, analysis.method, analysis.df, why)
    if seen.varies:
        fit = fitted_to(analysis, seen.rows)
    return Moderated(plan, moderator, analysis, fit, seen)
