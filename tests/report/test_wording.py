"""Synthetic people are called synthetic in every figure and table."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.contents import outcome_figures, trial_figures
from ipt_outcomes.report.figures.flow import plot_flow
from ipt_outcomes.report.figures.forest import plot_effects
from ipt_outcomes.report.figures.individuals import plot_individuals
from ipt_outcomes.report.figures.means import plot_means
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.page import report_page
from ipt_outcomes.report.tables.effects import effects_table
from ipt_outcomes.report.tables.means import means_table
from ipt_outcomes.report.wording import SYNTHETIC, as_one, at_visit, contrast_label


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


@pytest.mark.parametrize(
    "label",
    ["Sertraline + IPT", "Sertraline+IPT", "Sertraline plus IPT", "IPT and sertraline",
     "IPT – brief", "IPT - brief", "IPT with booster sessions", "IPT/CBT", "IPT & CBT",
     "IPT −SSRI"],
)  # fmt: skip
def test_whatever_reads_as_a_sum_is_in_brackets(label: str) -> None:
    assert as_one(label) == f"({label})"


@pytest.mark.parametrize("label", ["IPT", "Wait-list", "Standard care", "Randy", "IPT-A", "Plush"])
def test_one_name_is_not(label: str) -> None:
    assert as_one(label) == label


def test_no_arm_with_a_sum_for_a_name_stands_bare_beside_a_minus(
    change_plan: Callable[..., Plan],
    plan: Plan,
    frames: SimpleNamespace,
    make_scenarios: Callable[..., pd.DataFrame],
) -> None:
    """In no table, figure, sentence or text alternative, nor a visit `at After treatment`."""
    content = plan.model_dump(mode="json")
    content["arms"][2]["label"], content["arms"][0]["label"] = "Sertraline + IPT", "Usual care + x"
    content["visits"][0]["label"], content["visits"][4]["label"] = "Before all", "After treatment"
    changed = change_plan(arms=content["arms"], visits=content["visits"])
    scenarios = make_scenarios("items", conclusion="no difference shown")
    tables = vars(frames) | {"scenarios": scenarios}
    material = report_material(changed, tables)
    drawn = [*trial_figures(material), *outcome_figures(material, "phq9")]
    page = report_page(report_material(changed, tables, figures={n: b"<svg" for n, _ in drawn[:2]}))
    said = re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.S))
    for _, figure in drawn:
        shown = figure if isinstance(figure, Figure) else figure.draw()
        said += " " + " ".join(text.get_text() for text in shown.findobj(Text)).replace("\n", " ")
    for wrong in (
        "− Usual care + x",
        "− Sertraline + IPT",
        "Sertraline + IPT −",
        "IPT minus Usual",
    ):
        assert wrong not in said
    assert "(Sertraline + IPT) − (Usual care + x)" in said
    assert "(Sertraline + IPT) minus (Usual care + x)" in said
    for wrong in ("at After", "at after", "since Before", "at Before", "from Before"):
        assert wrong not in said


def test_an_arm_with_a_plus_of_its_own_is_one_arm(plan: Plan) -> None:
    first, second, *others = plan.arms
    arms = (first.model_copy(update={"label": "Sertraline + IPT"}), second, *others)
    changed = plan.model_copy(update={"arms": arms})
    said = contrast_label(changed, second.name, first.name)
    assert said == f"{second.label} − (Sertraline + IPT)"
    assert "(" not in contrast_label(plan, second.name, first.name)
