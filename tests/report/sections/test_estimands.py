"""The section on estimands: five attributes each, and the events in counts."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.section import Table
from ipt_outcomes.report.sections.estimands import section
from ipt_outcomes.report.tables.estimands import estimands_table, events_table
from ipt_outcomes.report.tables.estimands_compared import estimands_compared

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
    assert said[success, "Estimated by"] == (
        "Mixed model for repeated measures, the primary analysis made again for this estimand"
    )
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
        "Stopped treatment", "IPT", "12", "9", "composite", "0", "9", "14",
    )  # fmt: skip


def test_the_section_has_the_counts_where_there_are_events(plan: Plan) -> None:
    def names(given: pd.DataFrame) -> list[str]:
        blocks = section(report_material(plan, {"events": given})).blocks
        return [block.table.name for block in blocks if isinstance(block, Table)]

    none = events().head(0)
    assert names(none) == ["estimands"]
    assert names(events(event="crossed_over", arm="waitlist")) == ["estimands", "events"]


def test_estimands_stand_side_by_side_in_each_contrast(
    change_plan: Callable[..., Plan], make_frames: Callable[..., SimpleNamespace]
) -> None:
    plan = change_plan(events=list(EVENTS), estimands=list(ESTIMANDS))
    effects = make_frames(plan, per_arm=8).effects
    own = (effects["analysis"] == "success") & effects["endpoint"]
    effects.loc[own & (effects["test"] == "cbt"), "estimate"] = -1.5
    effects.loc[own & (effects["comparison"] == "cbt"), "status"] = "failed"
    table = estimands_compared(plan, effects)
    assert table is not None
    policy, success = "Whoever stays in treatment", "Stopping is a failure"
    assert [text[0] for text in table.texts] == [policy, success] * 3
    outcome = "Depression, self-report (PHQ-9), primary"
    assert list(dict.fromkeys(row.group for row in table.rows)) == [
        f"{outcome}: IPT − Waitlist",
        f"{outcome}: CBT − Waitlist",
        f"{outcome}: IPT − CBT (margin 2.5)",
    ]
    assert table.texts[3][1].startswith("−1.50 (")
    assert not table.texts[2][1].startswith("−1.50 (")
    assert table.texts[5][1:3] == ("not estimable", "–")
    assert any("Scenarios" in note and f"“{policy}”" in note for note in table.notes)
    blocks = section(report_material(plan, {"effects": effects})).blocks
    names = [block.table.name for block in blocks if isinstance(block, Table)]
    assert names == ["estimands", "estimands-compared"]


def test_one_estimand_is_beside_no_other(plan: Plan, frames: SimpleNamespace) -> None:
    assert estimands_compared(plan, frames.effects) is None


def test_the_one_that_is_primary_stands_first_whoever_it_is_among_the_analyses(
    change_plan: Callable[..., Plan], make_frames: Callable[..., SimpleNamespace]
) -> None:
    lines = {"kind": "growth", "name": "lines", "label": "Lines", "role": "primary"}
    plan = change_plan(events=list(EVENTS), estimands=list(ESTIMANDS),
                       analyses=[lines | {"outcomes": ["phq9"]}])  # fmt: skip
    effects = make_frames(plan, per_arm=8).effects
    table = estimands_compared(plan, effects)
    assert table is not None
    assert len(table.rows) == 6 and table.texts[0][0] == "Whoever stays in treatment"
    attributes = {
        (row.group, text[0]): text[1]
        for row, text in zip(estimands_table(plan).rows, estimands_table(plan).texts, strict=True)
    }
    by = attributes["Stopping is a failure", "Estimated by"]
    assert by == "Lines, the primary analysis made again for this estimand"


def test_that_the_first_of_several_events_decides_is_said_where_there_are_several(
    plan: Plan, change_plan: Callable[..., Plan]
) -> None:
    several = change_plan(events=list(EVENTS), estimands=list(ESTIMANDS))
    said = "decides about all of that person's later scores"
    assert any(said in note for note in events_table(several, events()).notes)
    one = events_table(plan, events(event="crossed_over", arm="waitlist"))
    assert not any(said in note for note in one.notes)
