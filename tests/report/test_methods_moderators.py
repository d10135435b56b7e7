from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.methods import methods_paragraph
from ipt_outcomes.report.methods_moderators import moderation_in_words

from .moderators import made_up_tests


def test_which_moderators_how_they_were_tested_and_how_often(
    plan: Plan, frames: SimpleNamespace
) -> None:
    (said,) = moderation_in_words(plan, frames.models, made_up_tests())
    assert said.startswith(
        "It was examined whether the difference between arms in Depression, self-report (PHQ-9) at "
        "Week 16 differed by Problem area (named before the data were seen) and Baseline severity "
        "(exploratory). Each was tested in the primary analysis (mixed model for repeated measures)"
    )
    for part in (
        "an F test of the interaction at the endpoint with Kenward–Roger degrees of freedom, of "
        "each contrast and of all contrasts together",
        "not in its model: 2 people for Problem area and 2 people for Baseline severity.",
        "without p-values",
        "Johnson and Neyman (1936",
        "8 tests of interaction were made, 4 of them exploratory.",
        "No p-value is adjusted.",
    ):
        assert part in said
    assert "could not be made" not in said
    assert said in methods_paragraph(
        plan, frames.models, moderator_tests=made_up_tests()
    ).split("\n\n")  # fmt: skip


def test_it_follows_what_there_was(
    change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    groups = {"cuts": [10, 20], "labels": ["low", "middle", "high"]}
    plan = change_plan(moderators=[{"name": "baseline", "groups": groups}])
    tests = made_up_tests()
    tests = tests[(tests["moderator"] == "baseline") & (tests["test"] == "ipt")][:1]
    one = tests.assign(scale="category", left_out=0, tests=1)
    (said,) = moderation_in_words(plan, frames.models, one)
    assert "differed by Baseline score (exploratory; in 3 groups). It was tested" in said
    assert "together" not in said and "Neyman" not in said and "not known" not in said
    assert said.endswith("1 test of interaction was made, exploratory.")
    (said,) = moderation_in_words(plan, frames.models, one.assign(p_value=float("nan"), tests=0))
    assert "1 test could not be made, as the table of the tests says." in said
    assert said.endswith("No test of interaction could be made.")


def test_moderators_of_different_outcomes_are_said_with_them(
    plan: Plan, frames: SimpleNamespace
) -> None:
    tests = made_up_tests()
    other = tests["moderator"] == "baseline"
    tests.loc[other, "outcome"] = "hrsd17"
    (said,) = moderation_in_words(plan, frames.models, tests)
    assert "difference between arms at the endpoint differed by Problem area (named before" in said
    assert "(exploratory; of Depression, clinician (HRSD-17) at Week 16)" in said
    assert "2 people for Baseline severity (Depression, clinician (HRSD-17))" in said


def test_without_moderators_nothing_is_said(plan: Plan, frames: SimpleNamespace) -> None:
    assert moderation_in_words(plan, frames.models, None) == ()
    assert moderation_in_words(plan, frames.models, made_up_tests()[:0]) == ()
    assert "moderator" not in methods_paragraph(plan, frames.models)
