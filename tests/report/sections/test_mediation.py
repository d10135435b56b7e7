"""What the report says of a mediator: order, the part that went through it, what would undo it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.mediation import plot_mediation
from ipt_outcomes.report.figures.saving import figure_bytes
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.mediation_in_words import answer_in_words
from ipt_outcomes.report.section import Notes, Paragraph
from ipt_outcomes.report.sections.mediation import section
from ipt_outcomes.report.tables.mediation import mediation_table

from ..mediation import made_up_mediation

LONG = "Difficulties in relationships with other people that are close, as they say it themselves"


def rows() -> pd.DataFrame:
    return made_up_mediation()["mediation"]


def test_the_sentences_say_order_part_and_what_would_undo_it(plan: Plan) -> None:
    said = answer_in_words(plan, rows())
    for part in (
        "IIP-32 moved before PHQ-9, and no path back was shown",
        "which of the two paths is the stronger cannot be told",
        "\N{MINUS SIGN}1.5 (\N{MINUS SIGN}2.5 to \N{MINUS SIGN}0.5) went through IIP-32",
        "a part through the mediator is shown",
        "It would be zero with something unmeasured",
        "by 0.21; its interval would reach zero from 0.08 on",
        "Where people differ in level and in pace, \N{MINUS SIGN}0.8",
    ):
        assert part in said


def test_the_section_says_what_randomisation_does_not_protect(plan: Plan) -> None:
    made = section(report_material(plan, made_up_mediation()))
    assert made is not None
    said = [each.parts for each in made.blocks if isinstance(each, Paragraph)]
    words = " ".join(part for parts in said for part in parts)
    assert "Randomisation does not protect the path from mediator to outcome." in words
    assert "sequential ignorability" in words
    (answers,) = (each for each in made.blocks if isinstance(each, Notes))
    assert len(answers.notes) == 1


def test_without_a_number_the_reason_is_said(plan: Plan) -> None:
    reason = "IPT has 35 people, and intervals hold from 40 on"
    none = made_up_mediation(
        status="not estimable", reason=reason, estimate=None, ci_lower=None, ci_upper=None
    )["mediation"]
    assert answer_in_words(plan, none).endswith(f": no answer. {reason}.")
    assert len(mediation_table(plan, none).rows) == len(none)


def test_a_mediator_of_which_more_is_better_moves_the_other_way(
    change_plan: Callable[..., Plan], plan: Plan
) -> None:
    outcomes = [each.model_dump(mode="json", exclude_unset=True) for each in plan.outcomes]
    named = [
        each | ({"scale": "who5", "label": LONG} if each["name"] == "iip32" else {})
        for each in outcomes
    ]
    changed = change_plan(outcomes=named)
    turned = rows()
    path = turned["quantity"] == "mediator to outcome"
    turned.loc[path, ["estimate", "ci_lower", "ci_upper"]] = [-0.25, -0.4, -0.1]
    said = answer_in_words(changed, turned)
    assert "moved before PHQ-9, the other way, and no path back was shown" in said
    assert said.startswith(LONG)
    figure = plot_mediation(changed, turned, "phq9")
    assert figure_bytes(figure, ["png"])["png"].startswith(b"\x89PNG")
