"""One real trial, taken through to its results."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt


@pytest.fixture(scope="session")
def blues_plan(root: Path) -> ipt.Plan:
    return ipt.read_plan(root / "config/trials/beat_the_blues.yaml")


@pytest.fixture(scope="session")
def blues_study(blues_plan: ipt.Plan) -> ipt.Study:
    return ipt.read_study(blues_plan)


@pytest.fixture(scope="session")
def blues_outcomes(blues_plan: ipt.Plan, blues_study: ipt.Study) -> pd.DataFrame:
    return ipt.prepare_outcome(
        blues_plan, blues_study.participants, blues_study.scores, "bdi"
    ).outcomes


def result(plan: ipt.Plan, people: pd.DataFrame, outcomes: pd.DataFrame, name: str) -> ipt.Result:
    tables = {"participants": people, "outcomes": outcomes}
    return ipt.analyse(ipt.planned_analysis(plan, "bdi", name), tables)


@pytest.fixture(scope="session")
def blues_results(
    blues_plan: ipt.Plan, blues_study: ipt.Study, blues_outcomes: pd.DataFrame
) -> list[ipt.Result]:
    people = blues_study.participants
    return [result(blues_plan, people, blues_outcomes, name) for name in ("mmrm", "growth")]
