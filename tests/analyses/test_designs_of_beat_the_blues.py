"""Courses over time, baselines and the analysis of covariance, against lme4, nlme and clubSandwich.

The numbers: tests/reference/btheb_designs.R.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt

from ..demo_plan import real_plan

WEEKS = {"month_2": 8.7, "month_3": 13.0, "month_5": 21.7, "month_8": 34.8}
SHAPES = ("linear", "log", "sqrt", "quadratic", "piecewise")


def analysed(root: Path, folder: Path, **options: Any) -> Any:
    """The result of one analysis of the trial, beside the planned ones."""
    content = real_plan(root)
    content["analyses"] = [{"name": "other", **options}]
    (folder / "data").symlink_to(root / "data")
    path = folder / "beat_the_blues.yaml"
    path.write_text(yaml.safe_dump(content))
    plan = ipt.read_plan(path)
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    return ipt.analyse(ipt.planned_analysis(plan, "bdi", "other"), tables)


def reference(root: Path, model: str) -> pd.DataFrame:
    table = pd.read_csv(root / "tests/reference/btheb_designs.csv")
    return table[table["model"] == model].set_index("what")


@pytest.mark.parametrize("shape", SHAPES)
def test_courses_agree_with_lme4(root: Path, tmp_path: Path, shape: str) -> None:
    options = {"time": shape} if shape == "piecewise" else {"time": shape, "last_visit": "month_8"}
    result = analysed(root, tmp_path, kind="growth", **options)
    theirs = reference(root, shape)
    assert result.fit.minus_2_log_likelihood == pytest.approx(
        theirs["minus2loglik"].iloc[0], abs=1e-5
    )
    grid = result.analysis.grid
    found = grid.contrasts(result.fit, "ccbt", "tau", 0.95).set_index("visit")
    for visit, week in WEEKS.items():
        row = theirs.loc[f"week {week:g}"]
        for column in ("estimate", "se", "df"):
            assert found.loc[visit, column] == pytest.approx(row[column], rel=2e-4), column
    slopes = grid.slopes(result.fit, "ccbt", "tau", 0.95)
    asked = [what for what in theirs.index if what.startswith("slope")]
    assert len(slopes) == len(asked)
    for (_, slope), what in zip(slopes.iterrows(), asked, strict=True):
        for column in ("estimate", "se", "df"):
            assert slope[column] == pytest.approx(theirs.loc[what, column], rel=2e-4), column


def test_a_free_baseline_agrees_with_gls(root: Path, tmp_path: Path) -> None:
    """Differences of the change from baseline."""
    result = analysed(root, tmp_path, kind="mmrm", baseline="free")
    theirs = reference(root, "free")
    found = result.analysis.grid.contrasts(result.fit, "ccbt", "tau", 0.95).set_index("visit")
    plain = ipt.fit(result.fit.formula, result.rows, df="satterthwaite")
    unadjusted = result.analysis.grid.contrasts(plain, "ccbt", "tau", 0.95).set_index("visit")
    for visit, week in WEEKS.items():
        row = theirs.loc[f"week {week:g}"]
        assert found.loc[visit, "estimate"] == pytest.approx(row["estimate"], rel=1e-4)
        assert unadjusted.loc[visit, "se"] == pytest.approx(row["se"], rel=1e-4)
    assert result.fit.minus_2_log_likelihood == pytest.approx(
        theirs["minus2loglik"].iloc[0], abs=1e-5
    )


@pytest.mark.parametrize("errors", ["pooled", "robust"])
def test_covariance_analysis_agrees_with_least_squares(
    root: Path, tmp_path: Path, errors: str
) -> None:
    """Kenward and Roger's df are the residual ones; robust ones are HC2 with Bell-McCaffrey's."""
    result = analysed(root, tmp_path, kind="ancova", errors=errors, missing_baseline="exclude")
    row = reference(root, f"ancova {errors}").iloc[0]
    found = result.analysis.grid.contrasts(result.fit, "ccbt", "tau", 0.95).iloc[0]
    for column in ("estimate", "se", "df"):
        assert found[column] == pytest.approx(row[column], rel=1e-6), column
