from __future__ import annotations

from types import SimpleNamespace

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.tables.people import people_table


def test_the_people_behind_each_model_are_those_of_the_table(
    plan: Plan, frames: SimpleNamespace
) -> None:
    table = people_table(plan, frames.models)
    row = frames.models.iloc[0]
    counts = ("randomised", "participants", "without_outcome", "excluded")
    assert table.texts[0][2:6] == tuple(str(row[name]) for name in counts)
    assert table.texts[0][6:] == ("3", "1")
    assert table.texts[1][1] == "Growth model" and table.texts[1][6] == "0"
