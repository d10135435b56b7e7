"""Plans with moderators, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.estimate.moderation.made import Moderation, moderation

Maker = Callable[..., ipt.Plan]
GROUPS = {"cuts": [15, 25], "labels": ["low", "middle", "high"]}
MODERATORS = [
    {"name": "episode_length", "planned": True},
    {"name": "antidepressant"},
    {"name": "baseline"},
]


@pytest.fixture(scope="session")
def blues_with(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """Beat the Blues with other keys of its plan."""
    folder = tmp_path_factory.mktemp("plans")
    (folder / "data").symlink_to(root / "data")
    content = yaml.safe_load((root / "config/trials/beat_the_blues.yaml").read_text())
    content["models"] = {"mmrm": {"covariance": "us"}, "growth": None}
    content["moderators"] = MODERATORS

    def made(**changes: Any) -> ipt.Plan:
        path = folder / "beat_the_blues.yaml"
        path.write_text(yaml.safe_dump(content | changes))
        return ipt.read_plan(path)

    return made


def tables_of(plan: ipt.Plan) -> dict[str, pd.DataFrame]:
    """The participants and outcomes that analyses are made from."""
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    return {"participants": study.participants, "outcomes": outcomes}


def moderated_by(plan: ipt.Plan, tables: dict[str, pd.DataFrame]) -> Moderation:
    """The tables of moderators, from the primary analyses."""
    results = [
        ipt.analyse(ipt.planned_analysis(plan, outcome.name), tables) for outcome in plan.outcomes
    ]
    return moderation(plan, results, tables["outcomes"])
