"""Where conclusions change, held to imputing and comparing with that many points added."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.plan.trial import Outcome
from ipt_outcomes.sensitivity.imputed import ImputedOutcome
from ipt_outcomes.sensitivity.noticeable import HALF_SD, Noticeable
from ipt_outcomes.sensitivity.planned import PlannedOutcome
from ipt_outcomes.sensitivity.tipping_range import deltas

from ..demo_plan import real_plan

Make = Callable[..., ipt.Plan]
Tables = dict[str, pd.DataFrame]
BDI = {"name": "bdi", "label": "BDI", "scale": "bdi_ii", "role": "primary", "endpoint": "month_8"}


@pytest.fixture(scope="module")
def make(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Beat the Blues at eight months, when 48 of its 100 people were not assessed any more."""
    folder = tmp_path_factory.mktemp("plans")
    (folder / "data").symlink_to(root / "data")

    def made(**changes: Any) -> ipt.Plan:
        content = real_plan(root)
        content |= {"outcomes": [BDI], "stratification": [], "missing": {"imputations": 40}}
        content["models"] = {"mmrm": {"covariance": "us"}, "growth": None}
        path = folder / "beat_the_blues.yaml"
        path.write_text(yaml.safe_dump(content | changes))
        return ipt.read_plan(path)

    return made


@pytest.fixture(scope="module")
def study(make: Make) -> Tables:
    read = ipt.read_study(make())
    return {"participants": read.participants, "scores": read.scores}


@pytest.fixture(scope="module")
def found(make: Make, study: Tables) -> Tables:
    return ipt.tipping_points(make(), study)


def again(plan: ipt.Plan, study: Tables, deltas: dict[str, float]) -> pd.Series:
    """The pooled difference with points added, by the public functions."""
    outcome: Outcome = plan.outcome("bdi")
    imputed = ImputedOutcome(PlannedOutcome(plan, study, outcome))
    moved = imputed.at_random.shifted(deltas)
    return ipt.pool(moved.ancova("month_8", against="tau")).iloc[0]


def test_the_map_is_every_pair_done_again(make: Make, study: Tables, found: Tables) -> None:
    pairs = found["tipping"]
    assert len(pairs) == 21 * 21 and set(pairs["status"]) == {"ok"}
    for place in (0, 100, 220, 333):
        row = pairs.iloc[place]
        deltas = {"ccbt": row["delta_test"], "tau": row["delta_comparison"]}
        expected = again(make(), study, deltas)
        for name in ("estimate", "se", "df", "ci_lower", "ci_upper", "p_value"):
            assert row[name] == pytest.approx(expected[name], rel=1e-8)
    middle = pairs[(pairs["delta_test"] == 0) & (pairs["delta_comparison"] == 0)]
    assert len(middle) == 1 and not middle["changed"].iloc[0]
    shown = np.sign(pairs["ci_lower"]) == np.sign(pairs["ci_upper"])
    said = np.where(pairs["estimate"] < 0, "test arm better", "test arm worse")
    assert pairs["conclusion"].tolist() == np.where(shown, said, "no difference shown").tolist()


def test_where_it_changes_the_limit_is_at_the_border(
    make: Make, study: Tables, found: Tables
) -> None:
    points = found["tipping_points"].set_index("moved")
    assert points["left"].to_dict() == {"test": 25, "comparison": 23}
    assert points["people"].to_dict() == {"test": 52, "comparison": 48}
    assert set(points["conclusion"]) == {"no difference shown"}
    # Better people in the test arm, or worse ones in the other, favour the test arm.
    assert points.loc["test", "better_then"] == "test arm better"
    assert points.loc["comparison", "worse_then"] == "test arm better"
    at = {"ccbt": -points.loc["test", "better_by"]}
    assert again(make(), study, at)["ci_upper"] == pytest.approx(0, abs=0.05)
    at = {"tau": points.loc["comparison", "worse_by"]}
    assert again(make(), study, at)["ci_upper"] == pytest.approx(0, abs=0.05)


def test_those_who_left_began_and_came_to(make: Make, study: Tables, found: Tables) -> None:
    points = found["tipping_points"].set_index("moved")
    wide = study["scores"].pivot(index="participant", columns="visit", values="value")
    arm = study["participants"].set_index("participant")["arm"].reindex(wide.index)
    gone = wide["month_8"].isna()
    for role, name in (("test", "ccbt"), ("comparison", "tau")):
        own = arm == name
        before = wide.loc[own & gone, "baseline"].mean()
        assert points.loc[role, "baseline_of_left"] == pytest.approx(before)
        after = wide.loc[own & ~gone, "month_8"].mean()
        assert points.loc[role, "observed_of_stayed"] == pytest.approx(after)
        assert abs(points.loc[role, "imputed_of_left"] - after) < 10
    assert set(points["unit_is"]) == {HALF_SD}
    sds = wide.groupby(arm)["baseline"].std()
    pooled = np.sqrt((51 * sds["ccbt"] ** 2 + 47 * sds["tau"] ** 2) / 98)
    assert points["unit"].tolist() == pytest.approx([pooled / 2] * 2)


def test_non_inferiority_moves_the_test_arm_alone(make: Make, study: Tables) -> None:
    contrast = {"test": "ccbt", "comparison": "tau", "hypothesis": "non-inferiority"}
    plan = make(contrasts=[contrast | {"margin": 3.0, "outcomes": ["bdi"]}])
    tables = ipt.tipping_points(plan, study)
    pairs, points = tables["tipping"], tables["tipping_points"]
    assert len(pairs) == 21 and set(pairs["delta_comparison"]) == {0.0}
    assert points["moved"].tolist() == ["test"]
    row = points.iloc[0]
    assert row["conclusion"] == "non-inferior"
    assert row["worse_then"] == "non-inferiority not shown"
    expected = again(plan, study, {"ccbt": row["worse_by"]})
    assert expected["ci_upper"] == pytest.approx(3.0, abs=0.05)


def test_equivalence_is_lost_on_either_side(make: Make, study: Tables) -> None:
    contrast = {"test": "ccbt", "comparison": "tau", "hypothesis": "equivalence"}
    plan = make(contrasts=[contrast | {"margin": 9.0, "outcomes": ["bdi"]}])
    tables = ipt.tipping_points(plan, study)
    row = tables["tipping_points"].iloc[0]
    assert set(tables["tipping"]["delta_comparison"]) == {0.0}
    assert row["conclusion"] == "equivalent"
    for way, sign, limit in (("worse", 1.0, "ci_upper"), ("better", -1.0, "ci_lower")):
        assert row[f"{way}_then"] == "equivalence not shown"
        expected = again(plan, study, {"ccbt": sign * row[f"{way}_by"]})
        assert expected[limit] == pytest.approx(sign * 9.0, abs=0.05)


def test_three_of_one_arm(make: Make, study: Tables) -> None:
    """At two months nobody had left the test arm: people of the other are moved, and few of them
    have no mean in a table."""
    tables = ipt.tipping_points(make(outcomes=[BDI | {"endpoint": "month_2"}]), study)
    points = tables["tipping_points"]
    assert points["moved"].tolist() == ["comparison"] and points["left"].tolist() == [3]
    assert points[["baseline_of_left", "imputed_of_left"]].isna().all(axis=None)
    assert set(tables["tipping"]["delta_test"]) == {0.0}


def test_a_mean_of_few_scores_is_none(make: Make, study: Tables) -> None:
    """Of 25 who left, four with a baseline score; of those who stayed, four with a last score."""
    scores, arms = study["scores"], study["participants"].set_index("participant")["arm"]
    own = scores["participant"].map(arms.astype("str")) == "ccbt"
    there = scores.loc[own & (scores["visit"] == "month_8"), "participant"]
    gone = own & ~scores["participant"].isin(there)
    first = scores.index[gone & (scores["visit"] == "baseline")][4:]
    last = scores.index[own & (scores["visit"] == "month_8")][4:]
    kept = scores.drop(index=first.union(last)).reset_index(drop=True)
    tables = ipt.tipping_points(make(), {**study, "scores": kept})["tipping_points"]
    of_test = tables.set_index("moved").loc["test"]
    assert math.isnan(of_test["observed_of_stayed"])
    assert of_test["left"] > 25 and not math.isnan(of_test["imputed_of_left"])
    few_began = ipt.tipping_points(make(), {**study, "scores": scores.drop(index=first)})
    of_test = few_began["tipping_points"].set_index("moved").loc["test"]
    assert of_test["left"] == 25 and math.isnan(of_test["baseline_of_left"])
    assert not math.isnan(of_test["observed_of_stayed"])


def test_what_cannot_be_imputed_says_why(
    make: Make, study: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise ipt.ModelError("the posterior cannot be drawn")

    monkeypatch.setattr("ipt_outcomes.sensitivity.imputed.impute", refused)
    tables = ipt.tipping_points(make(), study)
    assert tables["tipping"].empty
    (row,) = tables["tipping_points"].to_dict("records")
    assert row["status"] == "not estimable"
    assert row["reason"] == "Not computed: the posterior cannot be drawn."


def test_secondary_outcomes_only_where_the_plan_asks(make: Make, study: Tables) -> None:
    outcomes = [
        BDI | {"endpoint": "month_2"},
        BDI | {"name": "later", "role": "secondary"},
    ]
    primary = ipt.tipping_points(make(outcomes=outcomes), study)["tipping_points"]
    assert set(primary["outcome"]) == {"bdi"}
    asked = make(outcomes=outcomes, missing={"imputations": 20, "outcomes": "all"})
    every = ipt.tipping_points(asked, study)["tipping_points"]
    assert set(every["outcome"]) == {"bdi", "later"}


def test_the_reach_of_a_map(make: Make) -> None:
    plan = make()
    outcome = plan.outcome("bdi")
    unit = Noticeable(5.5, HALF_SD)
    # Two units at least, in round steps; a quarter more than is needed; half the range at most.
    assert deltas(plan, outcome, unit, 1.0, 21).tolist() == [1.5 * k for k in range(-10, 11)]
    assert deltas(plan, outcome, unit, 14.0, 9).max() == 4 * 5
    assert deltas(plan, outcome, unit, 400.0, 21).max() == pytest.approx(30)
    assert deltas(plan, outcome, unit, float("nan"), 21).max() == pytest.approx(30)


def test_whom_the_estimand_sets_aside_did_not_leave(make: Make, study: Tables) -> None:
    """Scores after a started medication are not used: their people are missing at random, and
    neither moved nor said to have left."""
    people = study["participants"]
    column = people.columns[people.columns.str.contains("antidepressant")][0]
    day = pd.Series(np.where(people[column].eq("Yes"), 100.0, np.nan), people.index)
    assert 10 < day.notna().sum() < 90
    tables = study | {"participants": people.assign(started=day)}
    event = {"name": "medication", "label": "Medication", "day": "started"}
    covariate = {"column": "bdi.pre", "type": "number"}
    content = {"events": [event], "estimands": [
        {"name": "without", "label": "Had nobody started", "events": {"medication": "hypothetical"}}
    ]}  # fmt: skip
    plan = make(**content, participants=_with(make, "started", covariate))
    found = ipt.tipping_points(plan, tables)["tipping_points"].set_index("moved")
    wide = study["scores"].pivot(index="participant", columns="visit", values="value")
    aside = set(people.loc[day.notna(), "participant"])
    gone = wide["month_8"].isna() & ~wide.index.isin(aside)
    arm = people.set_index("participant")["arm"].astype(str).reindex(wide.index)
    for role, name in (("test", "ccbt"), ("comparison", "tau")):
        assert found.loc[role, "left"] == int((gone & (arm == name)).sum())


def _with(make: Make, name: str, covariate: dict[str, Any]) -> dict[str, Any]:
    content = make().participants.model_dump(mode="json", exclude_unset=True)
    content["covariates"][name] = covariate
    return content
