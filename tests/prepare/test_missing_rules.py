from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.prepare.missing_rules import compare_missing_rules
from ipt_outcomes.prepare.totals import planned_totals

from ..demo_plan import demo_plan_text
from ..made_scores import MakeScores, Row


def test_the_totals_that_another_rule_changes_are_counted(
    demo: Plan, make_scores: MakeScores
) -> None:
    rows = []
    for person, missing in (("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 9)):
        for item in range(1, 10):
            value = None if item <= missing else 1.0
            rows.append((person, None, 0.0, "phq9", item, value))
    rows.append(("a", None, 0.0, "hrsd17", 0, 12.0))
    found = compare_missing_rules(demo, make_scores(rows)).set_index("other_rule")
    assert (found["scale"] == "phq9").all() and (found["rule"] == "two_items").all()
    # e answered nothing; a, b and c have a total by the default.
    assert found["assessments"].tolist() == [4, 4]
    assert found["totals"].tolist() == [3, 3]
    assert found.loc["one_item", ["other_totals", "changed"]].tolist() == [2, 1]
    assert found.loc["complete", ["other_totals", "changed"]].tolist() == [1, 2]


def test_reported_totals_have_no_other_rule(demo: Plan, make_scores: MakeScores) -> None:
    assert compare_missing_rules(demo, make_scores([("a", None, 0.0, "hrsd17", 0, 12.0)])).empty


@pytest.mark.parametrize(
    ("named", "totals", "others"),
    [("one_item", [True, False], ["two_items", "complete"]),
     ("complete", [False, False], ["two_items", "one_item"]),
     ("two_items", [True, True], ["one_item", "complete"])],
)  # fmt: skip
def test_the_plan_names_the_rule(
    root: Path,
    tmp_path: Path,
    make_scores: MakeScores,
    *,
    named: str,
    totals: list[bool],
    others: list[str],
) -> None:
    text = demo_plan_text(root)
    (tmp_path / "demo_ipt.yaml").write_text(
        text.replace("phq9: {items", f"phq9: {{missing_items: {named}, items")
    )
    plan = read_plan(tmp_path / "demo_ipt.yaml")
    rows: list[Row] = [
        (person, None, 0.0, "phq9", item, None if item <= missing else 1.0)
        for person, missing in (("a", 1), ("b", 2))
        for item in range(1, 10)
    ]
    scores = make_scores(rows)
    assert planned_totals(plan, scores)["score"].notna().tolist() == totals
    found = compare_missing_rules(plan, scores)
    assert (found["rule"] == named).all()
    assert found["other_rule"].tolist() == others
    other = planned_totals(plan, scores, {"phq9": "two_items"})
    assert other["score"].notna().all()
