"""Where things are, for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

from .made_scores import MakeScores, made_scores

ROOT = Path(__file__).parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: a worker takes a file at a time, and the last should be short."""
    items.sort(key=lambda item: not item.path.name.startswith("test_workflow"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def extra_data() -> Path:
    """The folder of data that may be checked here but not shipped."""
    folder = os.environ.get("IPT_EXTRA_DATA")
    if not folder:
        pytest.skip("IPT_EXTRA_DATA does not name the folder of data that may not be shipped")
    return Path(folder)


@pytest.fixture(scope="session")
def demo() -> Plan:
    """The demonstration trial's plan."""
    return read_plan(ROOT / "config/trials/demo_ipt.yaml")


@pytest.fixture(scope="session")
def beat_the_blues() -> Plan:
    """The plan of the real trial that is shipped."""
    return read_plan(ROOT / "config/trials/beat_the_blues.yaml")


@pytest.fixture(scope="session")
def make_scores() -> MakeScores:
    """Rows of (participant, visit, day, scale, item, value) as the table `scores`."""
    return made_scores
