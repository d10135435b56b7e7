"""A made-up trial of two outcomes, as joint_outcomes.R makes it, under plans that join them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt

REFERENCE = Path(__file__).parents[2] / "reference"
PEOPLE = pd.read_csv(REFERENCE / "joint_outcomes_people.csv")
Maker = Callable[..., ipt.Plan]
VISITS = (("week_0", 0, "baseline"), ("week_8", 8, "treatment"), ("week_16", 16, "treatment"))
BOTH = {"name": "depression", "claim": "all"}


@pytest.fixture(scope="session")
def joint_plan(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """The plan; `people` in the place of the reference's, other keys as given."""
    folder = tmp_path_factory.mktemp("joint")

    def made(people: pd.DataFrame = PEOPLE, **changes: Any) -> ipt.Plan:
        people.to_csv(folder / "people.csv", index=False)
        content: dict[str, Any] = {
            "trial": "joint",
            "title": "Two outcomes",
            "source": "synthetic",
            "participants": {
                "file": "people.csv",
                "columns": {"participant": "participant", "arm": "arm", "stratum": "stratum"},
            },
            "scores": [
                {
                    "file": "people.csv",
                    "shape": "wide",
                    "columns": {"participant": "participant"},
                    "scales": {
                        scale: {name: f"{scale}_{week}" for name, week, _ in VISITS}
                        for scale in ("phq9", "hrsd17")
                    },
                }
            ],
            "arms": [
                {"name": "waitlist", "label": "Waitlist", "role": "control"},
                {"name": "cbt", "label": "CBT", "role": "active_comparator"},
                {"name": "ipt", "label": "IPT", "role": "treatment"},
            ],
            "visits": [
                {"name": name, "label": name, "week": week, "phase": phase}
                for name, week, phase in VISITS
            ],
            "outcomes": [
                {"name": scale, "label": scale.upper(), "scale": scale, "role": "primary",
                 "endpoint": "week_16"}
                for scale in ("phq9", "hrsd17")
            ],
            "contrasts": [
                {"test": arm, "comparison": "waitlist", "hypothesis": "superiority"}
                for arm in ("ipt", "cbt")
            ],
            "stratification": ["stratum"],
            "models": {"mmrm": {"covariance": "us"}, "growth": None},
            "joint": [BOTH],
        }  # fmt: skip
        path = folder / "joint.yaml"
        path.write_text(yaml.safe_dump({**content, **changes}))
        return ipt.read_plan(path)

    return made


def results_of(plan: ipt.Plan) -> tuple[list[ipt.Result], pd.DataFrame]:
    """The results of the primary analyses, and the table `outcomes`."""
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    analyses = [ipt.planned_analysis(plan, outcome.name) for outcome in plan.outcomes]
    return [ipt.analyse(each, tables) for each in analyses], outcomes
