"""The choices of every family for an outcome, and the table of all outcomes' rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ipt_outcomes.folder_registry import member, names
from ipt_outcomes.sensitivity.choice import Choice, Family
from ipt_outcomes.sensitivity.planned import PlannedOutcome
from ipt_outcomes.tables import checked, typed

FAMILIES = "ipt_outcomes.sensitivity.families"
_FROM_EFFECTS = [
    "outcome", "role", "analysis", "test", "comparison", "visit", "estimate", "se", "df",
    "ci_lower", "ci_upper", "p_value", "conclusion", "participants", "observations", "caution",
    "status",
]  # fmt: skip


def scenarios_of(
    planned: PlannedOutcome, families: Sequence[str] | None = None
) -> dict[str, list[pd.DataFrame]]:
    """By family, the rows of every choice of one outcome, the plan's choice first.

    Of these families, or of all. Raises KeyError where there is none of a name.
    """
    found = {}
    for name in names(FAMILIES) if families is None else families:
        family = member(FAMILIES, name)
        choices = list(family.choices(planned))
        found[name] = [_rows(name, family.FAMILY, each, choices[0]) for each in choices]
    return found


def collected(outcomes: Sequence[Mapping[str, list[pd.DataFrame]]]) -> pd.DataFrame:
    """The table `scenarios` of the rows of several outcomes: family by family."""
    every = [rows for name in names(FAMILIES) for each in outcomes for rows in each.get(name, [])]
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
