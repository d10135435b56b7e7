"""Two made-up trials: 3 arms, 6 visits, 4 outcomes, one model that failed; and a small one."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

from ..conftest import ROOT
from .leaving import made_up_leaving
from .made_up import made_up
from .scenarios import made_up_scenarios


def trial_plan(**changes: Any) -> Plan:
    """The demonstration plan without its last follow-up, with keys changed."""
    plan = read_plan(ROOT / "config/trials/demo_ipt.yaml")
    content = plan.model_dump(mode="json", exclude_unset=True)
    content["visits"] = content["visits"][:-1]
    content.update(changes)
    return Plan.model_validate_json(json.dumps(content))


@pytest.fixture(scope="session")
def plan() -> Plan:
    return trial_plan()


@pytest.fixture(scope="session")
def change_plan() -> Callable[..., Plan]:
    return trial_plan


@pytest.fixture(scope="session")
def frames(plan: Plan) -> SimpleNamespace:
    return made_up(plan, failed=("iip32", "mmrm"), per_arm=40)


@pytest.fixture(scope="session")
def leaving(plan: Plan, frames: SimpleNamespace) -> dict[str, pd.DataFrame]:
    """The tables of attrition, harms and relapse of the made-up trial."""
    return made_up_leaving(plan, frames.outcomes)


@pytest.fixture(scope="session")
def make_frames() -> Callable[..., SimpleNamespace]:
    return made_up


@pytest.fixture(scope="session")
def real_plan() -> Plan:
    return read_plan(ROOT / "config/trials/beat_the_blues.yaml")


@pytest.fixture(scope="session")
def real_frames(real_plan: Plan) -> SimpleNamespace:
    return made_up(real_plan, per_arm=50)


@pytest.fixture(scope="session")
def make_scenarios() -> Callable[..., pd.DataFrame]:
    return made_up_scenarios
