"""Plans with moderators, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.estimate.moderation.made import Moderation, moderation

from ...demo_plan import real_plan

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
    content = real_plan(root)
    content["models"] = {"mmrm": {"covariance": "us"}, "growth": None}
    content["moderators"] = MODERATORS

    def made(**changes: Any) -> ipt.Plan:
        path = folder / "beat_the_blues.yaml"
        path.write_text(yaml.safe_dump(content | changes))
        return ipt.read_plan(path)

    return made


@pytest.fixture(scope="session")
def girls_with(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """Three arms and one visit after the baseline, which is least squares; with other keys.

    `columns` are further columns of the file by their names, one word or number a girl.
    """
    folder = tmp_path_factory.mktemp("anorexia")
    data = pd.read_csv(root / "data/raw/anorexia/anorexia_cbt_ft_control.csv")
    data = data.assign(girl=range(1, len(data) + 1))
    scores = {"body_weight_lb": {"before": "Prewt", "after": "Postwt"}}
    of = {"participant": "girl"}
    content: dict[str, Any] = {
        "trial": "anorexia", "title": "Anorexia", "source": "real",
        "scores": [{"file": "girls.csv", "shape": "wide", "columns": of, "scales": scores}],
        "arms": [
            {"name": "Cont", "label": "Control", "role": "control"},
            {"name": "CBT", "label": "CBT", "role": "treatment"},
            {"name": "FT", "label": "Family", "role": "treatment"},
        ],
        "visits": [
            {"name": "before", "label": "Before", "week": 0, "phase": "baseline"},
            {"name": "after", "label": "After", "week": 12, "phase": "treatment"},
        ],
        "outcomes": [
            {"name": "weight", "label": "Weight", "scale": "body_weight_lb", "role": "primary",
             "endpoint": "after"}
        ],
        "contrasts": [
            {"test": arm, "comparison": "Cont", "hypothesis": "superiority"}
            for arm in ("CBT", "FT")
        ],
        "moderators": [{"name": "baseline"}],
    }  # fmt: skip

    def made(columns: Mapping[str, Sequence[str | float | None]] = {}, **changes: Any) -> ipt.Plan:
        data.assign(**columns).to_csv(folder / "girls.csv", index=False)
        covariates = {
            name: {
                "column": name,
                "type": "category" if any(isinstance(e, str) for e in values) else "number",
            }
            for name, values in columns.items()
        }
        people = {"file": "girls.csv", "columns": of | {"arm": "Treat"}, "covariates": covariates}
        path = folder / "anorexia.yaml"
        path.write_text(yaml.safe_dump(content | {"participants": people} | changes))
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
