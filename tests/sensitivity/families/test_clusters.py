"""The choices of a trial of villages that were drawn within regions, or that lie in towns."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt

REFERENCE = Path(__file__).parents[2] / "reference" / "cluster_trials" / "villages.csv"
PLAN = """\
trial: villages
title: "Villages"
source: synthetic
participants:
  file: villages.csv
  columns: {{participant: id, arm: arm}}
  arm_codes: {{usual care: usual_care, CBT: cbt}}
  covariates:
    region: {{column: region, type: category}}
scores:
  - file: villages.csv
    shape: wide
    columns: {{participant: id}}
    scales:
      bdi_ii: {{baseline: bdi_pre, week_8: bdi_w8}}
arms:
  - {{name: usual_care, label: "Treatment as usual", role: control}}
  - {{name: cbt, label: "CBT", role: treatment}}
visits:
  - {{name: baseline, label: "Baseline", week: 0, phase: baseline}}
  - {{name: week_8, label: "Week 8", week: 8, phase: treatment}}
outcomes:
  - {{name: bdi_ii, label: "BDI-II", scale: bdi_ii, role: primary, endpoint: week_8}}
contrasts:
  - {{test: cbt, comparison: usual_care, hypothesis: superiority}}
{design}
seed: 1
"""
STRATIFIED = """\
stratification: [region]
clusters:
  - {name: village, column: village, kind: village, randomised: true}
"""
IN_TOWNS = """\
clusters:
  - {name: town, column: region, kind: other, label: town}
  - {name: village, column: number, kind: village, randomised: true, within: town}
"""


def choices(folder: Path, design: str) -> pd.DataFrame:
    """The family's rows by choice. Six villages a region, numbered anew in each."""
    people = pd.read_csv(REFERENCE, dtype="str", keep_default_na=False)
    village = people["village"].str[1:].astype(int) - 1
    people = people.assign(region="r" + (village // 6).astype(str), number=village % 6)
    people.to_csv(folder / "villages.csv", index=False)
    (folder / "villages.yaml").write_text(PLAN.format(design=design))
    plan = ipt.read_plan(folder / "villages.yaml")
    study = ipt.read_study(plan)
    tables = {"participants": study.participants, "scores": study.scores}
    return ipt.scenarios(plan, tables, families=["clusters"]).set_index("choice")


@pytest.fixture(scope="module")
def stratified(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return choices(tmp_path_factory.mktemp("stratified"), STRATIFIED)


@pytest.fixture(scope="module")
def in_towns(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return choices(tmp_path_factory.mktemp("towns"), IN_TOWNS)


def test_the_arms_are_drawn_anew_within_what_the_villages_have_in_common(
    stratified: pd.DataFrame, in_towns: pd.DataFrame
) -> None:
    for found, where in ((stratified, "region"), (in_towns, "town")):
        row = found.loc["permutation"]
        assert row["assumes"].startswith(
            "Nothing of how villages differ: the difference of the arms' means of their means is "
            f"set against those of all other ways to draw the arms within {where}. "
        )
        assert row["status"] == "ok"
        assert row["ci_lower"] < row["estimate"] < row["ci_upper"]
        assert 0 < row["p_value"] < 0.05


def test_villages_whose_numbers_begin_again_are_counted_apart(
    stratified: pd.DataFrame, in_towns: pd.DataFrame
) -> None:
    assert set(stratified["units"]) == {24}
    # And four towns.
    assert set(in_towns["units"]) == {28}
    assert in_towns.loc["independent", "assumes"].startswith(
        "Nobody is more like the people of the same town or village than like others"
    )
