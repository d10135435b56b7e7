"""The tables of moderators, made together: their models are fitted once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.moderation.interaction import interaction_tests
from ipt_outcomes.estimate.moderation.johnson_neyman import johnson_neyman
from ipt_outcomes.estimate.moderation.levels import within_levels
from ipt_outcomes.estimate.moderation.moderated import Moderated, moderated
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed


@dataclass(frozen=True, repr=False, eq=False)
class Moderation:
    """The tables of these names."""

    moderator_tests: pd.DataFrame
    moderator_levels: pd.DataFrame
    moderator_curves: pd.DataFrame
    moderator_regions: pd.DataFrame


def moderation(plan: Plan, results: Sequence[Result], outcomes: pd.DataFrame) -> Moderation:
    """What the plan's moderators do to its contrasts at the endpoints, by the primary analyses.

    `results` are those of all the plan's analyses, with their rows; `outcomes` is the table of that
    name. Tables without rows where the plan has no moderators. Raises PlanError where it has
    something left to decide.
    """
    plan.refuse_undecided()
    every = list(moderated(plan, results, outcomes))
    lines = [johnson_neyman(each) for each in every]
    tests = pd.DataFrame(_all(every, interaction_tests))
    if len(tests):
        tests = tests.astype({"df1": "Int64"}).assign(tests=int(tests["p_value"].notna().sum()))
    return Moderation(
        _table("moderator_tests", tests),
        _table("moderator_levels", pd.DataFrame(_all(every, within_levels))),
        _table("moderator_curves", pd.DataFrame([row for each in lines for row in each.curve])),
        _table("moderator_regions", pd.DataFrame([row for each in lines for row in each.regions])),
    )


def _all(
    every: Iterable[Moderated], made: Callable[[Moderated], Iterable[dict[str, Any]]]
) -> list[dict[str, Any]]:
    return [row for each in every for row in made(each)]


def _table(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    return checked(name, typed(name, rows))
