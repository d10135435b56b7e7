"""A plan of two arms with therapists, and the people of `tests/reference/therapy`."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from ipt_outcomes.describe.therapy.courses import courses
from ipt_outcomes.describe.therapy.treated import sessions_in_phases
from ipt_outcomes.plan.plan import Plan

from ...demo_plan import demo_plan

REFERENCE = Path(__file__).parents[2] / "reference" / "therapy"
PROTOCOL = {
    "arms": ["cbt", "ipt"],
    "phases": {"initial": [1, 3], "middle": [4, 8], "end": [9, 10]},
}


@pytest.fixture(scope="session")
def plan(root: Path) -> Plan:
    content = demo_plan(root)
    arms = [arm for arm in content["arms"] if arm["name"] != "waitlist"]
    changed = {
        "arms": arms,
        "contrasts": [{"test": "ipt", "comparison": "cbt", "hypothesis": "superiority"}],
        "clusters": [{"name": "therapist", "kind": "therapist"}],
        "stratification": [],
        "protocol": [PROTOCOL],
        "outcomes": content["outcomes"][:1],
    }
    for key in ("events", "estimands"):
        del content[key]
    return Plan.model_validate(content | changed, strict=False)


@pytest.fixture(scope="session")
def trial(plan: Plan) -> SimpleNamespace:
    """The tables of those people: participants, sessions, scores, outcomes; and their course."""
    people = pd.read_csv(REFERENCE / "people.csv", dtype={"participant": "str", "arm": "str"})
    said = pd.read_csv(REFERENCE / "sessions.csv", dtype={"participant": "str"})
    participants = people[["participant", "arm", "therapist"]].astype("str")
    sessions = said[["participant", "session", "attended", "alliance"]].astype(
        {"session": "Int64", "attended": "boolean", "alliance": "float64"}
    )
    scores = said.dropna(subset="score").rename(columns={"score": "value"})
    scores = scores[["participant", "session", "value"]].assign(day=float("nan"), scale="phq9")
    visits = {"week_0": "baseline", "week_16": "endpoint"}
    outcomes = pd.concat(
        pd.DataFrame(
            {
                "participant": people["participant"],
                "arm": people["arm"],
                "outcome": "phq9",
                "visit": visit,
                "week": float(visit.removeprefix("week_")),
                "day": float("nan"),
                "score": people[name].astype("float64"),
            }
        )
        for visit, name in visits.items()
    )
    seen = sessions_in_phases(plan, participants, sessions)
    (course,) = courses(plan, participants, seen, scores, outcomes)
    return SimpleNamespace(
        participants=participants,
        sessions=seen,
        scores=scores,
        outcomes=outcomes,
        course=course,
    )


@pytest.fixture(scope="session")
def expected() -> pd.DataFrame:
    """The numbers of lme4, lmerTest and clubSandwich, by what and term."""
    return pd.read_csv(REFERENCE / "expected.csv").set_index(["what", "term"])
