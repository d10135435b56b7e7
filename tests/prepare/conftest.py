"""The demonstration trial's plan, and small made-up frames in the shape that ingest gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.tables import checked

REPO = Path(__file__).parents[2]

Row = tuple[str, str | None, float | None, str, int, float | None]
MakeScores = Callable[[Sequence[Row]], pd.DataFrame]


@pytest.fixture(scope="session")
def demo() -> Plan:
    return read_plan(REPO / "config/trials/demo_ipt.yaml")


@pytest.fixture(scope="session")
def beat_the_blues() -> Plan:
    return read_plan(REPO / "config/trials/beat_the_blues.yaml")


@pytest.fixture
def make_scores() -> MakeScores:
    """Rows of (participant, visit, day, scale, item, value) as the table `scores`."""

    def make(rows: Sequence[Row]) -> pd.DataFrame:
        columns = ["participant", "visit", "day", "scale", "item", "value"]
        types = dict(
            zip(columns, ["str", "str", "float64", "str", "Int64", "float64"], strict=True)
        )
        return checked("scores", pd.DataFrame(list(rows), columns=columns).astype(types))

    return make


@pytest.fixture
def people() -> pd.DataFrame:
    frame = pd.DataFrame({"participant": ["a", "b", "c"], "arm": ["ipt", "waitlist", "cbt"]})
    return checked("participants", frame.astype("str"))
