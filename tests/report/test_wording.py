"""Synthetic people are called synthetic in every figure and table."""

from __future__ import annotations

from types import SimpleNamespace

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.flow import plot_flow
from ipt_outcomes.report.forest import plot_effects
from ipt_outcomes.report.individuals import plot_individuals
from ipt_outcomes.report.tables import effects_table, means_table
from ipt_outcomes.report.trajectories import plot_means
from ipt_outcomes.report.wording import SYNTHETIC


def shown(plan: Plan, frames: SimpleNamespace) -> list[str]:
    outcome = plan.outcomes[0].name
    return [
        plot_means(plan, frames.means, outcome, "mmrm").labels.subtitle,
        plot_effects(plan, frames.effects, "mmrm").labels.subtitle,
        plot_individuals(plan, frames.outcomes, outcome).labels.subtitle,
        " ".join(text.get_text() for text in plot_flow(plan, frames.flow).texts),
        effects_table(plan, frames.effects, frames.models).as_raw_html(),
        means_table(plan, frames.means).as_raw_html(),
    ]


def test_synthetic_data_are_marked_everywhere(plan: Plan, frames: SimpleNamespace) -> None:
    assert all(SYNTHETIC in words for words in shown(plan, frames))
    assert "of the scale, mixed model" in shown(plan, frames)[-1]


def test_real_data_are_not(real_plan: Plan, real_frames: SimpleNamespace) -> None:
    assert not any(SYNTHETIC in words for words in shown(real_plan, real_frames))
