"""The sections of who left, harms and relapse: what they say, and what they must not."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ipt_outcomes.folder_registry import member
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Share
from ipt_outcomes.report.contents import FOLDER
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.section import Paragraph, Section, Table

Tables = dict[str, pd.DataFrame]


def made(name: str, plan: Plan, tables: Tables) -> Section | None:
    found: Section | None = member(FOLDER, name).section(report_material(plan, tables))
    return found


def said(section: Section | None) -> str:
    assert section is not None
    parts = [part for each in section.blocks if isinstance(each, Paragraph) for part in each.parts]
    return " ".join(parts)


def tables_of(section: Section | None) -> dict[str, Table]:
    assert section is not None
    return {each.table.name: each for each in section.blocks if isinstance(each, Table)}


def test_how_leaving_is_known_is_said_first(plan: Plan, leaving: Tables) -> None:
    words = said(made("attrition", plan, leaving))
    assert words.startswith("Leaving is told by scores, as the trial records no day of it")
    arms = leaving["attrition_arms"].assign(basis="withdrawal day")
    words = said(made("attrition", plan, leaving | {"attrition_arms": arms}))
    assert words.startswith("Leaving is told by the day of withdrawal")
    assert "People count as independent in these tests, though some share therapists" in words


def test_people_without_a_day_of_leaving_are_counted(plan: Plan, leaving: Tables) -> None:
    arms = leaving["attrition_arms"].assign(without_day=3)
    words = said(made("attrition", plan, leaving | {"attrition_arms": arms}))
    assert "3 people left on a day that is not recorded." in words


def test_where_nobody_left_that_is_said_and_nothing_is_compared(
    plan: Plan, leaving: Tables
) -> None:
    assert {"attrition-model", "attrition-differences"} < set(
        tables_of(made("attrition", plan, leaving))
    )
    arms = leaving["attrition_arms"].assign(left=0, share=0.0)
    section = made("attrition", plan, leaving | {"attrition_arms": arms})
    assert "Nobody left: there is no one to compare" in said(section)
    assert set(tables_of(section)) == {"missing-patterns"}


def test_of_nobody_no_share_is_written(plan: Plan, leaving: Tables) -> None:
    assert str(Share(0, 0)) == "no one" and str(Share(0, 3)) == "0 of 3"
    groups = leaving["relapse_groups"].assign(well=0, assessed=0, followed=0, relapsed=0)
    compared = leaving["harms_comparisons"].assign(
        people_test=0, n_test=0, people_comparison=0, n_comparison=4
    )
    changed = leaving | {"relapse_groups": groups, "harms_comparisons": compared}
    written = [
        str(cell)
        for name in ("relapse", "harms")
        for each in tables_of(made(name, plan, changed)).values()
        for row in each.table.rows
        for cell in row.cells.values()
    ]
    assert "no one" in written and "no one, 0 of 4" in written
    assert not any(cell.startswith("0 of 0") for cell in written)


def test_arms_may_have_the_names_of_columns(
    change_plan: Callable[..., Plan], leaving: Tables
) -> None:
    plan = change_plan()
    names = dict(zip([arm.name for arm in plan.arms], ["left", "variable", "kind"], strict=True))
    text = plan.model_dump_json(exclude_unset=True)
    for arm, name in names.items():
        text = text.replace(f'"{arm}"', f'"{name}"')
    renamed = {
        name: frame.replace(dict.fromkeys(("arm", "test", "comparison", "group"), names))
        for name, frame in leaving.items()
    }
    before = tables_of(made("attrition", plan, leaving))
    after = tables_of(made("attrition", Plan.model_validate_json(text), renamed))
    for name, shown in before.items():
        assert [row.cells for row in shown.table.rows] == [
            row.cells for row in after[name].table.rows
        ]


def test_no_table_of_events_is_not_no_events(plan: Plan, leaving: Tables) -> None:
    words = said(made("harms", plan, leaving | {"harms": leaving["harms"].iloc[:0]}))
    assert "does not say that there were none" in words
    assert "does not say" not in said(made("harms", plan, leaving))


def test_deterioration_is_cited_where_the_plan_judges_it(plan: Plan, leaving: Tables) -> None:
    limits = pd.DataFrame({"outcome": ["phq9"], "visit": ["week_16"]})
    words = said(made("harms", plan, leaving | {"clinical_limits": limits}))
    assert "reliably worse" in words
    assert "reliably worse" not in said(made("harms", plan, leaving))


def test_arms_of_people_who_were_well_are_never_called_randomised(
    plan: Plan, leaving: Tables
) -> None:
    section = made("relapse", plan, leaving)
    words = said(section)
    assert "People who were well are no random part of their arm" in words
    assert "Chance decided who was offered maintenance" in words
    assert "Kroenke" in words and "A relapse is a score of 10 or more" in words
    rows = tables_of(section)["relapse-comparisons"].table.rows
    called = {(row.cells["pair"] == "Maintenance, against no maintenance", row.cells["is"])
              for row in rows}  # fmt: skip
    assert called == {(True, "randomised"), (False, "not randomised")}


def test_of_three_comparisons_of_relapse_one_is_named_to_be_read(
    plan: Plan, leaving: Tables
) -> None:
    table = tables_of(made("relapse", plan, leaving))["relapse-comparisons"].table
    first = str(table.rows[0].cells["measure"])
    assert first == "Hazard ratio, relapse between assessments"
    notes = " ".join(table.notes)
    assert "The comparison to read is the hazard ratio of relapse between assessments" in notes
    assert "weeks without relapse do not see relapses found at the last visit" in notes


def test_maintenance_that_came_about_is_not_called_randomised(
    change_plan: Callable[..., Plan], leaving: Tables
) -> None:
    entry = {"outcome": "phq9", "visit": "week_16", "of": "response"}
    plan = change_plan(relapse=[entry])
    words = said(made("relapse", plan, leaving))
    assert "Chance did not decide who had maintenance sessions" in words


def test_a_plan_without_relapse_has_no_section(plan: Plan, leaving: Tables) -> None:
    empty = {name: frame.iloc[:0] for name, frame in leaving.items() if name.startswith("relapse")}
    assert made("relapse", plan, leaving | empty) is None


def test_numbers_that_take_people_as_independent_say_so(
    plan: Plan, change_plan: Callable[..., Plan], leaving: Tables
) -> None:
    of_people = change_plan(clusters=[])
    for section in ("relapse", "harms"):
        for name, shown in tables_of(made(section, plan, leaving)).items():
            words = " ".join(shown.table.notes)
            assert "People count as independent in " in words, name
            assert "though some share therapists" in words, name
        for name, shown in tables_of(made(section, of_people, leaving)).items():
            assert "independent" not in " ".join(shown.table.notes), name
