"""The bars of clinically significant change, and the Jacobson plot."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.clinical_change import COLOURS, plot_clinical_change
from ipt_outcomes.report.figures.jacobson import plot_jacobson

from ..clinical import SHARES, made_up_clinical

LONG = "A very long name of an arm that nobody could read in a line of so narrow a figure " * 2


def words(figure: Figure) -> str:
    texts = [each.get_text() for each in figure.texts]
    texts += [each.get_text() for axes in figure.axes for each in (*axes.texts, axes.title)]
    texts += [axes.get_title(loc="left") for axes in figure.axes]
    return " ".join(" ".join(texts).split())


def bars(figure: Figure) -> list[float]:
    (axes,) = figure.axes
    return [patch.get_width() for patch in axes.patches]  # type: ignore[attr-defined]


def test_each_bar_is_a_hundred_percent_of_its_shares(plan: Plan) -> None:
    figure = plot_clinical_change(plan, made_up_clinical()["clinical_counts"])
    assert isinstance(figure, Figure)
    drawn = bars(figure)
    expected = [100 * share for shares in SHARES.values() for share in [*shares, *shares] if share]
    assert drawn == pytest.approx(expected)
    assert sum(drawn) == pytest.approx(600)
    said = words(figure)
    for part in ("Waitlist", "IPT", "Observed, n = 30", "With the dropouts, n = 40", "SYNTHETIC"):
        assert part in said
    assert len(set(COLOURS.values())) == 5


def test_dropouts_are_not_in_the_caption_where_there_are_none(plan: Plan) -> None:
    counts = made_up_clinical()["clinical_counts"]
    figure = plot_clinical_change(plan, counts[counts["source"] == "observed"])
    assert isinstance(figure, Figure)
    assert "Observed: people with" in words(figure) and "dropouts" not in words(figure)


def test_words_stay_inside_with_long_labels_and_many_arms(
    plan: Plan, change_plan: Callable[..., Plan]
) -> None:
    arms = [arm.model_dump() | {"label": LONG[:110]} for arm in plan.arms]
    for number in (1, 2):
        arms.append({"name": f"more{number}", "label": "More", "role": "treatment"})
    many = change_plan(arms=arms)
    shares = SHARES | {"more1": SHARES["cbt"], "more2": SHARES["ipt"]}
    figure = plot_clinical_change(many, made_up_clinical(shares=shares)["clinical_counts"])
    assert isinstance(figure, Figure)
    figure.canvas.draw()
    whole = figure.bbox
    for axes in figure.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert box.x0 >= 0 and box.x1 <= whole.x1 and box.y0 >= 0
    heights = sorted(
        (text.get_window_extent().y0, text.get_window_extent().y1)
        for text in figure.axes[0].texts
        if text.get_ha() in ("left", "right")
    )
    assert all(below[1] <= above[0] + 1 for below, above in pairwise(heights))


def test_of_nobody_judged_the_figures_say_so(plan: Plan, frames: SimpleNamespace) -> None:
    assert isinstance(plot_clinical_change(plan, frames.clinical_counts), ggplot)
    assert isinstance(plot_jacobson(plan, frames.outcomes, frames.clinical_limits), ggplot)


def test_a_point_for_each_person_with_both_scores(plan: Plan, frames: SimpleNamespace) -> None:
    limits = made_up_clinical()["clinical_limits"]
    figure = plot_jacobson(plan, frames.outcomes, limits)
    assert isinstance(figure, Figure)
    own = frames.outcomes[frames.outcomes["outcome"] == "phq9"]
    wide = own.pivot(index="participant", columns="visit", values="score")
    pairs = wide[["week_0", "week_16"]].dropna()
    drawn = [points for axes in figure.axes for points in axes.collections[1:]]
    found = np.concatenate([np.asarray(points.get_offsets()) for points in drawn])
    assert sorted(map(tuple, found)) == sorted(map(tuple, pairs.to_numpy()))
    # Better by the reliable change or more, of each arm: the first of its three clouds.
    better = sum(len(axes.collections[1].get_offsets()) for axes in figure.axes)
    assert better == int((pairs["week_0"] - pairs["week_16"] >= 5.32).sum())
    for axes in figure.axes:
        lines = [line.get_xydata() for line in axes.lines]
        assert any(np.allclose(np.asarray(line)[:, 1], 8.25) for line in lines)
    assert "INTERNAL" in words(figure) and "SYNTHETIC" in words(figure)


def test_on_a_scale_where_higher_is_better_better_is_above(
    plan: Plan, frames: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ipt_outcomes.report.figures.jacobson.lower_is_better", lambda *_: False)
    figure = plot_jacobson(plan, frames.outcomes, made_up_clinical()["clinical_limits"])
    assert isinstance(figure, Figure)
    for axes in figure.axes:
        points = np.asarray(axes.collections[1].get_offsets())
        assert (points[:, 1] > points[:, 0]).all()


def test_an_entry_without_a_reliable_change_is_not_drawn(
    plan: Plan, frames: SimpleNamespace
) -> None:
    limits = made_up_clinical()["clinical_limits"]
    lost = limits.assign(value=limits["value"].where(limits["limit"] != "reliable change"))
    two = pd.concat([limits, lost.assign(outcome="hrsd17")])
    figure = plot_jacobson(plan, frames.outcomes, two)
    assert isinstance(figure, Figure) and len(figure.axes) == len(plan.arms)
