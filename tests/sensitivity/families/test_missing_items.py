"""The contrasts under each rule for unanswered items."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes.ingest.study import Study, read_study
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.sensitivity.stage import scenarios

from ...demo_plan import demo_plan_text

REPO = Path(__file__).parents[3]
NUMBERS = ["estimate", "se", "df", "ci_lower", "ci_upper", "p_value"]


@pytest.fixture(scope="module")
def study(demo: Plan) -> Study:
    return read_study(demo)


@pytest.fixture(scope="module")
def found(demo: Plan, study: Study) -> pd.DataFrame:
    return of(demo, study)


def of(plan: Plan, study: Study, **changed: pd.DataFrame) -> pd.DataFrame:
    tables = {"participants": study.participants, "scores": study.scores, **changed}
    return scenarios(plan, tables, families=["missing_items"])


def under(folder: Path, rule: str) -> Plan:
    """The plan with that rule named."""
    text = demo_plan_text(REPO)
    path = folder / "demo_ipt.yaml"
    path.write_text(text.replace("phq9: {items", f"phq9: {{missing_items: {rule}, items"))
    return read_plan(path)


def test_every_rule_of_every_scale_with_items(found: pd.DataFrame) -> None:
    rules = found.drop_duplicates("choice").set_index("choice")
    # hrsd17, iip32 and sas_sr are reported totals: there is no rule to choose.
    assert found["outcome"].unique().tolist() == ["phq9"]
    assert rules["label"].to_dict() == {
        "two_items": "up to 2 made up for",
        "one_item": "up to 1 made up for",
        "complete": "complete forms only",
    }
    assert rules.index[rules["planned"]].tolist() == ["two_items"]
    assert (rules["units_used"] + rules["units_changed"] == rules["units"]).all()
    assert found.groupby("choice").size().to_dict() == dict.fromkeys(rules.index, 3)
    assert (found.loc[found["planned"], "shift"] == 0).all()


@pytest.mark.parametrize("rule", ["one_item", "complete"])
def test_a_rule_gives_what_a_plan_that_names_it_gives(
    study: Study, found: pd.DataFrame, tmp_path: Path, rule: str
) -> None:
    plan = under(tmp_path, rule)
    named = of(plan, study)
    own = named[named["planned"]].reset_index(drop=True)
    assert own["choice"].unique().tolist() == [rule]
    other = found[found["choice"] == rule].reset_index(drop=True)
    pd.testing.assert_frame_equal(own[NUMBERS], other[NUMBERS], check_exact=True)
    planned = found.loc[found["planned"], "estimate"].to_numpy()
    assert other["shift"].to_numpy() == pytest.approx(other["estimate"].to_numpy() - planned)
    assert (other["shift"] != 0).all()


def test_reported_totals_have_no_rule_to_choose() -> None:
    plan = read_plan(REPO / "config/trials/beat_the_blues.yaml")
    study = read_study(plan)
    assert of(plan, study).empty


def test_a_rule_under_which_the_model_fails_is_a_row_that_says_so(demo: Plan, study: Study) -> None:
    # Nobody's ninth item was asked: with every item needed there is no total at all.
    scores = study.scores.copy()
    scores.loc[(scores["scale"] == "phq9") & (scores["item"] == 9), "value"] = float("nan")
    rows = of(demo, study, scores=scores).set_index("choice")
    assert (rows.loc["complete", "status"] == "failed").all()
    assert rows.loc["complete", NUMBERS].isna().all(axis=None)
    assert (rows.loc["complete", "units_used"] == 0).all()
    # The variance between therapy groups is estimated at zero.
    assert (rows.loc["one_item", "status"] == "singular").all()
