"""Every family's choices for every outcome, in one table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ipt_outcomes.folder_registry import member, names
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.sensitivity.choice import Choice, Family
from ipt_outcomes.sensitivity.planned import PlannedOutcome
from ipt_outcomes.tables import checked, typed

FAMILIES = "ipt_outcomes.sensitivity.families"
_FROM_EFFECTS = [
    "outcome", "role", "analysis", "test", "comparison", "visit", "estimate", "se", "df",
    "ci_lower", "ci_upper", "p_value", "conclusion", "participants", "observations", "caution",
    "status",
]  # fmt: skip


def scenarios(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The plan's contrasts at the endpoint under each choice of each family: table `scenarios`.

    `tables` holds the frames `participants` and `scores`. For each family and outcome the plan's
    choice comes first; under each choice the outcome's primary analysis is made anew. `shift` is
    the estimate minus the one under the plan's choice, scale points. A model that fails is a row
    with its status; a family with nothing to choose has no row. Raises what `prepare_outcome`
    raises, and PlanError where the plan has something left to decide.
    """
    plan.refuse_undecided()
    families = {name: member(FAMILIES, name) for name in names(FAMILIES)}
    frames: dict[str, list[pd.DataFrame]] = {name: [] for name in families}
    for outcome in plan.outcomes_in_order:
        if not plan.contrasts_of(outcome.name):
            continue
        # Of one outcome at a time, so that no more than its tables and its fit are held.
        planned = PlannedOutcome(plan, tables, outcome)
        for name, family in families.items():
            choices = list(family.choices(planned))
            frames[name] += [_rows(name, family.FAMILY, each, choices[0]) for each in choices]
    every = [frame for of_family in frames.values() for frame in of_family]
    found = pd.concat(every, ignore_index=True) if every else pd.DataFrame()
    return checked("scenarios", typed("scenarios", found))


def _rows(name: str, family: Family, choice: Choice, planned: Choice) -> pd.DataFrame:
    effects = choice.effects.reset_index(drop=True)
    under_plan = planned.effects["estimate"].to_numpy()
    return effects[_FROM_EFFECTS].assign(
        family=name,
        title=family.title,
        question=family.question,
        unit=family.unit,
        choice=choice.name,
        label=choice.label,
        assumes=choice.assumes,
        planned=choice.planned,
        units=choice.units,
        units_used=choice.used,
        units_changed=choice.changed,
        shift=effects["estimate"] - under_plan,
    )
