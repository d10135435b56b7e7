"""Two scores a person, long; a trial of two arms; and the real ones that are shipped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[3]
NAMES: dict[str, Any] = {
    "participant": "person", "time": "week", "score": "points", "pre": 0, "post": 12,
}  # fmt: skip


def long_of(pre: Sequence[float], post: Sequence[float]) -> pd.DataFrame:
    """People p000, p001, ... at weeks 0 and 12."""
    people = [f"p{number:03d}" for number in range(len(pre))]
    return pd.DataFrame(
        {
            "person": people * 2,
            "week": [0] * len(people) + [12] * len(people),
            "points": np.array([*pre, *post], dtype=float),
        }
    )


@pytest.fixture(scope="session")
def blues_wide() -> pd.DataFrame:
    """Beat the Blues, a row a person."""
    return pd.read_csv(ROOT / "data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")


@pytest.fixture(scope="session")
def blues_long(blues_wide: pd.DataFrame) -> pd.DataFrame:
    """Beat the Blues, a row a person and month, the baseline at month 0."""
    months = {"bdi.pre": 0, "bdi.2m": 2, "bdi.3m": 3, "bdi.5m": 5, "bdi.8m": 8}
    long = blues_wide.melt(["subject", "treatment"], list(months), "when", "bdi")
    return long.assign(month=long["when"].map(months))


BLUES: dict[str, Any] = {
    "participant": "subject", "time": "month", "score": "bdi", "pre": 0, "post": 2,
    "reliability": 0.86, "functional": (5.0, 4.5),
}  # fmt: skip
