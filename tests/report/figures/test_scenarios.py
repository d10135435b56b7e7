from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.saving import figure_bytes
from ipt_outcomes.report.figures.scenario_rows import scenario_rows
from ipt_outcomes.report.figures.scenarios import plot_scenarios

Make = Callable[..., pd.DataFrame]
NO_RESULT: dict[str, Any] = dict.fromkeys(
    ["estimate", "se", "df", "ci_lower", "ci_upper", "p_value", "shift"]
)


def _axes(figure: ggplot) -> list[Axes]:
    drawn = figure.draw()
    drawn.canvas.draw()
    return list(drawn.axes)


def _texts(figure: ggplot) -> list[str]:
    return [text.get_text() for axes in _axes(figure) for text in axes.findobj(Text)]


def test_a_panel_a_contrast_a_row_a_choice_and_the_plans_on_top(
    plan: Plan, make_scenarios: Make
) -> None:
    both = pd.concat([make_scenarios(), make_scenarios().assign(test="cbt")])
    axes = _axes(plot_scenarios(plan, both, "phq9"))
    assert len(axes) == 2
    labels = [label.get_text() for label in axes[0].get_yticklabels()]
    assert labels == [
        "complete forms only",
        "up to 1 made up for",
        "up to 2 made up for (the plan's)",
    ]
    shown = plot_scenarios(plan, both, "phq9").data
    assert shown.loc[shown["planned"], "whose"].unique().tolist() == ["plan"]
    assert shown.loc[~shown["planned"], "whose"].unique().tolist() == ["other"]


def test_its_numbers_words_and_assumptions_are_the_tables(plan: Plan, make_scenarios: Make) -> None:
    figure = plot_scenarios(plan, make_scenarios(), "phq9")
    assert "−2.10 (−3.60 to −0.40)" in _texts(figure)
    assert figure.labels.title == "Unanswered items: Depression, self-report (PHQ-9)"
    assert "Week 16, Mixed model for repeated measures" in figure.labels.subtitle
    assert "“complete forms only”: What complete assumes." in figure.labels.caption
    assert "lower is better" in figure.labels.x


def test_a_margin_is_marked_only_where_there_is_one(plan: Plan, make_scenarios: Make) -> None:
    against_cbt = make_scenarios().assign(comparison="cbt")
    margins = scenario_rows(plan, against_cbt).margins
    assert margins["margin"].tolist() == [2.5]
    assert "Dashed" in plot_scenarios(plan, against_cbt, "phq9").labels.caption
    assert scenario_rows(plan, make_scenarios()).margins.empty
    assert "Dashed" not in plot_scenarios(plan, make_scenarios(), "phq9").labels.caption


def test_a_choice_without_a_result_is_a_row_that_says_so(plan: Plan, make_scenarios: Make) -> None:
    failed = make_scenarios(**NO_RESULT, status="failed", conclusion=None)
    figure = plot_scenarios(plan, failed, "phq9")
    assert len(figure.data) == 2
    texts = _texts(figure)
    assert "not estimable (model: failed)" in texts and "complete forms only" in texts


def test_another_family_stands_under_a_heading_of_its_own(plan: Plan, make_scenarios: Make) -> None:
    figure = plot_scenarios(plan, make_scenarios("items", "imputed"), "phq9")
    (axes,) = _axes(figure)
    assert [label.get_text() for label in axes.get_yticklabels()][::-1] == [
        "", "up to 2 made up for (the plan's)", "up to 1 made up for", "complete forms only",
        "", "not filled in (the plan's)", "drawn as missing at random", "drawn two points worse",
    ]  # fmt: skip
    heights = {
        text.get_text(): text.get_position()[1]
        for text in axes.texts
        if text.get_text() in ("Unanswered items", "Scores that are missing")
    }
    assert heights == {"Unanswered items": 8.0, "Scores that are missing": 4.0}
    assert figure.labels.title.startswith("Other choices than the plan's:")
    assert "assumes." not in figure.labels.caption
    assert figure.labels.caption.endswith("What each choice assumes stands below the tables.")


def test_contrasts_and_choices_may_be_many(plan: Plan, make_scenarios: Make) -> None:
    """A figure taller than plotnine would save unasked."""
    one = make_scenarios("items", "imputed")
    arms = [arm.name for arm in plan.arms]
    pairs = [(test, other) for test in arms for other in arms if test != other]
    many = pd.concat([one.assign(test=test, comparison=other) for test, other in pairs])
    more = many.assign(choice=many["choice"] + "_too", planned=False)
    figure = plot_scenarios(plan, pd.concat([many, more]), "phq9")
    assert figure.draw().get_figheight() > 25
    assert figure_bytes(figure, ["png"])["png"].startswith(b"\x89PNG")


def test_without_anything_to_compare_the_figure_says_so(
    plan: Plan, frames: SimpleNamespace, make_scenarios: Make
) -> None:
    none = "none of the plan's choices for this outcome could have been made otherwise"
    for nothing, outcome, why in (
        (make_scenarios().iloc[:0], "phq9", none),
        (make_scenarios(), "iip32", none),
        (make_scenarios().assign(status="failed"), "phq9", "give a result (status: failed)"),
    ):
        figure = plot_scenarios(plan, nothing, outcome)
        said = " ".join(_texts(figure)).replace("\n", " ")
        assert why in said
        assert figure_bytes(figure, ["png"])["png"].startswith(b"\x89PNG")
    with pytest.raises(KeyError, match="unknown"):
        plot_scenarios(plan, make_scenarios(), "unknown")
