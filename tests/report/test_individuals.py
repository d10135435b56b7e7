from __future__ import annotations

from types import SimpleNamespace

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.individuals import INTERNAL, plot_individuals
from ipt_outcomes.report.saving import figure_bytes


def test_the_figure_says_that_it_is_internal(plan: Plan, frames: SimpleNamespace) -> None:
    labels = plot_individuals(plan, frames.outcomes, "phq9").labels
    assert labels.subtitle.endswith(INTERNAL)
    assert "not for release" in labels.subtitle


def test_only_observed_scores_are_drawn(plan: Plan, frames: SimpleNamespace) -> None:
    of = frames.outcomes[frames.outcomes["outcome"] == "hrsd17"]
    drawn = plot_individuals(plan, frames.outcomes, "hrsd17").data
    assert len(drawn) == of["score"].notna().sum()
    assert len(drawn) < len(of)


def test_an_arm_nobody_was_seen_in_keeps_its_panel(plan: Plan, frames: SimpleNamespace) -> None:
    seen = frames.outcomes["arm"] != "cbt"
    figure = plot_individuals(plan, frames.outcomes[seen], "phq9")
    assert figure_bytes(figure, "svg").count(b"axes_") >= 3
