"""Trials that the engine is tested on; the real ones are in the tests' own conftest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.result import Fit

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def beat_the_blues(blues_scores: pd.DataFrame) -> pd.DataFrame:
    return blues_scores


@pytest.fixture(scope="session")
def small_trial() -> pd.DataFrame:
    """60 people of two arms and six therapists at three visits, all of them seen."""
    rng = np.random.default_rng(8)
    n, m = 60, 3
    baseline, level = rng.normal(20, 4, n), rng.normal(0, 2, n)
    person = np.repeat(np.arange(n), m)
    week = np.tile([4, 8, 12], n)
    arm = np.array(["a", "b"])[person % 2]
    return pd.DataFrame(
        {
            "person": np.array([f"p{number:02d}" for number in person]),
            "visit": np.char.add("w", np.tile(["04", "08", "12"], n)),
            "week": week,
            "arm": arm,
            "baseline": baseline[person],
            "therapist": np.array([f"t{number % 6}" for number in person]),
            "y": 0.5 * baseline[person]
            - 0.1 * week * (arm == "b")
            + level[person]
            + rng.normal(0, 2, n * m),
        }
    )


def plain(term: str) -> frozenset[str]:
    """A coefficient's name without the spelling of formulaic or of R."""
    for old, new in (("[T.", ""), ("]", ""), ("(Intercept)", "Intercept"), ("bdi.pre", "bdi_pre")):
        term = term.replace(old, new)
    return frozenset(term.split(":"))


def matched(fitted: Fit, reference: pd.DataFrame) -> pd.DataFrame:
    """The fit's coefficients in the order of the reference's terms."""
    table = fitted.coefficients
    rows = {plain(term): row for row, term in enumerate(table["term"])}
    assert len(rows) == len(reference)
    return table.iloc[[rows[plain(term)] for term in reference["term"]]].reset_index(drop=True)
