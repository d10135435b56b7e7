"""No words leave a figure or run over its chart, however long the names and however many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.forest import plot_effects
from ipt_outcomes.report.figures.labels import subtitle_of_figure
from ipt_outcomes.report.figures.means import plot_means
from ipt_outcomes.report.figures.scenarios import plot_scenarios
from ipt_outcomes.report.figures.therapists import plot_therapists

TITLE = "Depressive symptoms, as rated by a clinician who was blind to the arms"
ARMS = (
    "Waiting list with telephone monitoring by a research nurse",
    "Cognitive behavioural therapy + sertraline",
    "Interpersonal psychotherapy in groups of eight, with boosters WWWW",
)


def named(plan: Plan, change_plan: Callable[..., Plan], **changes: Any) -> Plan:
    """The plan with an outcome's title of 70 characters and long names of arms."""
    assert len(TITLE) == 70
    content = plan.model_dump(mode="json", exclude_unset=True)
    arms = [arm | {"label": label} for arm, label in zip(content["arms"], ARMS, strict=True)]
    outcomes = [each | {"label": TITLE} for each in content["outcomes"]]
    return change_plan(arms=arms, outcomes=outcomes, **changes)


def twenty_visits() -> list[dict[str, Any]]:
    start = {"name": "week_0", "label": "Before treatment", "week": 0, "phase": "baseline"}
    return [start | {"window": [-14, 0]}] + [
        {
            "name": f"week_{2 * place}",
            "label": f"After week {2 * place} of the trial",
            "week": 2 * place,
            "phase": "treatment" if place <= 8 else "follow_up",
            "window": [14 * place - 6, 14 * place + 6],
        }
        for place in range(1, 20)
    ]


def texts(figure: ggplot) -> Iterator[tuple[Figure, Text]]:
    """The texts of a figure as it is written, which have something to say."""
    canvas = figure.save_helper(format="png", dpi=150, verbose=False, limitsize=False).figure
    FigureCanvasAgg(canvas).draw()
    for text in canvas.findobj(Text):
        if text.get_text().strip() and text.get_visible():
            yield canvas, text


def assert_inside(figure: ggplot) -> None:
    seen = 0
    for canvas, text in texts(figure):
        box, page = text.get_window_extent(), canvas.bbox
        if box.width > 1 and box.x1 > 0 and box.y1 > 0:
            said = text.get_text()
            assert box.x0 >= page.x0 and box.x1 <= page.x1, said
            assert box.y0 >= page.y0 - 1 and box.y1 <= page.y1 + 1, said
            seen += 1
    assert seen >= 5


def test_the_forest_plot_of_long_names_stays_beside_its_chart(
    plan: Plan, change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    figure = plot_effects(named(plan, change_plan), frames.effects)
    assert_inside(figure)
    canvas, _ = next(texts(figure))
    (axes,) = canvas.axes
    zero = axes.transData.transform((0, 0))[0]
    names = [
        text
        for _, text in texts(figure)
        if text.get_text().startswith(("Depressive", "(Interpersonal", "(Cognitive"))
    ]
    assert len(names) == 4 + 12
    for text in names:
        assert text.get_window_extent().x1 < zero, text.get_text()
    boxes = sorted((text.get_window_extent() for text in names), key=lambda box: -box.y1)
    for upper, lower in pairwise(boxes):
        assert lower.y1 < upper.y0


def test_a_heading_breaks_where_the_chart_begins_right_of_zero(
    plan: Plan, frames: SimpleNamespace
) -> None:
    """Effects of one sign put zero at the chart's edge, where the headings end."""
    effects = frames.effects.copy()
    for name in ("effect_size", "effect_size_lower", "effect_size_upper"):
        effects[name] = effects[name].abs() + 1
    figure = plot_effects(plan, effects)
    for canvas, text in texts(figure):
        if text.get_text().startswith(("Depression", "Interpersonal", "Social")):
            zero = canvas.axes[0].transData.transform((0, 0))[0]
            assert text.get_window_extent().x1 < zero


@pytest.mark.parametrize("n_visits", [6, 20])
def test_means_of_long_names_and_many_visits_stay_inside(
    plan: Plan,
    change_plan: Callable[..., Plan],
    make_frames: Callable[..., SimpleNamespace],
    n_visits: int,
) -> None:
    visits = {"visits": twenty_visits()} if n_visits == 20 else {}
    changed = named(plan, change_plan, **visits)
    figure = plot_means(changed, make_frames(changed, per_arm=6).means, "phq9")
    assert_inside(figure)


def test_a_placeholder_of_a_long_reason_stays_inside(
    plan: Plan, change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    changed = named(plan, change_plan)
    models = frames.models.assign(reason="the covariance cannot be told from these data, " * 12)
    figure = plot_means(changed, frames.means.assign(status="failed"), "iip32", models=models)
    (said,) = [text for _, text in texts(figure)]
    box, page = said.get_window_extent(), said.get_figure().bbox  # type: ignore[union-attr]
    assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1


def test_scenarios_of_long_names_stay_inside(
    plan: Plan, change_plan: Callable[..., Plan], make_scenarios: Callable[..., pd.DataFrame]
) -> None:
    rows = make_scenarios("items", "imputed")
    rows["label"] = rows["label"] + ", as it is done by most of those who have done it before"
    figure = plot_scenarios(named(plan, change_plan), rows, "phq9")
    assert_inside(figure)


def test_a_warning_and_a_subtitle_stand_in_one_line_only_where_both_fit(plan: Plan) -> None:
    assert "\n" not in subtitle_of_figure(plan, "Short", 7.2)
    first, *others = subtitle_of_figure(plan, "A mixed model for repeated " * 5, 7.2).splitlines()
    assert first == "SYNTHETIC DATA: simulated people, not real ones." and len(others) == 2


def test_the_warning_over_therapists_and_groups_stays_inside(plan: Plan) -> None:
    """It is bold, and was broken as if it were not."""
    rows = [
        ("therapist", f"T{n:02d}", arm, 6, 0.1 * n, 0.5, 0.1 * n - 1, 0.1 * n + 1)
        for n, arm in enumerate(["cbt", "ipt"] * 3)
    ]
    names = ["cluster", "treated_by", "arm", "people", "estimate", "se", "ci_lower", "ci_upper"]
    assert_inside(plot_therapists(plan, pd.DataFrame(rows, columns=names)))
