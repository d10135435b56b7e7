"""The section on estimands: five attributes each, and the events in counts."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.section import Table
from ipt_outcomes.report.sections.estimands import section
from ipt_outcomes.report.tables.estimands import estimands_table, events_table

from ..made_up import typed

EVENTS = (
    {"name": "stopped", "label": "Stopped treatment", "day": "withdrawal_day"},
    {
        "name": "crossed",
        "label": "Waitlist began treatment",
        "after": "week_16",
        "arms": ["waitlist"],
    },
)
ESTIMANDS = (
    {"name": "policy", "label": "Whoever stays in treatment",
     "events": {"stopped": "treatment_policy", "crossed": "hypothetical"}},
    {"name": "success", "label": "Stopping is a failure", "composite": "worst",
     "outcomes": ["phq9"], "events": {"stopped": "composite", "crossed": "hypothetical"}},
)  # fmt: skip


def events(**changes: object) -> pd.DataFrame:
    row = {
        "outcome": "phq9", "analysis": "mmrm", "estimand": "policy", "event": "stopped",
        "strategy": "treatment_policy", "arm": "ipt", "participants": 12, "scores": 9, "used": 9,
        "changed": 0,
    }  # fmt: skip
    return typed("events", [row | changes])


def test_every_estimand_has_its_attributes_and_its_analyses(
    change_plan: Callable[..., Plan],
) -> None:
    table = estimands_table(change_plan(events=list(EVENTS), estimands=list(ESTIMANDS)))
    said = {
        (row.group, text[0]): text[1] for row, text in zip(table.rows, table.texts, strict=True)
    }
    policy, success = "Whoever stays in treatment", "Stopping is a failure"
    assert said[policy, "Treatments"] == "Waitlist, CBT and IPT, as randomised."
    assert said[policy, "Population"] == "Everyone randomised."
    assert said[policy, "Intercurrent events"] == (
        "Stopped treatment: treatment policy; Waitlist began treatment: hypothetical."
    )
    assert said[success, "Intercurrent events"] == (
        "Stopped treatment: composite (the worse end of the scale); "
        "Waitlist began treatment: hypothetical."
    )
    assert said[success, "Variable"] == "Depression, self-report (PHQ-9) at Week 16."
    assert said[success, "Estimated by"] == "Stopping is a failure"
    assert "Growth model" in said[policy, "Estimated by"]
    assert "SYNTHETIC" in table.notes[0]


def test_a_plan_that_names_no_event_says_so(change_plan: Callable[..., Plan]) -> None:
    table = estimands_table(change_plan(events=[], estimands=[]))
    words = " ".join(text[1] for text in table.texts)
    assert "The plan names none: every score counts, whatever happened before it." in words


def test_events_are_counted_once_an_outcome_and_estimand(
    change_plan: Callable[..., Plan],
) -> None:
    plan = change_plan(events=list(EVENTS), estimands=list(ESTIMANDS))
    rows = pd.concat(
        [
            events(),
            events(analysis="growth"),
            events(
                analysis="success", estimand="success", strategy="composite", used=0, changed=14
            ),
        ]
    )
    table = events_table(plan, rows)
    assert [row.group for row in table.rows] == [
        "Depression, self-report (PHQ-9): Whoever stays in treatment",
        "Depression, self-report (PHQ-9): Stopping is a failure",
    ]
    assert table.texts[1] == (
        "Stopped treatment", "IPT", "12", "9", "composite", "0", "14",
    )  # fmt: skip


def test_the_section_has_the_counts_where_there_are_events(plan: Plan) -> None:
    def names(given: pd.DataFrame) -> list[str]:
        blocks = section(report_material(plan, {"events": given})).blocks
        return [block.table.name for block in blocks if isinstance(block, Table)]

    none = events().head(0)
    assert names(none) == ["estimands"]
    assert names(events(event="crossed_over", arm="waitlist")) == ["estimands", "events"]
