from __future__ import annotations

from collections.abc import Callable

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.saving import figure_bytes
from ipt_outcomes.report.figures.tipping import plot_tipping

from ..tipping import made_up_points, made_up_tipping
from .test_widths import named


def drawn(plan: Plan, *, curves: bool = False) -> Figure:
    pairs, points = made_up_tipping(), made_up_points()
    if curves:
        pairs, points = (each[each["comparison"] == "cbt"] for each in (pairs, points))
    figure = plot_tipping(plan, pairs, points, "phq9")
    assert isinstance(figure, Figure)
    FigureCanvasAgg(figure).draw()
    return figure


def said(figure: Figure) -> list[str]:
    texts = [text for text in figure.findobj(Text) if text.get_visible()]
    words = [text.get_text() for text in texts if text.get_text().strip()]
    return [each.replace("-\n", "-").replace("\n", " ") for each in words]


def test_a_map_and_a_curve(plan: Plan) -> None:
    figure = drawn(plan)
    words = said(figure)
    for wanted in (
        "IPT − Waitlist", "IPT − CBT", "Who left IPT: points worse",
        "Who left Waitlist: points worse", "test arm better", "no difference shown",
        "non-inferior", "non-inferiority not shown", "Difference, points",
    ):  # fmt: skip
        assert wanted in words
    assert any(each.startswith("SYNTHETIC DATA") for each in words)
    map_axes, curve, bar = figure.axes
    assert map_axes.get_xlim() == (-15, 15) and curve.get_xlim() == (-12, 12)
    # The line where the conclusion changes, and the margin.
    assert len(map_axes.collections) == 2
    heights = [line.get_ydata() for line in curve.lines]
    assert [2.5, 2.5] in [list(each) for each in heights]
    assert bar.get_xlim() == pytest.approx((-4 - 3 - 2.4, -4 + 3 + 2.4))


def test_the_caption_says_what_is_drawn_and_no_more(plan: Plan) -> None:
    """Steps of a unit so small that its lines would hide the rest are not drawn."""
    caption = " ".join(said(drawn(plan)))
    assert "Thick line: where the conclusion changes. Dotted: steps of" in caption
    pairs, points = made_up_tipping(), made_up_points().assign(unit=0.5)
    figure = plot_tipping(plan, pairs.assign(changed=False), points, "phq9")
    assert isinstance(figure, Figure)
    words = " ".join(said(figure))
    assert "Dotted" not in words and "Thick" not in words
    assert "The conclusion is the same everywhere." in words
    assert not [line for axes in figure.axes for line in axes.lines if line.get_linestyle() == ":"]


@pytest.mark.parametrize("curves", [False, True])
def test_long_names_stay_inside(plan: Plan, change_plan: Callable[..., Plan], curves: bool) -> None:
    figure = drawn(named(plan, change_plan), curves=curves)
    page = figure.bbox
    for text in figure.findobj(Text):
        box = text.get_window_extent()
        # Ticks beyond the axes have numbers too, which are not drawn.
        if any(letter.isalpha() for letter in text.get_text()):
            assert box.x0 >= page.x0 and box.x1 <= page.x1, text.get_text()
            assert box.y0 >= page.y0 - 1 and box.y1 <= page.y1 + 1, text.get_text()


@pytest.mark.parametrize("alone", [False, True])
def test_no_label_lies_upon_another_panel(
    plan: Plan, change_plan: Callable[..., Plan], alone: bool
) -> None:
    """The longest names that a plan may have: titles say them, the axes of whom they speak."""
    content = plan.model_dump(mode="json", exclude_unset=True)
    labels = [f"{letter} psychotherapy in groups of eight " * 4 for letter in "ABC"]
    arms = [
        arm | {"label": label[:118]} for arm, label in zip(content["arms"], labels, strict=True)
    ]
    pairs, points = made_up_tipping(), made_up_points()
    if alone:
        pairs, points = (each[each["comparison"] == "waitlist"] for each in (pairs, points))
    figure = plot_tipping(change_plan(arms=arms), pairs, points, "phq9")
    assert isinstance(figure, Figure)
    FigureCanvasAgg(figure).draw()
    assert "Who left the test arm: points worse" in said(figure)
    for axes in figure.axes:
        for label in (axes.xaxis.label, axes.yaxis.label):
            box = label.get_window_extent()
            assert figure.bbox.y0 <= box.y0 and box.y1 <= figure.bbox.y1
            for other in figure.axes:
                assert not box.overlaps(other.bbox), label.get_text()


def test_the_same_bytes_again(plan: Plan) -> None:
    first, again = (figure_bytes(drawn(plan), ("png", "svg")) for _ in range(2))
    assert first == again


def test_an_outcome_that_is_not_imputed_says_so(plan: Plan) -> None:
    figure = plot_tipping(plan, made_up_tipping(), made_up_points(), "sas_sr")
    assert isinstance(figure, ggplot)
    with pytest.raises(KeyError):
        plot_tipping(plan, made_up_tipping(), made_up_points(), "bdi")
