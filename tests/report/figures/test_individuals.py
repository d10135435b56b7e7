from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest
from matplotlib.axes import Axes
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.individuals import plot_individuals
from ipt_outcomes.report.figures.saving import figure_bytes
from ipt_outcomes.report.wording import INTERNAL


def test_the_figure_says_that_it_is_internal(plan: Plan, frames: SimpleNamespace) -> None:
    labels = plot_individuals(plan, frames.outcomes, "phq9").labels
    assert labels.subtitle.endswith(INTERNAL)
    assert "not for release" in labels.subtitle


def test_a_long_warning_is_not_cut_off(plan: Plan, frames: SimpleNamespace) -> None:
    alone = plan.model_copy(update={"arms": plan.arms[-1:], "source": "real"})
    own = frames.outcomes[frames.outcomes["arm"] == plan.arms[-1].name]
    shown = plot_individuals(alone, own, "phq9")
    lines = shown.labels.subtitle.split("\n")
    assert lines[0].startswith("NOT A COMPARISON") and lines[-1] == INTERNAL
    assert max(map(len, lines)) <= 92
    both = plot_individuals(alone.model_copy(update={"source": "synthetic"}), own, "phq9")
    lines = both.labels.subtitle.split("\n")
    assert lines[-1] == INTERNAL and max(map(len, lines)) <= 92


def test_only_observed_scores_are_drawn(plan: Plan, frames: SimpleNamespace) -> None:
    of = frames.outcomes[frames.outcomes["outcome"] == "hrsd17"]
    drawn = plot_individuals(plan, frames.outcomes, "hrsd17").data
    assert len(drawn) == of["score"].notna().sum()
    assert len(drawn) < len(of)


def test_an_arm_nobody_was_seen_in_keeps_its_panel(plan: Plan, frames: SimpleNamespace) -> None:
    seen = frames.outcomes["arm"] != "cbt"
    figure = plot_individuals(plan, frames.outcomes[seen], "phq9")
    assert figure_bytes(figure, ["svg"])["svg"].count(b"axes_") >= 3


@pytest.fixture(scope="module")
def large(plan: Plan, make_frames: Callable[..., SimpleNamespace]) -> pd.DataFrame:
    """400 people an arm, of whom two arms of the outcome are cut to 100 and 20."""
    rows: pd.DataFrame = make_frames(plan, per_arm=400).outcomes
    number = rows["participant"].str[-3:].astype(int)
    few = (rows["arm"] == "cbt") & (number >= 100) | (rows["arm"] == "waitlist") & (number >= 20)
    return rows[~few]


def test_of_a_large_arm_some_are_drawn_and_the_caption_says_how_many(
    plan: Plan, large: pd.DataFrame
) -> None:
    figure = plot_individuals(plan, large, "phq9")
    shown = figure.data.groupby("arm", observed=False)["participant"].nunique()
    assert shown.to_dict() == {"waitlist": 20, "cbt": 100, "ipt": 56}
    caption = figure.labels.caption.replace("\n", " ")
    assert (
        "as observed (56 of 400 people in IPT, chosen at random). Bands: the middle half, and nine "
        "tenths, of an arm's scores at the visit. Thick line: the mean of all" in caption
    )
    assert "CBT" not in caption
    # Every score of a person who is drawn, and the mean of all, drawn or not.
    own = large[(large["outcome"] == "phq9") & large["score"].notna()]
    drawn = own[own["participant"].isin(figure.data["participant"])]
    assert len(figure.data) == len(drawn)
    below = [
        frame for layer in figure.layers if "week" in getattr(frame := layer._data, "columns", ())
    ]
    means = next(frame for frame in below if "score" in frame and "next_week" not in frame)
    # Bands of all of the large arm's people, and of no other arm.
    bands = pd.concat([frame for frame in below if "lower" in frame])
    assert set(bands["arm"]) == {"ipt"}
    at_first = own[(own["arm"] == "ipt") & (own["week"] == 0)]["score"]
    most = bands[(bands["band"] == "most") & (bands["week"] == 0)]
    assert most[["lower", "upper"]].to_numpy().tolist() == [
        [at_first.quantile(0.05), at_first.quantile(0.95)]
    ]
    mean = means[(means["arm"] == "ipt") & (means["week"] == 0)]["score"].item()
    assert mean == own[(own["arm"] == "ipt") & (own["week"] == 0)]["score"].mean()


def test_who_is_drawn_follows_from_the_seed_and_not_from_the_rows_order(
    plan: Plan, change_plan: Callable[..., Plan], large: pd.DataFrame
) -> None:
    def drawn(by: Plan, rows: pd.DataFrame, outcome: str = "phq9") -> set[str]:
        return set(plot_individuals(by, rows, outcome).data["participant"])

    shuffled = large.sample(frac=1, random_state=1)
    assert drawn(plan, large) == drawn(plan, shuffled)
    assert drawn(plan, large) != drawn(change_plan(seed=1), large)
    assert drawn(plan, large) != drawn(plan, large, "hrsd17")


def test_of_small_arms_everyone_is_drawn(plan: Plan, frames: SimpleNamespace) -> None:
    caption = plot_individuals(plan, frames.outcomes, "phq9").labels.caption
    assert "at random" not in caption
    assert caption.startswith("Thin lines: one person each, as observed. Thick line: the mean of")


def test_labels_of_neighbouring_panels_do_not_meet(
    change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    """Two visits have much room within a panel, and little between two panels."""

    def labels(last: str, arms: int) -> list[str]:
        visits = [
            {"name": "week_0", "label": "Baseline", "week": 0, "phase": "baseline"},
            {"name": "week_16", "label": last, "week": 16, "phase": "treatment"},
        ]
        plan = change_plan(visits=visits, models={"growth": None})
        plan = plan.model_copy(update={"arms": plan.arms[:arms]})
        seen = frames.outcomes["arm"].isin([arm.name for arm in plan.arms])
        of_visit = frames.outcomes["visit"].isin(["week_0", "week_16"])
        axes = figure_axes(plot_individuals(plan, frames.outcomes[seen & of_visit], "phq9"))
        return [text.get_text() for text in axes.get_xticklabels()]

    assert labels("Week 16", 2) == ["0\nBaseline", "16"]
    assert labels("Four months", 2) == ["0", "16"]
    assert labels("Four months", 1) == ["0\nBaseline", "16\nFour months"]


def figure_axes(figure: ggplot) -> Axes:
    return cast(Axes, figure.draw().axes[0])
