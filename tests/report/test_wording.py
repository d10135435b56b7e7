"""Synthetic people are called synthetic in every figure and table."""

from __future__ import annotations

from types import SimpleNamespace

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.flow import plot_flow
from ipt_outcomes.report.figures.forest import plot_effects
from ipt_outcomes.report.figures.individuals import plot_individuals
from ipt_outcomes.report.figures.means import plot_means
from ipt_outcomes.report.tables.effects import effects_table
from ipt_outcomes.report.tables.means import means_table
from ipt_outcomes.report.wording import SYNTHETIC, at_visit, contrast_label


def shown(plan: Plan, frames: SimpleNamespace) -> list[str]:
    outcome = plan.outcomes[0].name
    said = [
        plot_means(plan, frames.means, outcome).labels.subtitle,
        plot_effects(plan, frames.effects).labels.subtitle,
        plot_individuals(plan, frames.outcomes, outcome).labels.subtitle,
        " ".join(text.get_text() for text in plot_flow(plan, frames.flow).texts),
        " ".join(effects_table(plan, frames.effects, frames.models).notes),
        " ".join(means_table(plan, frames.means).notes),
    ]
    return [words.replace("\n", " ") for words in said]


def test_synthetic_data_are_marked_everywhere(plan: Plan, frames: SimpleNamespace) -> None:
    assert all(SYNTHETIC in words for words in shown(plan, frames))
    assert "of the scale, mixed model" in shown(plan, frames)[-1]


def test_real_data_are_not(real_plan: Plan, real_frames: SimpleNamespace) -> None:
    assert not any(SYNTHETIC in words for words in shown(real_plan, real_frames))


def test_a_visit_that_says_when_it_is_has_no_at(plan: Plan) -> None:
    def named(label: str) -> str:
        visits = tuple(each.model_copy(update={"label": label}) for each in plan.visits)
        return at_visit(plan.model_copy(update={"visits": visits}), plan.visits[0].name)

    assert named("Week 16") == "at Week 16"
    assert named("After treatment") == "after treatment"
    assert named("End of treatment") == "at End of treatment"


def test_an_arm_with_a_plus_of_its_own_is_one_arm(plan: Plan) -> None:
    first, second, *others = plan.arms
    arms = (first.model_copy(update={"label": "Sertraline + IPT"}), second, *others)
    changed = plan.model_copy(update={"arms": arms})
    said = contrast_label(changed, second.name, first.name)
    assert said == f"{second.label} − (Sertraline + IPT)"
    assert "(" not in contrast_label(plan, second.name, first.name)
