"""Who is in an analysis, who is not, and for whom something was filled in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.analyses.frames import Frame
from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

from ..demo_plan import real_plan_text

VISITS = {"baseline": 0.0, "month_2": 8.7, "month_3": 13.0, "month_5": 21.7, "month_8": 34.8}
MakeFrame = Callable[..., Frame]


@pytest.fixture
def people() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "participant": ["a", "b", "c", "d"],
            "arm": ["tau", "ccbt", "tau", "ccbt"],
            "antidepressant": ["Yes", "No", None, "No"],
            "episode_length": ["<6m", "<6m", ">6m", ">6m"],
            "therapist": ["t1", None, "t2", "t1"],
        }
    )


@pytest.fixture
def outcomes(people: pd.DataFrame) -> pd.DataFrame:
    """b has no baseline, d has no score after it; nobody came at month 8."""
    scores = {
        "a": [20, 10, 9, 8, np.nan], "b": [np.nan, 12, 11, np.nan, np.nan],
        "c": [30, 14, np.nan, 13, np.nan], "d": [25, np.nan, np.nan, np.nan, np.nan],
    }  # fmt: skip
    rows = [
        (who, arm, "bdi", visit, week, score)
        for who, arm in zip(people["participant"], people["arm"], strict=True)
        for (visit, week), score in zip(VISITS.items(), scores[who], strict=True)
    ]
    return pd.DataFrame(rows, columns=["participant", "arm", "outcome", "visit", "week", "score"])


@pytest.fixture
def frame(root: Path, tmp_path: Path, people: pd.DataFrame, outcomes: pd.DataFrame) -> MakeFrame:
    text = real_plan_text(root)

    def make(
        model: str, *, start: str = "missing_baseline: mean", covariate: str = "mean"
    ) -> Frame:
        path = tmp_path / "beat_the_blues.yaml"
        edited = text.replace("missing_baseline: mean", start)
        path.write_text(edited.replace("models:\n", f"models:\n  missing_covariate: {covariate}\n"))
        plan: Plan = read_plan(path)
        tables = {"participants": people, "outcomes": outcomes}
        return planned_analysis(plan, "bdi", model).frame(tables)

    return make


def counts(made: Frame) -> dict[str, int]:
    row = made.analysis_set.iloc[0].drop(["outcome", "analysis"])
    return {str(name): int(value) for name, value in row.items()}


def test_a_missing_baseline_takes_the_mean_of_all_arms_and_is_counted(frame: MakeFrame) -> None:
    made = frame("mmrm")
    baseline = made.rows.groupby("participant")["baseline"].first()
    assert dict(baseline) == {"a": 20.0, "b": 25.0, "c": 30.0}
    assert counts(made) == {
        "randomised": 4, "participants": 3, "observations": 7, "without_outcome": 1,
        "baseline_imputed": 1, "covariate_imputed": 1, "excluded": 0,
    }  # fmt: skip


def test_a_missing_category_is_a_category(frame: MakeFrame) -> None:
    rows = frame("mmrm").rows
    assert set(rows.loc[rows["participant"] == "c", "antidepressant"]) == {"missing"}


def test_exclusion_is_counted(frame: MakeFrame) -> None:
    made = frame("mmrm", start="missing_baseline: exclude", covariate="exclude")
    assert set(made.rows["participant"]) == {"a"}
    found = counts(made)
    assert (found["excluded"], found["without_outcome"]) == (2, 1)
    assert (found["baseline_imputed"], found["covariate_imputed"]) == (0, 0)
    assert found["participants"] + found["excluded"] + found["without_outcome"] == 4


def test_constrained_makes_the_baseline_an_outcome_of_one_arm(frame: MakeFrame) -> None:
    made = frame("mmrm", start="baseline: constrained")
    assert "baseline" not in made.rows
    first = made.rows[made.rows["visit"] == "baseline"]
    assert set(first["arm"]) == {"tau"} and len(first) == 3
    assert counts(made)["participants"] == 4 and counts(made)["without_outcome"] == 0


def test_growth_has_week_0_as_an_outcome(frame: MakeFrame) -> None:
    made = frame("growth")
    assert 0.0 in set(made.rows["week"]) and "baseline" not in made.rows
    assert set(made.rows["participant"]) == {"a", "b", "c", "d"}
    assert counts(made)["baseline_imputed"] == 0


def test_a_visit_that_nobody_came_to_keeps_its_place(frame: MakeFrame) -> None:
    rows = frame("mmrm").rows
    assert list(rows["arm"].cat.categories) == ["tau", "ccbt"]
    assert list(rows["visit"].cat.categories) == ["month_2", "month_3", "month_5", "month_8"]


def test_no_score_after_baseline_is_ever_filled_in(
    frame: MakeFrame, outcomes: pd.DataFrame
) -> None:
    rows = frame("mmrm").rows.set_index(["participant", "visit"])["score"]
    observed = outcomes.dropna(subset="score").set_index(["participant", "visit"])["score"]
    assert rows.notna().all()
    assert all(rows.loc[key] == observed.loc[key] for key in rows.index)


@pytest.mark.parametrize("model", ["mmrm", "growth"])
def test_an_outcome_without_any_score_has_a_frame_without_rows(
    root: Path, people: pd.DataFrame, outcomes: pd.DataFrame, model: str
) -> None:
    plan = read_plan(root / "config/trials/beat_the_blues.yaml")
    tables = {"participants": people, "outcomes": outcomes.assign(score=np.nan)}
    made = planned_analysis(plan, "bdi", model).frame(tables)
    assert made.rows.empty
    found = counts(made)
    assert (found["participants"], found["without_outcome"]) == (0, 4)


@pytest.mark.parametrize("model", ["mmrm", "growth"])
def test_rows_carry_every_variable_of_the_participants(
    frame: MakeFrame, people: pd.DataFrame, model: str
) -> None:
    rows = frame(model).rows
    of = people.set_index("participant")["therapist"]
    assert set(people) <= set(rows)
    expected = of.reindex(rows["participant"]).reset_index(drop=True)
    pd.testing.assert_series_equal(rows["therapist"], expected, check_names=False)


def test_where_nobody_has_a_baseline_score_the_model_says_so(root: Path) -> None:
    plan = read_plan(root / "config/trials/beat_the_blues.yaml")
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    outcomes["score"] = outcomes["score"].mask(outcomes["visit"] == "baseline")
    tables = {"participants": study.participants, "outcomes": outcomes}
    fit = ipt.analyse(ipt.planned_analysis(plan, "bdi"), tables).fit
    assert fit.status == "failed" and "nobody has a baseline score" in fit.reason
