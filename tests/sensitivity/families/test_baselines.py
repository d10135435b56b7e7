"""The contrasts with every handling of the baseline score, against nlme::gls and lm.

The numbers: tests/reference/btheb_baselines.R.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.sensitivity.families.baselines import choices
from ipt_outcomes.sensitivity.planned import PlannedOutcome

from ...demo_plan import real_plan

LOST = ["5", "17", "33", "48", "62", "80", "91"]
Make = Callable[..., ipt.Plan]


@pytest.fixture
def make(root: Path, tmp_path: Path) -> Make:
    """The trial's plan with other keys; standard errors as gls gives them."""
    (tmp_path / "data").symlink_to(root / "data")

    def made(mmrm: dict[str, Any] | None = None, **changes: Any) -> ipt.Plan:
        content = real_plan(root)
        content["models"] = {"mmrm": {"df": "satterthwaite"} | (mmrm or {}), "growth": None}
        content |= changes
        path = tmp_path / "beat_the_blues.yaml"
        path.write_text(yaml.safe_dump({k: v for k, v in content.items() if v is not None}))
        return ipt.read_plan(path)

    return made


def tables(plan: ipt.Plan, *, lost: bool) -> dict[str, pd.DataFrame]:
    """The study's frames; `lost` without seven people's baseline scores."""
    study = ipt.read_study(plan)
    scores = study.scores
    if lost:
        gone = scores["participant"].isin(LOST) & (scores["visit"] == "baseline")
        assert gone.sum() == len(LOST)
        scores = scores[~gone]
    return {"participants": study.participants, "scores": scores}


def found(plan: ipt.Plan, *, lost: bool = False) -> pd.DataFrame:
    """The family's rows by choice."""
    every = tables(plan, lost=lost)
    return ipt.scenarios(plan, every, families=["baselines"]).set_index("choice")


def reference(root: Path, model: str, *, lost: bool) -> pd.DataFrame:
    table = pd.read_csv(root / "tests/reference/btheb_baselines.csv")
    of = (table["model"] == model) & (table["data"] == ("seven lost" if lost else "all"))
    return table[of].set_index("choice")


@pytest.mark.parametrize("lost", [False, True])
def test_every_choice_agrees_with_gls(root: Path, make: Make, lost: bool) -> None:
    ours, theirs = found(make(), lost=lost), reference(root, "mmrm", lost=lost)
    if not lost:
        # Everybody has a baseline score: filling in and leaving out are one model.
        pd.testing.assert_series_equal(
            theirs.loc["filled_in"], theirs.loc["left_out"], check_names=False
        )
        theirs = theirs.drop(index="left_out").rename(index={"filled_in": "covariate"})
    assert list(ours.index) == list(theirs.index)
    for choice, row in theirs.iterrows():
        assert ours.loc[choice, "estimate"] == pytest.approx(row["estimate"], rel=1e-5), choice
        assert ours.loc[choice, "se"] == pytest.approx(row["se"], rel=1e-4), choice
        assert ours.loc[choice, "units_used"] == row["people"], choice
        assert ours.loc[choice, "observations"] == row["scores"], choice
    assert (ours["units"] == 100).all() and (ours["status"] == "ok").all()
    assert list(ours["shift"]) == pytest.approx(list(ours["estimate"] - ours["estimate"].iloc[0]))


@pytest.mark.parametrize("lost", [False, True])
def test_an_analysis_of_covariance_agrees_with_lm(root: Path, make: Make, lost: bool) -> None:
    """Changes alone are not offered, and nothing where nobody lacks a baseline score."""
    named = [{"name": "one_visit", "kind": "ancova", "role": "primary"}]
    ours, theirs = found(make(analyses=named), lost=lost), reference(root, "ancova", lost=lost)
    if not lost:
        assert ours.empty
        return
    assert list(ours.index) == list(theirs.index) == ["filled_in", "left_out"]
    assert set(ours["analysis"]) == {"one_visit"}
    for choice, row in theirs.iterrows():
        for column in ("estimate", "se", "df"):
            assert ours.loc[choice, column] == pytest.approx(row[column], rel=1e-9), choice
        assert ours.loc[choice, "units_used"] == row["people"]


def test_whom_a_choice_changes(make: Make) -> None:
    rows = found(make(), lost=True)
    # Six of the seven have later scores: filled in, left out, or kept without. Two people have a
    # baseline score alone.
    assert rows["units_used"].to_dict() == {
        "filled_in": 97, "left_out": 91, "constrained": 99, "free": 99,
    }  # fmt: skip
    assert rows["units_changed"].to_dict() == {
        "filled_in": 0, "left_out": 6, "constrained": 8, "free": 8,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("mmrm", "own", "changed"),
    [
        ({"missing_baseline": "exclude"}, "left_out", [0, 6, 8, 8]),
        ({"baseline": "constrained"}, "constrained", [0, 8, 8, 0]),
        ({"baseline": "free"}, "free", [0, 8, 8, 0]),
    ],
)
def test_the_plans_choice_comes_first_and_is_the_plans_analysis(
    root: Path, make: Make, mmrm: dict[str, str], own: str, changed: list[int]
) -> None:
    rows = found(make(mmrm), lost=True)
    names = ["filled_in", "left_out", "constrained", "free"]
    assert list(rows.index) == [own, *(name for name in names if name != own)]
    assert list(rows.index[rows["planned"]]) == [own]
    assert rows["units_changed"].tolist() == changed
    # Whichever is the plan's, each choice is the same model.
    theirs = reference(root, "mmrm", lost=True)["estimate"]
    assert rows["estimate"].to_dict() == pytest.approx(theirs.to_dict(), rel=1e-5)
    assert rows.loc[own, "shift"] == 0


def test_without_people_to_leave_out_the_plans_word_for_it_does_not_matter(make: Make) -> None:
    rows = found(make({"missing_baseline": "exclude"}))
    assert list(rows.index) == ["covariate", "constrained", "free"]
    assert rows.loc["covariate", "planned"]


def test_arms_that_chance_did_not_draw_are_not_said_to_begin_alike(make: Make) -> None:
    rows = found(make(allocation="observational"), lost=True)
    assert list(rows.index) == ["filled_in", "left_out", "free"]
    assert not rows["assumes"].str.contains("Chance drew|favours none").any()
    assert "may favour one" in rows.loc["filled_in", "assumes"]
    drawn = found(make(), lost=True)
    assert "Chance drew the arms" in drawn.loc["constrained", "assumes"]
    assert "favours none" in drawn.loc["filled_in", "assumes"]


def test_nor_may_a_plan_say_that_they_begin_alike(make: Make) -> None:
    models = {"mmrm": {"baseline": "constrained"}, "growth": None}
    with pytest.raises(ipt.PlanError, match="no common mean at baseline"):
        make(allocation="observational", models=models)


def test_covariates_are_spoken_of_where_there_are_any(make: Make) -> None:
    with_strata = found(make())["assumes"].str.contains("What a covariate adds")
    assert with_strata.to_dict() == {"covariate": False, "constrained": True, "free": True}
    assert not found(make(stratification=None))["assumes"].str.contains("What a covariate").any()


def test_one_arm_and_a_growth_model_have_nothing_to_choose(make: Make) -> None:
    growth = make(models={"growth": {"last_visit": "month_8"}, "mmrm": None})
    assert not list(choices(PlannedOutcome(growth, tables(growth, lost=False), growth.outcomes[0])))
    plan = make()
    alone = plan.model_copy(update={"arms": plan.arms[1:], "contrasts": ()})
    assert not list(choices(PlannedOutcome(alone, tables(plan, lost=False), plan.outcomes[0])))


def test_one_visit_of_a_constrained_baseline(make: Make, root: Path) -> None:
    """With the baseline a covariate it is an analysis of covariance."""
    content = real_plan(root)
    file = content["scores"][0]
    of_visits = file["scales"]["bdi_ii"]
    file["scales"]["bdi_ii"] = {visit: of_visits[visit] for visit in ("baseline", "month_2")}
    plan = make({"baseline": "constrained"}, visits=content["visits"][:2], scores=[file])
    rows = found(plan, lost=True)
    assert list(rows.index) == ["constrained", "filled_in", "left_out", "free"]
    theirs = reference(root, "ancova", lost=True)
    for choice in ("filled_in", "left_out"):
        for column in ("estimate", "se", "df"):
            assert rows.loc[choice, column] == pytest.approx(theirs.loc[choice, column], rel=1e-6)
