"""The tables of attrition, harms and relapse of a made-up trial, made by the stage's own makers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import tables_of, typed

OF_ATTRITION = ("attrition_", "missing_patterns")
NAMES = tuple(
    name for name in tables_of("describe") if name.startswith((*OF_ATTRITION, "harms", "relapse_"))
)
CATEGORIES = ("worsening of depression", "suicidal thoughts", "physical illness")


def made_up_leaving(plan: Plan, outcomes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Of the people of the made-up outcomes, some of whom had adverse events.

    By chance half of them are allocated to maintenance, where the plan has a column for it.
    """
    people = outcomes.drop_duplicates("participant")[["participant", "arm"]].reset_index(drop=True)
    draw = np.random.default_rng(11)
    people["age"] = draw.integers(20, 65, len(people)).astype(float)
    if plan.participants.columns.maintenance is not None:
        people["maintenance"] = pd.array(draw.random(len(people)) < 0.5, dtype="boolean")
    for cluster in plan.clusters:
        people[cluster.name] = people["arm"] + (people.index % 6).astype("str")
    tables = {
        "participants": people,
        "outcomes": outcomes,
        "adverse_events": _adverse_events(people, draw),
    }
    given = Given(plan, tables, outcomes)
    return {name: given.table(name) for name in NAMES}


def _adverse_events(people: pd.DataFrame, draw: np.random.Generator) -> pd.DataFrame:
    rows = pd.DataFrame({"participant": draw.choice(people["participant"], 40)})
    rows["number"] = rows.groupby("participant").cumcount() + 1
    rows["event"] = draw.choice(CATEGORIES, 40)
    rows["serious"] = draw.random(40) < 0.1
    rows["day"] = draw.integers(1, 250, 40).astype(float)
    rows["severity"] = draw.choice(["mild", "moderate", "severe"], 40)
    rows["related"] = draw.choice(["yes", "no"], 40)
    return typed("adverse_events", rows)
