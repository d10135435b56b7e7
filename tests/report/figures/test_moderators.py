from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.johnson_neyman import plot_johnson_neyman
from ipt_outcomes.report.figures.moderators import plot_moderators
from ipt_outcomes.report.figures.saving import figure_bytes

from ..moderators import made_up_curves, made_up_levels, made_up_regions, made_up_tests
from .test_widths import assert_inside, named, texts


def forest(plan: Plan, frames: SimpleNamespace, outcome: str = "phq9") -> ggplot:
    return plot_moderators(plan, made_up_levels(), made_up_tests(), frames.effects, outcome)


def lines(plan: Plan, outcome: str = "phq9") -> ggplot:
    return plot_johnson_neyman(plan, made_up_curves(), made_up_regions(), outcome)


def said(figure: ggplot) -> list[str]:
    return [text.get_text().replace("\n", " ") for _, text in texts(figure)]


def test_a_forest_has_a_panel_a_contrast_and_a_row_a_level(
    plan: Plan, frames: SimpleNamespace
) -> None:
    words = said(forest(plan, frames))
    assert words.count("Everybody") == 3 == words.count("role dispute")
    for heading in ("IPT − Waitlist", "CBT − Waitlist", "IPT − CBT"):
        assert words.count(heading) == 1
    p = "interaction p\u00a0=\u00a0.054"
    assert words.count(f"Problem area: {p}") == 3
    assert words.count(f"Baseline severity (exploratory): {p}") == 3
    assert words.count("not estimable") == 2
    assert "mean + 1 SD (20.7)" in words
    few = "−4.00 (−6.00 to −2.00); n\u00a012\u00a0/\u00a03 (few)"
    assert words.count(few) == 3
    assert any(each.startswith("SYNTHETIC DATA") for each in words)
    assert any("8 tests of interaction were made, 4 of them exploratory" in each for each in words)


def test_a_line_has_a_panel_a_contrast_with_its_region_and_the_deciles(plan: Plan) -> None:
    figure = lines(plan)
    words = said(figure)
    for heading in ("IPT − Waitlist", "CBT − Waitlist", "IPT − CBT"):
        assert any(each.endswith(heading) and "(exploratory)" in each for each in words)
    canvas, _ = next(texts(figure))
    assert len(canvas.axes) == 3
    rug = [len(each.get_segments()) for each in canvas.axes[0].collections
           if hasattr(each, "get_segments")]  # fmt: skip
    assert 9 in rug
    left, right = canvas.axes[0].get_xlim()
    assert left < 7 and right > 24


@pytest.mark.parametrize("draw", [forest, lines], ids=["forest", "lines"])
def test_long_names_stay_inside(
    plan: Plan,
    change_plan: Callable[..., Plan],
    frames: SimpleNamespace,
    draw: Callable[..., ggplot],
) -> None:
    moderators = [
        {"name": name, "label": "What it is called by those who planned the trial before it began"}
        for name in ("problem_area", "baseline")
    ]
    long = named(plan, change_plan, moderators=moderators)
    assert_inside(forest(long, frames) if draw is forest else lines(long))


@pytest.mark.parametrize("draw", [forest, lines], ids=["forest", "lines"])
def test_an_outcome_without_moderators_says_so(
    plan: Plan, frames: SimpleNamespace, draw: Callable[..., ggplot]
) -> None:
    figure = forest(plan, frames, "iip32") if draw is forest else lines(plan, "iip32")
    (words,) = said(figure)
    assert "Nothing to show" in words
    assert figure_bytes(figure, ["png"])["png"].startswith(b"\x89PNG")
    with pytest.raises(KeyError):
        forest(plan, frames, "bdi") if draw is forest else lines(plan, "bdi")
