"""The tables of the plan's joint models, made together: each model is fitted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.joint.contrasts import joint_contrasts, joint_correlations
from ipt_outcomes.estimate.joint.joined import Joined, joined_outcomes
from ipt_outcomes.estimate.joint.tested import joint_tests
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed


@dataclass(frozen=True, repr=False, eq=False)
class JointTables:
    """The tables of these names."""

    joint_contrasts: pd.DataFrame
    joint_tests: pd.DataFrame
    joint_correlations: pd.DataFrame


def joint_models(plan: Plan, results: Sequence[Result], outcomes: pd.DataFrame) -> JointTables:
    """The plan's joint models: what they say at the endpoints of the outcomes modelled together.

    `results` are those of all the plan's analyses, with their rows; `outcomes` is the table of that
    name. Tables without rows where the plan has no joint model. Raises PlanError where it has
    something left to decide.
    """
    plan.refuse_undecided()
    return joint_tables(joined_outcomes(plan, results, outcomes))


def joint_tables(every: Sequence[Joined]) -> JointTables:
    """The tables of joint models that are fitted."""
    contrasts = [joint_contrasts(each) for each in every]
    tests = [
        row for each, own in zip(every, contrasts, strict=True) for row in joint_tests(each, own)
    ]
    return JointTables(
        _table("joint_contrasts", contrasts),
        _table("joint_tests", [pd.DataFrame(tests)]),
        _table("joint_correlations", [joint_correlations(each) for each in every]),
    )


def _table(name: str, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    there = [part for part in parts if len(part)]
    rows = pd.concat(there, ignore_index=True) if there else pd.DataFrame()
    return checked(name, typed(name, rows))
