"""The real trials that the engine is tested on, long and typed as in the reference scripts."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.result import Fit

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def beat_the_blues() -> pd.DataFrame:
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
def antidepressant() -> pd.DataFrame:
    folder = os.environ.get("IPT_EXTRA_DATA")
    if folder is None:
        pytest.skip("IPT_EXTRA_DATA is not set: antidepressant_hamd17.csv may not be shipped")
    data = pd.read_csv(Path(folder) / "antidepressant_hamd17.csv")
    data["VISIT"] = pd.Categorical(data["VISIT"])
    data["THERAPY"] = pd.Categorical(data["THERAPY"], ["PLACEBO", "DRUG"])
    return data


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
