from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.methods import methods_paragraph
from ipt_outcomes.report.plan_facts import plan_facts
from ipt_outcomes.report.section import Table
from ipt_outcomes.report.sections.joint import section
from ipt_outcomes.report.tables.joint import joint_contrasts_table, joint_tests_table

from ..joint import made_up_joint

TOO_MANY = "78 covariance parameters of 12 scores a person are more than 60 people"


@pytest.fixture
def joined(change_plan: Callable[..., Plan]) -> Callable[[str], Plan]:
    def made(claim: str) -> Plan:
        own = {"name": "depression", "label": "Depression, both ways", "claim": claim}
        return change_plan(
            joint=[own | {"outcomes": ["phq9", "hrsd17"]}],
            contrasts=[
                {"test": arm, "comparison": "waitlist", "hypothesis": "superiority"}
                for arm in ("ipt", "cbt")
            ],
        )

    return made


def test_the_claim_stands_beside_the_f_test_that_is_not_it(joined: Callable[[str], Plan]) -> None:
    plan = joined("all")
    table = joint_tests_table(plan, made_up_joint("all")["joint_tests"])
    assert table.texts[0] == (
        "all together", "22.50", "4, 188.2", "< .001", "–", "–", "224", "ok",
    )  # fmt: skip
    assert table.texts[1] == (
        "IPT − Waitlist", "22.50", "2, 188.2", "< .001", ".010", "shown", "224", "ok",
    )  # fmt: skip
    notes = " ".join(table.notes)
    assert "Depression, both ways: Depression, self-report (PHQ-9); and Depression, clin" in notes
    assert "The claim is that a contrast holds in every one of them, by the largest" in notes
    assert "F is of the arms differing in any outcome" in notes
    assert "SYNTHETIC DATA" in notes
    other = joint_tests_table(joined("any"), made_up_joint("any")["joint_tests"])
    assert "that some contrast holds in some one of them" in " ".join(other.notes)


def test_contrasts_are_in_each_ones_points(joined: Callable[[str], Plan]) -> None:
    frames = made_up_joint()
    table = joint_contrasts_table(
        joined("any"), frames["joint_contrasts"], frames["joint_correlations"]
    )
    assert table.texts[0] == (
        "IPT − Waitlist", "60 / 61", "−3.00 (−4.97 to −1.03)", "190.2", ".003", ".010", "ok",
    )  # fmt: skip
    assert [row.group for row in table.rows][1:3] == [
        "Depression, both ways: Depression, self-report (PHQ-9), at Week 16",
        "Depression, both ways: Depression, clinician (HRSD-17), at Week 16",
    ]
    assert "in the two outcomes correlate by 0.52." in " ".join(table.notes)


def test_a_model_without_a_result_says_that_nothing_stands_in(
    joined: Callable[[str], Plan],
) -> None:
    plan, frames = joined("any"), made_up_joint(reason=TOO_MANY)
    tests = joint_tests_table(plan, frames["joint_tests"])
    assert tests.texts[0] == (
        "all together", "–", "–", "–", "–", "–", "224", f"failed: {TOO_MANY}",
    )  # fmt: skip
    assert f"Depression, both ways has no result ({TOO_MANY})" in " ".join(tests.notes)
    contrasts = joint_contrasts_table(plan, frames["joint_contrasts"], frames["joint_correlations"])
    assert contrasts.texts[0][2:] == ("–", "–", "–", "–", f"failed: {TOO_MANY}")


def test_the_section_is_there_where_the_plan_joins_outcomes(
    joined: Callable[[str], Plan], frames: SimpleNamespace
) -> None:
    plan = joined("any")
    made = section(report_material(plan, vars(frames) | made_up_joint()))
    assert made is not None
    assert [each.table.name for each in made.blocks if isinstance(each, Table)] == [
        "joint-tests", "joint-contrasts",
    ]  # fmt: skip
    assert section(report_material(plan, vars(frames))) is None


def test_facts_and_methods_say_what_is_joined_and_claimed(
    joined: Callable[[str], Plan], plan: Plan, frames: SimpleNamespace
) -> None:
    facts = dict(plan_facts(joined("all")))
    assert facts["Outcomes modelled together"] == (
        "Depression, both ways: outcomes Depression, self-report (PHQ-9); and Depression, "
        "clinician (HRSD-17); the claim: that a contrast holds in every one of them, by the "
        "largest of its p-values over the outcomes, without adjustment (intersection-union)",
    )
    assert "Outcomes modelled together" not in dict(plan_facts(plan))
    text = methods_paragraph(joined("any"), frames.models)
    assert "had an unstructured covariance, fitted by restricted maximum likelihood" in text
    assert "with Kenward–Roger degrees of freedom. Effects of clusters were those of each" in text
    assert "adjusted over all contrasts of all outcomes, by their joint distribution" in text
    assert "together too" not in methods_paragraph(plan, frames.models)
