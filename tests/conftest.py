"""Where things are, for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
import yaml

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

from .made_scores import MakeScores, made_scores

ROOT = Path(__file__).parents[1]
# Plans that tests write name nothing by `&` and `*`: a plan with those is refused.
yaml.SafeDumper.ignore_aliases = lambda *_: True  # type: ignore[method-assign]


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
def blues_scores() -> pd.DataFrame:
    """Beat the Blues, long and typed as in the reference scripts."""
    wide = pd.read_csv(ROOT / "data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")
    long = wide.rename(columns={"bdi.pre": "bdi_pre"}).melt(
        id_vars=["subject", "drug", "length", "treatment", "bdi_pre"],
        value_vars=["bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m"],
        var_name="month",
        value_name="bdi",
    )
    long["month"] = pd.Categorical(long["month"].str.extract(r"(\d)")[0].astype(int))
    long["treatment"] = pd.Categorical(long["treatment"], ["TAU", "BtheB"])
    return long


@pytest.fixture(scope="session")
def antidepressant(extra_data: Path) -> pd.DataFrame:
    """The HAMD-17 trial, long and typed as in the reference scripts."""
    data = pd.read_csv(extra_data / "antidepressant_hamd17.csv")
    data["VISIT"] = pd.Categorical(data["VISIT"])
    data["THERAPY"] = pd.Categorical(data["THERAPY"], ["PLACEBO", "DRUG"])
    return data


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
