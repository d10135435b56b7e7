"""The tables of relapse, of every entry that the plan has."""

from __future__ import annotations

from functools import partial

import pandas as pd

from ipt_outcomes.describe.therapy.relapse_comparisons import relapse_comparisons
from ipt_outcomes.describe.therapy.relapse_curves import relapse_curves, relapse_groups
from ipt_outcomes.describe.therapy.relapse_groups import groupings
from ipt_outcomes.describe.therapy.relapse_people import people_followed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.relapse_limits import relapse_limits
from ipt_outcomes.tables import TABLES, typed

NAMES = ("relapse_groups", "relapse_curves", "relapse_comparisons")


def relapse_tables(
    plan: Plan, participants: pd.DataFrame, outcomes: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The tables of these names; without rows where the plan has no `relapse`.

    `participants` and `outcomes` are the tables of these names.
    """
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in NAMES}
    for asked in plan.relapse:
        visit = relapse_limits(plan, asked).visit
        followed = people_followed(plan, asked, participants, outcomes)
        entry = {"outcome": asked.outcome, "visit": visit, "of": asked.of}
        for each in groupings(plan, asked, followed):
            for name, make in (
                ("relapse_groups", partial(relapse_groups, plan, each, followed)),
                ("relapse_curves", partial(relapse_curves, plan, each, followed, visit)),
                ("relapse_comparisons", partial(relapse_comparisons, plan, each, followed)),
            ):
                parts[name].append(make().assign(**entry))
    return {name: _whole(name, own) for name, own in parts.items()}


def _whole(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    there = [part for part in parts if len(part)]
    if not there:
        return typed(name, pd.DataFrame())
    columns = [each for each in TABLES[name].columns if each != "standing"]
    return typed(name, pd.concat(there, ignore_index=True).reindex(columns=columns))
