"""Files that were misread before: what is asked about them now, and what they give when answered.

All people in `files/` are made up; `truth.csv` has their scores.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes.errors import PlanError
from ipt_outcomes.ingest.proposal.propose import propose
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.study_check import check_study

from ...accepted_plan import accepted

FILES = Path(__file__).parent / "files"
Proposed = Callable[[str], str]


@pytest.fixture
def proposed(tmp_path: Path) -> Proposed:
    """The text of the plan for the files of one folder, written to `mine.yaml`."""

    def text_of(folder: str) -> str:
        shutil.copytree(FILES / folder, tmp_path, dirs_exist_ok=True)
        names = sorted(path.name for path in (FILES / folder).iterdir())
        text = propose("mine", names, root=tmp_path).text
        (tmp_path / "mine.yaml").write_text(text)
        return text

    return text_of


def test_times_without_a_unit(proposed: Proposed, tmp_path: Path) -> None:
    text = proposed("time_0_6_12")
    (weeks, *_) = read_plan(tmp_path / "mine.yaml").undecided
    assert [mark.written for mark in weeks.marks] == ["6?", "12?"]
    assert "6 and 12 in time may count weeks, days, months, sessions or visits" in weeks.text
    plan = accepted(tmp_path / "mine.yaml", text)
    assert [visit.week for visit in plan.visits] == [0, 6, 12]
    assert plan.scores[0].columns.model_dump()["day"] is None
    truth = pd.read_csv(FILES / "truth.csv").set_index(["n", "v"])["phq"]
    scores = read_study(plan).scores
    places = scores["visit"].map({visit.name: place for place, visit in enumerate(plan.visits)})
    at = pd.MultiIndex.from_arrays([scores["participant"].astype(int), places])
    assert scores["value"].count() == 224
    assert (truth.reindex(at).to_numpy() == scores["value"]).all()


def test_two_units_in_one_column(proposed: Proposed, tmp_path: Path) -> None:
    text = proposed("weight_units")
    assert "body_weight_lb" not in text
    with pytest.raises(PlanError, match="in pounds on some rows and in kilograms on others"):
        read_plan(tmp_path / "mine.yaml")


def test_a_header_that_is_also_a_word_of_its_column(tmp_path: Path) -> None:
    shutil.copytree(FILES / "treatment_header", tmp_path, dirs_exist_ok=True)
    plans = []
    for file in ("a.csv", "b.csv"):
        text = propose("mine", [file], root=tmp_path).text
        plans.append(accepted(tmp_path / "mine.yaml", text))
    assert [plan.participants.columns.arm for plan in plans] == ["treatment", "group"]
    assert plans[0].arms == plans[1].arms
    assert [(arm.name, arm.role) for arm in plans[0].arms] == [
        ("control", "control"),
        ("treatment", "treatment"),
    ]
    assert len(read_study(plans[0]).scores) == 40


def test_a_repeating_instrument_is_offered_as_the_visit(proposed: Proposed, tmp_path: Path) -> None:
    plan = accepted(tmp_path / "mine.yaml", proposed("repeating_instrument"))
    assert plan.scores[0].columns.model_dump()["visit"] == "redcap_repeat_instance"
    check = check_study(plan)
    assert check.ok
    assert check.visits["participants"].to_list() == [24, 24, 24, 24]
    assert check.arms["participants"].to_list() == [12, 12]


def test_no_file_is_dropped_in_silence(tmp_path: Path) -> None:
    shutil.copytree(FILES / "three_response_files", tmp_path, dirs_exist_ok=True)
    names = sorted(path.name for path in (FILES / "three_response_files").iterdir())
    found = propose("mine", names, root=tmp_path)
    used = {use.file for use in found.columns if use.use != "not used"}
    said = "\n".join(found.columns_in_lines())
    for name in names:
        assert name in used or f"{name}: no column of it is used" in said
        assert name in used or f'"{name}"' in found.text
