"""The made-up tables of people: Table 1, observed scores, analysis sets, treatment received."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.describe.people.characteristics import (
    baseline_characteristics,
    baseline_differences,
)
from ipt_outcomes.describe.people.observed_scores import observed_scores
from ipt_outcomes.describe.people.set_counts import count_sets
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.set_members import set_members

from .made_up import typed


def made_up_people(plan: Plan, frames: SimpleNamespace, **changes: Any) -> dict[str, pd.DataFrame]:
    """The tables by name; `changes` are columns of both rows of `treatment_received`."""
    draw = np.random.default_rng(11)
    people = frames.outcomes.groupby("participant", sort=False)["arm"].first().reset_index()
    people = people.assign(
        age=draw.integers(19, 70, len(people)).astype(float),
        sex=draw.choice(["female", "male"], len(people)),
        prior_episodes=np.floor(draw.exponential(1.0, len(people)) ** 2),
    )
    treated = people[people["arm"].isin([a.name for a in plan.arms if a.role != "control"])]
    sessions = pd.DataFrame(
        {
            "participant": np.repeat(treated["participant"].to_numpy(), 16),
            "session": np.tile(np.arange(1, 17), len(treated)),
            "attended": draw.uniform(size=16 * len(treated)) < 0.8,
        }
    ).astype({"attended": "boolean"})
    members = set_members(plan, people, sessions, frames.outcomes)
    received = [row | changes for row in _RECEIVED]
    return {
        "baseline_characteristics": baseline_characteristics(plan, people, frames.outcomes),
        "baseline_differences": baseline_differences(plan, people, frames.outcomes),
        "observed_scores": observed_scores(plan, people, frames.outcomes),
        "set_counts": count_sets(plan, people, sessions, members),
        "treatment_received": typed("treatment_received", received),
    }


_BOTH = {
    "received": "enough", "outcome": "phq9", "role": "primary", "test": "ipt",
    "comparison": "waitlist", "visit": "week_16", "sessions": 12, "missing": "imputed",
    "participants": 80, "in_test": 40, "received_it": 30, "share": 0.75, "first_stage_f": 120.0,
    "groups": 80, "imputations": 100, "status": "ok", "se": 0.8, "df": 70.0, "p_value": 0.0002,
}  # fmt: skip
_RECEIVED = (
    _BOTH | {"effect": "allocated", "estimate": -3.0, "ci_lower": -4.6, "ci_upper": -1.4},
    _BOTH | {"effect": "received", "estimate": -4.0, "ci_lower": -6.1, "ci_upper": -1.9},
)
