"""What the report says of totals that were made from some of the answers."""

from __future__ import annotations

from pathlib import Path

from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.report.filled_in_before import filled_in_before

from .made_up import made_up


def test_fractions_of_reported_sums_are_counted(root: Path) -> None:
    plan = read_plan(root / "config/trials/demo_ipt.yaml")
    outcomes = made_up(plan).outcomes.copy()
    outcomes["score"] = outcomes["score"].round()
    assert filled_in_before(plan, outcomes) == []
    of_scale = outcomes.index[(outcomes["outcome"] == "hrsd17") & outcomes["score"].notna()]
    reported = outcomes.assign(
        items_answered=outcomes["items_answered"].mask(outcomes["outcome"] == "hrsd17")
    )
    reported.loc[of_scale[:3], "score"] += 0.5
    (said,) = filled_in_before(plan, reported)
    assert said.startswith(f"3 of the {len(of_scale)} scores of Depression, clinician (HRSD-17)")
    assert "filled in before" in said
