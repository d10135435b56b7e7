"""Simulated studies in the Metapsy format: the file that is shipped, and the truth behind it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.simulate.reading import TruthError, read_model
from ipt_outcomes.simulate.studies import (
    ComparedArms,
    StudiesTruth,
    metapsy_text,
    simulated_studies,
)

TRUTH = "config/simulations/demo_ipt_studies.yaml"


def test_the_shipped_file_is_what_its_truth_gives(root: Path) -> None:
    text = metapsy_text(simulated_studies(read_model(root / TRUTH, StudiesTruth)))
    assert (root / "data/raw/demo_ipt/studies.csv").read_bytes() == text.encode("latin-1")


def test_it_is_as_files_of_the_database_come(root: Path) -> None:
    path = root / "data/raw/demo_ipt/studies.csv"
    frame = ipt.read_studies(path)
    said = frame.attrs["read_as"]
    assert (said["encoding"], said["decimal"], said["delimiter"]) == ("latin-1", ",", ";")
    assert "column number 1" in said["notes"][0]
    assert frame["study"].nunique() == 27
    # Nobody takes one for a publication.
    assert frame["study"].str.fullmatch(r"Simulated \d\d").all()
    assert frame["full_ref"].str.endswith("not a publication.").all()


def test_what_is_drawn_is_what_is_true() -> None:
    arms = ComparedArms(
        arm_1="a", arm_2="b", studies=400, effect=0.5, tau=0.2, two_instruments=0, responses=100,
        followed_up=0, people=(60, 80),
    )  # fmt: skip
    truth = StudiesTruth(seed=3, correlation=0.5, comparisons=(arms,))
    frame = pd.DataFrame(simulated_studies(truth))
    pooled = ipt.pool_studies(ipt.study_effects(frame), effect="g", se="g_se").iloc[0]
    assert pooled["estimate"] == pytest.approx(0.5, abs=4 * pooled["se"])
    assert np.sqrt(pooled["tau2"]) == pytest.approx(0.2, abs=0.06)


def test_a_truth_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "truth.yaml"
    path.write_text("seed: 1\ncorrelation: 2\ncomparisons: []\n", encoding="utf-8")
    with pytest.raises(TruthError, match="correlation"):
        read_model(path, StudiesTruth)
