"""Relapse when scores come by day: on the planned weeks of visits, with the numbers of R.

People who are well come early in a visit's window and those who relapsed late, as in
`tests/reference/relapse.R`: by days the former would be out of the risk set of the latter.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.describe.therapy.relapse_tables import relapse_tables
from ipt_outcomes.plan.plan import Plan

from ...conftest import ROOT
from ..people.small_trial import NOT_SEEN, people_of, scores_of, small_plan

DATA = pd.read_csv(ROOT / "tests/reference/relapse_people.csv")
FOUND = pd.read_csv(ROOT / "tests/reference/relapse.csv")
BEFORE = [18.0, 15.0, 12.0]
THERAPISTS = [{"name": "therapist", "kind": "therapist"}]
ENTRY = {"outcome": "phq9", "of": "remission", "visit": "week_16"}


def in_r(what: str, group: str | None = None, at: float | None = None) -> float:
    rows = FOUND[FOUND["what"] == what]
    for column, value in (("group", group), ("at", at)):
        rows = rows if value is None else rows[rows[column] == value]
    assert len(rows) == 1
    return float(rows["value"].iloc[0])


def plan_of(folder: Path, **changes: Any) -> Plan:
    contrast = {"test": "ipt", "comparison": "waitlist", "hypothesis": "superiority"}
    return small_plan(folder, relapse=[ENTRY], contrasts=[contrast], **changes)


def tables_of(plan: Plan, data: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Of people with scores at weeks 16, 28 and 40 and the days of the last two."""
    people = people_of(dict(zip(data["participant"], data["arm"], strict=True)))
    people["therapist"] = people["arm"] + (people.index % 5).astype("str")
    names = [visit.name for visit in plan.visits]
    places = [names.index(f"week_{week}") for week in (16, 28, 40)]
    scores = {}
    for _, row in data.iterrows():
        own = [BEFORE[0], *[NOT_SEEN] * (len(names) - 1)]
        for place, week in zip(places, (16, 28, 40), strict=True):
            own[place] = row[f"at_{week}"]
        scores[row["participant"]] = own
    outcomes = scores_of(plan, people, scores)
    outcomes["day"] = 7.0 * outcomes["week"]
    for week in (28, 40):
        there = (outcomes["visit"] == f"week_{week}").to_numpy()
        days = data.set_index("participant")[f"day_{week}"]
        outcomes.loc[there, "day"] = outcomes.loc[there, "participant"].map(days)
    outcomes.loc[outcomes["score"].isna(), "day"] = np.nan
    return relapse_tables(plan, people, outcomes)


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, pd.DataFrame]:
    return tables_of(plan_of(tmp_path), DATA)


@pytest.mark.parametrize("group", ["ipt", "waitlist"])
def test_the_curve_is_that_of_r_on_planned_weeks(
    tables: dict[str, pd.DataFrame], group: str
) -> None:
    curves = tables["relapse_curves"]
    own = curves[(curves["by"] == "arm") & (curves["group"] == group)].set_index("week")
    assert own.index.tolist() == [0.0, 12.0, 24.0]
    for week in (12.0, 24.0):
        for column in ("at_risk", "relapsed", "still_well", "se", "ci_lower", "ci_upper"):
            assert own.loc[week, column] == pytest.approx(in_r(column, group, week), rel=1e-9)


@pytest.mark.parametrize("group", ["ipt", "waitlist"])
def test_the_median_and_the_restricted_mean_are_those_of_r(
    tables: dict[str, pd.DataFrame], group: str
) -> None:
    groups = tables["relapse_groups"]
    own = groups[groups["by"] == "arm"].set_index("group").loc[group]
    assert own["followed"] == in_r("followed", group)
    assert own["median_weeks"] == pytest.approx(in_r("median", group), nan_ok=True)
    assert own["horizon"] == 24.0
    assert own["restricted_mean"] == pytest.approx(in_r("restricted_mean", group), rel=1e-9)
    assert own["se"] == pytest.approx(in_r("restricted_mean_se", group), rel=1e-9)


def test_the_comparisons_are_those_of_r(tables: dict[str, pd.DataFrame]) -> None:
    compared = tables["relapse_comparisons"]
    rows = compared[compared["by"] == "arm"].set_index("measure")
    assert rows.index[0] == "hazard ratio, between assessments", "the one to read comes first"
    between, cox = rows.iloc[0], rows.loc["hazard ratio"]
    assert np.log(between["estimate"]) == pytest.approx(in_r("interval_ratio"), rel=1e-6)
    assert between["se"] == pytest.approx(in_r("interval_ratio_se"), rel=1e-5)
    assert np.log(cox["estimate"]) == pytest.approx(in_r("log_hazard_ratio"), rel=1e-6)
    assert cox["se"] == pytest.approx(in_r("log_hazard_ratio_se"), rel=1e-6)
    assert cox["log_rank"] == pytest.approx(in_r("log_rank"), rel=1e-9)
    assert cox["proportionality"] == pytest.approx(in_r("zph"), rel=1e-6)
    mean = rows.loc["difference in restricted mean"]
    ipt, waitlist = (in_r("restricted_mean", arm) for arm in ("ipt", "waitlist"))
    assert mean["estimate"] == pytest.approx(ipt - waitlist, rel=1e-9)


def seen_at_the_end(arm: str, well: int, relapsed: int) -> pd.DataFrame:
    """Well at week 28; at week 40 the well are seen early and the others late in the window."""
    late = np.arange(well + relapsed) >= well
    return pd.DataFrame(
        {
            "participant": [f"{arm}{number}" for number in range(well + relapsed)],
            "arm": arm,
            "at_16": 3.0,
            "at_28": 4.0,
            "day_28": 196.0,
            "at_40": np.where(late, 12.0, 5.0),
            "day_40": np.where(late, 284.0, 277.0) + np.arange(well + relapsed) % 4,
        }
    )


def test_who_is_seen_early_in_the_last_window_stays_in_its_risk_set(tmp_path: Path) -> None:
    """Six relapses of 22, found late in the window: 16 of 22 are well, and no median is reached."""
    data = pd.concat([seen_at_the_end("ipt", 16, 6), seen_at_the_end("waitlist", 10, 12)])
    made = tables_of(plan_of(tmp_path), data.reset_index(drop=True))
    curves, groups = (
        made[name][made[name]["by"] == "arm"].set_index("group")
        for name in ("relapse_curves", "relapse_groups")
    )
    assert curves.loc["ipt", "still_well"].tolist() == pytest.approx([1.0, 1.0, 16 / 22])
    assert curves.loc["ipt", "at_risk"].tolist() == [22, 22, 22]
    assert np.isnan(groups.loc["ipt", "median_weeks"])
    assert groups.loc["waitlist", "median_weeks"] == 24.0


@pytest.mark.parametrize("clusters", [None, THERAPISTS])
def test_a_mean_that_sees_no_relapse_is_not_compared(tmp_path: Path, clusters: Any) -> None:
    data = pd.concat([seen_at_the_end("ipt", 16, 6), seen_at_the_end("waitlist", 10, 12)])
    made = tables_of(plan_of(tmp_path, clusters=clusters), data.reset_index(drop=True))
    compared = made["relapse_comparisons"].set_index(["by", "measure"])
    mean = compared.loc[("arm", "difference in restricted mean")]
    assert mean["status"] == "not estimable"
    assert "before the last visit" in mean["reason"]
    assert np.isnan(mean["estimate"])
    between = compared.loc[("arm", "hazard ratio, between assessments")]
    # One interval, 6 of 22 and 12 of 22.
    ratio = np.log(1 - 6 / 22) / np.log(1 - 12 / 22)
    assert between["estimate"] == pytest.approx(ratio, rel=1e-6)
    own = made["relapse_groups"].set_index(["by", "group"]).loc[("arm", "ipt")]
    assert own["restricted_mean"] == own["horizon"] == 24.0
    assert np.isnan(own[["se", "ci_lower", "ci_upper"]].astype(float)).all()


@pytest.mark.parametrize("clusters", [None, THERAPISTS])
def test_a_group_without_an_earlier_relapse_leaves_no_interval(
    tmp_path: Path, clusters: Any
) -> None:
    """Clusters left out in turn would take its mean for one that is known without doubt."""
    data = pd.concat([seen_at_the_end("ipt", 16, 6), seen_at_the_end("waitlist", 10, 12)])
    data = data.reset_index(drop=True)
    data.loc[data.index[22:28], "at_28"] = 12.0
    made = tables_of(plan_of(tmp_path, clusters=clusters), data)
    compared = made["relapse_comparisons"].set_index(["by", "measure"])
    mean = compared.loc[("arm", "difference in restricted mean")]
    assert mean["status"] == "variance not estimable"
    assert "relapsed before the last visit" in mean["reason"]
    assert mean["estimate"] == pytest.approx(12.0 * 6 / 22)
    assert np.isnan(mean[["ci_lower", "ci_upper", "p_value"]].astype(float)).all()
