from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Share
from ipt_outcomes.report.tables.observed import observed_table


def test_scores_are_counted_by_arm_and_visit(plan: Plan, frames: SimpleNamespace) -> None:
    table = observed_table(plan, frames.outcomes)
    seen = frames.outcomes
    seen = seen[(seen["outcome"] == "phq9") & (seen["arm"] == "ipt") & (seen["visit"] == "week_16")]
    row = next(row for row in table.rows if row.cells["arm"] == "IPT")
    headings = {column.heading: column.key for column in table.columns}
    assert row.cells[headings["Week 16"]] == Share(int(seen["score"].notna().sum()), 40)
    assert len(table.rows) == 12


def test_a_visit_may_be_called_as_another_column(
    change_plan: Callable[..., Plan], plan: Plan, frames: SimpleNamespace
) -> None:
    visits = plan.model_dump(mode="json")["visits"]
    visits[1]["name"] = "arm"
    outcomes = frames.outcomes.assign(visit=frames.outcomes["visit"].replace("week_4", "arm"))
    table = observed_table(change_plan(visits=visits), outcomes)
    assert table.texts[0][1] == "Waitlist"
    assert table.texts[0][3].endswith(" of 40")
