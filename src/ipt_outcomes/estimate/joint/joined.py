"""The plan's joint models, fitted to the rows that the outcomes' primary analyses saw.

The formulas: docs/methods.md, "Several outcomes in one model".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.analyses.joint_grid import Asked
from ipt_outcomes.analyses.joint_model import JointModel, joint_model
from ipt_outcomes.estimate.effect_sizes import pooled_sd
from ipt_outcomes.plan.joint_outcomes import JointOutcomes
from ipt_outcomes.plan.joint_rules import joint_outcomes
from ipt_outcomes.plan.plan import Plan


@dataclass(frozen=True, repr=False, eq=False)
class Joined:
    """One joint model of the plan: the outcomes' own results, and the model of all of them."""

    plan: Plan
    joint: JointOutcomes
    results: dict[str, Result]
    model: JointModel

    @property
    def asked(self) -> list[Asked]:
        """Every contrast of every outcome at its endpoint, in the plan's order."""
        return [
            Asked(name, each.test, each.comparison, self.plan.outcome(name).endpoint)
            for name in self.results
            for each in self.plan.contrasts_of(name)
        ]


def joined_outcomes(
    plan: Plan, results: Sequence[Result], outcomes: pd.DataFrame
) -> tuple[Joined, ...]:
    """Every joint model of the plan whose outcomes all have a primary analysis among the results.

    `results` are those of all the plan's analyses, with their rows; `outcomes` is the table of that
    name.
    """
    of = {(each.analysis.outcome, each.analysis.name): each for each in results}
    made = []
    for joint in plan.joint:
        own = {name: of.get((name, plan.primary_of(name))) for name in joint_outcomes(plan, joint)}
        there = {name: each for name, each in own.items() if each is not None}
        if len(there) == len(own):
            units = {name: _unit(plan, outcomes, name) for name in there}
            made.append(Joined(plan, joint, there, joint_model(there, units)))
    return tuple(made)


def _unit(plan: Plan, outcomes: pd.DataFrame, outcome: str) -> float:
    """The pooled SD of the baseline scores, scale points; 1 where there is none."""
    own = outcomes[(outcomes["outcome"] == outcome) & (outcomes["visit"] == plan.baseline.name)]
    sd, _ = pooled_sd(own["score"], own["arm"])
    return sd if math.isfinite(sd) and sd > 0 else 1.0
