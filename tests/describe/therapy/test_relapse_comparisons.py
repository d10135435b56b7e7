"""Relapse compared: the numbers of R where people are independent, and by the jackknife if not."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.describe.survival.restricted_mean import restricted_mean
from ipt_outcomes.describe.therapy.relapse_comparisons import relapse_comparisons
from ipt_outcomes.describe.therapy.relapse_curves import relapse_curves, relapse_groups
from ipt_outcomes.describe.therapy.relapse_groups import Grouping, groupings
from ipt_outcomes.describe.therapy.relapse_people import Followed
from ipt_outcomes.plan.plan import Plan

from ...conftest import ROOT
from ..people.small_trial import small_plan

DATA = pd.read_csv(ROOT / "tests/reference/survival_data.csv")
FOUND = pd.read_csv(ROOT / "tests/reference/survival.csv")
SAID = FOUND[FOUND["at"].isna()].set_index("what")["value"]


def lung() -> Followed:
    """The people of R's `lung` as people who were well: the test group is that of `ipt`."""
    people = pd.DataFrame(
        {
            "participant": [f"p{number}" for number in range(len(DATA))],
            "arm": np.where(DATA["test"] == 1, "ipt", "waitlist"),
            "week": DATA["week"].astype(float),
            "relapsed": DATA["event"] == 1,
            "therapist": DATA["inst"].astype("str"),
        }
    )
    parts = []
    for number, (start, end) in enumerate([(0, 20), (20, 40), (40, 60)]):
        at_risk = people[(people["week"] > start) & (people["relapsed"] | (people["week"] > end))]
        relapsed = at_risk["relapsed"] & (at_risk["week"] <= end)
        parts.append(
            pd.DataFrame({"person": at_risk.index, "interval": number, "relapsed": relapsed})
        )
    counts = people[["participant", "arm"]].assign(assessed=True, well=True, followed=True)
    return Followed(people, pd.concat(parts, ignore_index=True), counts)


def compared(plan: Plan) -> pd.DataFrame:
    made = lung()
    grouping = Grouping(
        "arm", made.people["arm"], ("waitlist", "ipt"), (("ipt", "waitlist"),), "observational"
    )
    return relapse_comparisons(plan, grouping, made).set_index("measure")


def test_the_ratio_and_its_tests_are_those_of_r(tmp_path: Path) -> None:
    row = compared(small_plan(tmp_path)).loc["hazard ratio"]
    assert np.log(row["estimate"]) == pytest.approx(SAID["log_hazard_ratio"], rel=1e-6)
    assert row["se"] == pytest.approx(SAID["log_hazard_ratio_se"], rel=1e-6)
    assert row["log_rank"] == pytest.approx(SAID["log_rank"], rel=1e-8)
    assert row["proportionality_p"] == pytest.approx(SAID["zph_p"], rel=1e-5)
    away = 1.959964 * row["se"]
    assert np.log(row["ci_upper"]) == pytest.approx(np.log(row["estimate"]) + away, rel=1e-5)
    assert row["se_method"] == "model"


def test_the_difference_of_restricted_means_has_both_variances(tmp_path: Path) -> None:
    row = compared(small_plan(tmp_path)).loc["difference in restricted mean"]
    made = lung().people
    parts = [
        restricted_mean(own["week"].to_numpy(), own["relapsed"].to_numpy(), float(row["horizon"]))
        for _, own in made.groupby("arm")
    ]
    assert row["estimate"] == pytest.approx(parts[0][0] - parts[1][0])
    assert row["se"] == pytest.approx(np.hypot(parts[0][1], parts[1][1]))


def test_people_of_a_therapist_are_left_out_together(tmp_path: Path) -> None:
    therapist = {"name": "therapist", "kind": "therapist"}
    row = compared(small_plan(tmp_path, clusters=[therapist])).loc["hazard ratio"]
    assert row["se_method"] == "grouped jackknife"
    assert row["se"] == pytest.approx(SAID["jackknife_se"], rel=1e-5)
    fewest = DATA.groupby("test")["inst"].nunique().min()
    assert row["df"] == fewest - 1


def test_groups_and_curves_agree(tmp_path: Path) -> None:
    plan, made = small_plan(tmp_path), lung()
    grouping = Grouping("arm", made.people["arm"], ("waitlist", "ipt"), (), "observational")
    groups = relapse_groups(plan, grouping, made).set_index("group")
    curves = relapse_curves(plan, grouping, made, "week_16")
    for group, own in curves.groupby("group"):
        assert own["relapsed"].sum() == groups.loc[group, "relapsed"]
        assert own["at_risk"].iloc[0] == groups.loc[group, "followed"]
    assert groups.loc["ipt", "median_weeks"] == SAID["median"]


@pytest.mark.parametrize("chance", [True, False])
def test_only_maintenance_by_chance_is_called_randomised(tmp_path: Path, chance: bool) -> None:
    entry = {"outcome": "phq9", "of": "remission", "maintenance_randomised": chance}
    plan, made = small_plan(tmp_path, relapse=[entry]), lung()
    made.people["maintenance"] = pd.array([True, False, None] * 76, dtype="boolean")[: len(DATA)]
    by_arm, by_maintenance = groupings(plan, plan.relapse[0], made)
    assert by_arm.comparison_is == "observational"
    assert by_maintenance.comparison_is == ("randomised" if chance else "observational")
    counts = by_maintenance.group.value_counts(dropna=False)
    assert counts[["maintenance", "none"]].tolist() == [76, 76]
    assert by_maintenance.group.isna().sum() == len(DATA) - 152


@pytest.mark.parametrize("everybody", [True, False])
def test_everybody_relapsing_is_not_called_nobody(tmp_path: Path, everybody: bool) -> None:
    plan = small_plan(tmp_path, relapse=[{"outcome": "phq9", "of": "remission"}], clusters=[])
    made = lung()
    rows = made.intervals[made.intervals["interval"] == 0].assign(relapsed=everybody)
    people = made.people.assign(relapsed=everybody)
    grouping = Grouping(
        "arm", people["arm"], ("waitlist", "ipt"), (("ipt", "waitlist"),), "observational"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = relapse_comparisons(plan, grouping, Followed(people, rows, made.counts))
    between = found.set_index("measure").loc["hazard ratio, between assessments"]
    assert between["status"] == "not estimable"
    said = "everybody relapsed by the first one" if everybody else "nobody relapsed in one of the"
    assert said in between["reason"]


def test_of_nobody_relapsing_the_mean_has_no_interval(tmp_path: Path) -> None:
    plan, made = small_plan(tmp_path), lung()
    people = made.people.assign(relapsed=False)
    grouping = Grouping("arm", people["arm"], ("waitlist", "ipt"), (), "observational")
    groups = relapse_groups(plan, grouping, replace(made, people=people))
    assert (groups["restricted_mean"] == groups["horizon"]).all()
    assert groups[["se", "ci_lower", "ci_upper"]].isna().all(axis=None)
