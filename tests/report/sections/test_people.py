"""What the report says of people: Table 1, observed scores, analysis sets, treatment received."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.material import Material, report_material
from ipt_outcomes.report.section import Heading, Notes, Paragraph, Section, Table
from ipt_outcomes.report.sections import baseline, flow, observed, treatment_received
from ipt_outcomes.report.shown_table import ShownTable

from ..people import made_up_people


@pytest.fixture(scope="module")
def material(plan: Plan, frames: SimpleNamespace) -> Material:
    return report_material(plan, made_up_people(plan, frames))


def table_of(section: Section | None) -> ShownTable:
    assert section is not None
    (table,) = [block.table for block in section.blocks if isinstance(block, Table)]
    return table


def words(section: Section | None) -> str:
    assert section is not None
    said = [" ".join(b.parts) for b in section.blocks if isinstance(b, Paragraph)]
    said += [" ".join(b.notes) for b in section.blocks if isinstance(b, Notes)]
    return " ".join(said)


def test_table_1_has_differences_and_no_tests(material: Material) -> None:
    table = table_of(baseline.section(material))
    headings = [column.heading.replace("\u00a0", " ") for column in table.columns]
    assert headings == [
        "", "Waitlist (n = 40)", "CBT (n = 40)", "IPT (n = 40)", "All (n = 120)", "Largest SMD",
    ]  # fmt: skip
    rows = dict(
        zip([(row.group, str(row.cells["row"])) for row in table.rows], table.texts, strict=True)
    )
    assert rows["Age, years", "Mean (SD)"][-1] != rows["Sex", "male"][-1] == "–"
    assert ("Earlier episodes", "Median [quartiles]") in rows
    assert (
        "%" in rows["Sex", "female"][1] and "[" in rows["Earlier episodes", "Median [quartiles]"][1]
    )
    notes = " ".join(table.notes)
    assert "No p-values: chance drew the arms" in notes and "SYNTHETIC DATA" in notes
    assert "differs by more than 0.44 between two arms" in notes
    assert not any(column.format == "p_value" for column in table.columns)


def test_table_1_of_two_arms_and_of_one(
    change_plan: Callable[..., Plan], plan: Plan, material: Material
) -> None:
    rows = material.table("baseline_characteristics")
    apart = material.table("baseline_differences")
    content = plan.model_dump(mode="json")["arms"]
    two = change_plan(allocation="observational", arms=content[:2])
    of_two = {
        "baseline_characteristics": rows[rows["arm"] != "ipt"],
        "baseline_differences": apart[(apart["test"] != "ipt")],
    }
    table = table_of(baseline.section(report_material(two, of_two)))
    assert table.columns[-1].heading == "SMD" and len(table.columns) == 5
    assert "No p-values: how far the arms are apart matters" in " ".join(table.notes)
    one = change_plan(arms=content[:1])
    of_one = {"baseline_characteristics": rows[rows["arm"].isin(["waitlist", "all"])]}
    alone = table_of(baseline.section(report_material(one, of_one)))
    assert [column.key for column in alone.columns] == ["row", "arm0"]
    assert "SMD" not in " ".join(alone.notes)


def test_observed_scores_stand_by_visit_and_arm(material: Material) -> None:
    table = table_of(observed.section(material))
    rows = material.table("observed_scores")
    first = rows.iloc[0]
    assert table.texts[0][:3] == ("Baseline", "Waitlist", f"{first['n']} of 40")
    assert (
        table.texts[0][3] == f"{first['mean']:.2f}"
        and table.texts[0][7] == f"{first['maximum']:.1f}"
    )
    # At Week 28 the waitlist is not assessed.
    nobody = [text for text in table.texts if text[:2] == ("Week 28", "Waitlist")]
    assert nobody[0][2:] == ("0 of 40", "–", "–", "–", "–", "–")
    assert "compare no treatments" in table.notes[0] and len(table.notes) == 1


def test_scores_of_few_people_are_said_to_be_left_out(plan: Plan, material: Material) -> None:
    rows = material.table("observed_scores").assign(few=True, n=3)
    numbers = ["mean", "sd", "minimum", "median", "maximum"]
    rows[numbers] = float("nan")
    table = table_of(observed.section(report_material(plan, {"observed_scores": rows})))
    assert table.notes[-1] == "A dash: fewer than 5 people, whose own scores it would tell."


def test_the_sets_say_who_is_in_them(material: Material) -> None:
    made = flow.section(material)
    table = table_of(made)
    who = {text[0]: text[1] for text in table.texts}
    assert who["Intention to treat"] == "Everybody randomised."
    assert who["Per protocol: at least 12 sessions"] == (
        "Came to at least 12 sessions. Waitlist: everybody, as no sessions are asked of them."
    )
    assert table.texts[0][2:] == ("40 of 40",) * 3
    assert "NOT RANDOMISED" in table.notes[1]
    assert made is not None and isinstance(made.blocks[0], Heading)


def test_a_trial_without_sessions_says_so_once(
    real_plan: Plan, real_frames: SimpleNamespace
) -> None:
    tables = made_up_people(real_plan, real_frames)
    of_trial = {
        "flow": real_frames.flow,
        **{k: v for k, v in tables.items() if "received" not in k},
    }
    made = flow.section(
        report_material(real_plan, of_trial, figures={"flow": b"\x89PNG\r\n\x1a\n"})
    )
    assert words(made).count("records no sessions") == 1
    assert treatment_received.section(report_material(real_plan, of_trial)) is None


def test_treatment_received_says_what_it_rests_on(material: Material) -> None:
    made = treatment_received.section(material)
    said = words(made)
    for part in (
        "30 of 40 people allocated to IPT came to at least 12 sessions",
        "are 4.0 points lower than the same people would have had in Waitlist (difference "
        "\N{MINUS SIGN}4.0, 95% CI \N{MINUS SIGN}6.1 to \N{MINUS SIGN}1.9)",
        "Exclusion: ", "One-sided: ", "monotonicity", "SUTVA", "missing at random",
        "Not offered of IPT \N{MINUS SIGN} CBT",
    ):  # fmt: skip
        assert part in said
    table = table_of(made)
    assert [text[0] for text in table.texts] == [
        "As allocated", "Of treatment received: at least 12 sessions",
    ]  # fmt: skip


def test_entries_of_the_same_arms_share_the_effect_as_allocated(
    plan: Plan, frames: SimpleNamespace
) -> None:
    one = made_up_people(plan, frames)["treatment_received"]
    another = made_up_people(plan, frames, received="any", sessions=1)["treatment_received"]
    both = pd.concat([one, another], ignore_index=True)
    table = table_of(
        treatment_received.section(report_material(plan, {"treatment_received": both}))
    )
    assert [text[0] for text in table.texts] == [
        "As allocated",
        "Of treatment received: at least 12 sessions",
        "Of treatment received: at least 1 session",
    ]


def test_what_is_not_estimable_and_what_is_weak(plan: Plan, frames: SimpleNamespace) -> None:
    none = {"status": "not estimable", "reason": "nobody came", "received_it": None}
    numbers = dict.fromkeys(
        ("estimate", "se", "df", "ci_lower", "ci_upper", "p_value"), float("nan")
    )
    tables = made_up_people(plan, frames, **none, **numbers)
    said = words(treatment_received.section(report_material(plan, tables)))
    assert "at least 12 sessions: not estimable: nobody came." in said
    weak = made_up_people(plan, frames, first_stage_f=4.0, missing="complete_cases")
    said = words(treatment_received.section(report_material(plan, weak)))
    assert "(F = 4.0)" in said and "are left out, as if that hung on the arm" in said
