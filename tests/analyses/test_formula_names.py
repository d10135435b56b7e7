"""R's dotted names among a plan's covariates: the same model, whatever a covariate is called."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.analyses.formula_names import added, in_formula

from ..demo_plan import real_plan_text

DOTTED = {
    "antidepressant: {column": '"`drug.before`": {column',
    "episode_length: {column": "episode.length: {column",
    "[antidepressant, episode_length]": '["`drug.before`", episode.length]',
}


def test_backticks_where_a_formula_needs_them() -> None:
    assert in_formula("age") == "age"
    assert added(["bdi.pre", "age"]) == " + `bdi.pre` + age"
    assert added([]) == ""


def plan_of(root: Path, folder: Path, edits: dict[str, str]) -> ipt.Plan:
    text = real_plan_text(root)
    for old, new in edits.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    folder.mkdir()
    (folder / "data").symlink_to(root / "data")
    (folder / "beat_the_blues.yaml").write_text(text)
    return ipt.read_plan(folder / "beat_the_blues.yaml")


def contrasts(plan: ipt.Plan) -> pd.DataFrame:
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    results = [ipt.analyse(each, tables) for each in ipt.planned_analyses(plan)]
    found = ipt.planned_contrasts(plan, results)
    return found.set_index(["analysis", "visit"])[["estimate", "se", "df", "status"]]


def test_a_dotted_name_is_a_name(root: Path, tmp_path: Path) -> None:
    dotted = plan_of(root, tmp_path / "dotted", DOTTED)
    assert list(dotted.participants.covariates) == ["drug.before", "episode.length"]
    assert dotted.stratification == ("drug.before", "episode.length")
    plain = plan_of(root, tmp_path / "plain", {})
    pd.testing.assert_frame_equal(contrasts(dotted), contrasts(plain))


def test_backticks_without_quotes_are_no_yaml(root: Path, tmp_path: Path) -> None:
    edits = {"[antidepressant, episode_length]": "[`antidepressant`, episode_length]"}
    with pytest.raises(ipt.PlanError, match="Write the name without them"):
        plan_of(root, tmp_path / "bare", edits)
