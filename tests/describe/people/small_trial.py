"""A small trial in frames: whoever a test needs, with the demonstration's plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.plan.plan import Plan

from ...conftest import ROOT
from ...demo_plan import demo_plan

NOT_SEEN = float("nan")


def small_plan(folder: Path, **changes: Any) -> Plan:
    """The demonstration's plan with other keys; one that is None is left out. No clusters."""
    content = demo_plan(ROOT) | {"clusters": None} | changes
    content = {key: value for key, value in content.items() if value is not None}
    for file in ("participants.csv", "scores.csv", "sessions.csv"):
        (folder / "data/raw/demo_ipt").mkdir(parents=True, exist_ok=True)
        (folder / "data/raw/demo_ipt" / file).touch()
    path = folder / "demo_ipt.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return ipt.read_plan(path)


def people_of(arms: Mapping[str, str], **columns: Sequence[Any]) -> pd.DataFrame:
    """The table `participants`: who is in which arm, and further columns."""
    people = pd.DataFrame({"participant": list(arms), "arm": list(arms.values())}, dtype="str")
    return people.assign(**columns)


def scores_of(
    plan: Plan, people: pd.DataFrame, scores: Mapping[str, Sequence[float]], outcome: str = "phq9"
) -> pd.DataFrame:
    """The table `outcomes` of one outcome: a score a visit; what is not said was not given."""
    arms = people.set_index("participant")["arm"]
    rows = [
        {
            "participant": who,
            "arm": arms[who],
            "outcome": outcome,
            "visit": visit.name,
            "week": float(visit.week),
            "day": np.nan,
            "score": float(own[place]) if place < len(own) else NOT_SEEN,
        }
        for who, own in scores.items()
        for place, visit in enumerate(plan.visits)
    ]
    return pd.DataFrame(rows)
