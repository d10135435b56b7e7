"""Areas and averages against their definitions, on a real trial."""

from __future__ import annotations

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.tables.over_time import over_time, spans_of

KEYS = ["analysis", "quantity", "first", "last"]


@pytest.fixture(scope="module")
def found(blues_plan: ipt.Plan, blues_results: list[ipt.Result]) -> pd.DataFrame:
    return over_time(blues_plan, blues_results).set_index(KEYS).sort_index()


def test_the_mixed_model_s_by_hand(found: pd.DataFrame, blues_results: list[ipt.Result]) -> None:
    fit = blues_results[0].reliable
    assert fit is not None
    weeks = {"month_2": 8.7, "month_3": 13.0, "month_5": 21.7, "month_8": 34.8}
    weights = {
        "month_2": 8.7 / 2 + 4.3 / 2,
        "month_3": 4.3 / 2 + 8.7 / 2,
        "month_5": 8.7 / 2 + 13.1 / 2,
        "month_8": 13.1 / 2,
    }
    area = {("ccbt", visit): weight for visit, weight in weights.items()}
    area |= {("tau", visit): -weight for visit, weight in weights.items()}
    expected = ipt.contrast(
        fit, "arm", by="visit", coefficients={"area": area}, weights="proportional"
    ).iloc[0]
    row = found.loc[("mmrm", "area under the curve", "baseline", "month_8")]
    for name in ("estimate", "se", "df", "p_value", "ci_lower"):
        assert row[name] == pytest.approx(expected[name], rel=1e-9)
    average = found.loc[("mmrm", "time average", "baseline", "month_8")]
    assert average["estimate"] == pytest.approx(row["estimate"] / weeks["month_8"])
    assert average["se"] == pytest.approx(row["se"] / weeks["month_8"])


def test_change_after_treatment_is_the_difference_of_two_contrasts(
    found: pd.DataFrame, blues_results: list[ipt.Result]
) -> None:
    fit = blues_results[0].reliable
    assert fit is not None
    at = ipt.contrast(fit, "arm", against="tau", by="visit", weights="proportional")
    by_visit = at.set_index(at["visit"].astype(str))["estimate"]
    row = found.loc[("mmrm", "change after treatment", "month_2", "month_8")]
    assert row["estimate"] == pytest.approx(by_visit["month_8"] - by_visit["month_2"])


def test_of_a_line_all_say_the_same(found: pd.DataFrame) -> None:
    line = found.loc["growth"]
    slope = line.loc[("change after treatment", "month_2", "month_8"), "estimate"] / (34.8 - 8.7)
    area = line.loc[("area under the curve", "baseline", "month_8"), "estimate"]
    assert area == pytest.approx(slope * 34.8**2 / 2)
    follow_up = line.loc[("time average", "month_2", "month_8"), "estimate"]
    assert follow_up == pytest.approx(slope * (34.8 + 8.7) / 2)
    assert line["p_value"].max() == pytest.approx(line["p_value"].min())


def test_spans(blues_plan: ipt.Plan) -> None:
    baseline, *after = blues_plan.visits
    assert not list(spans_of(baseline, after[:1]))
    spans = [(each.quantity, each.first.name, each.last.name) for each in spans_of(baseline, after)]
    assert len(set(spans)) == len(spans) == 9
    treated = [each for each in after if each.phase == "treatment"]
    assert len(list(spans_of(baseline, treated))) == 0
    only_later = [visit for visit in after if visit.phase == "follow_up"]
    assert {each.quantity for each in spans_of(baseline, only_later)} == {
        "area under the curve",
        "time average",
    }
