"""Observed individual trajectories: for the internal report only."""

from __future__ import annotations

import math

import pandas as pd
from plotnine import (
    aes,
    element_text,
    facet_wrap,
    geom_line,
    geom_point,
    ggplot,
    labeller,
    labs,
    scale_color_manual,
    theme,
)

from ipt_outcomes.phrases import listed, people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.style import (
    INK,
    WARNING,
    arm_colours,
    figure_theme,
    subtitle,
    wrapped,
)
from ipt_outcomes.report.figures.time_axis import axis_title, treatment_shade, week_axis
from ipt_outcomes.report.numbers import count
from ipt_outcomes.report.wording import (
    INTERNAL,
    arm_labels,
    outcome_labels,
    scale_in_words,
)

_WIDTH = 10.0
_MOST_COLUMNS = 3
_SUBTITLE = 92
_INCHES_A_LINE = 0.2
# More lines than this are a blot, and a file of hundreds of megabytes.
_MOST_PEOPLE = 150


def plot_individuals(plan: Plan, outcomes: pd.DataFrame, outcome: str) -> ggplot:
    """Each person's observed scores over weeks, one panel an arm, the observed mean over them.

    `outcomes` is the table of that name; scores in scale points. Of an arm at most 150 people are
    drawn, chosen at random by the plan's seed, and the caption then says so. The mean is of all
    those assessed at the visit: with dropout it is not an estimate of the arm's mean. Marked as
    internal.
    """
    rows = outcomes[(outcomes["outcome"] == outcome) & outcomes["score"].notna()].copy()
    arms = [arm.name for arm in plan.arms]
    rows["arm"] = pd.Categorical(rows["arm"], categories=arms)
    means = rows.groupby(["arm", "week"], observed=True)["score"].mean().reset_index()
    counts = rows.groupby("arm", observed=False)["participant"].nunique()
    titles = {
        arm: wrapped(f"{label} ({people(int(counts[arm]))})", 34)
        for arm, label in arm_labels(plan).items()
    }
    drawn = _drawn(plan, rows, outcome)
    columns = min(len(arms), _MOST_COLUMNS)
    below = subtitle(plan, INTERNAL, _SUBTITLE)
    colours = arm_colours(plan)
    return (
        ggplot(drawn, aes("week", "score"))
        + treatment_shade(plan)
        + geom_line(aes(group="participant", color="arm"), alpha=0.3, size=0.4)
        + geom_point(aes(color="arm"), alpha=0.3, size=0.7)
        + geom_line(data=means, color=INK, size=1.4)
        + geom_point(data=means, color=INK, size=2.2)
        + facet_wrap("arm", ncol=columns, drop=False, labeller=labeller(arm=titles.__getitem__))
        + scale_color_manual(values=[colours[arm] for arm in arms], breaks=arms, guide=None)
        + week_axis(plan, 0.85 * _WIDTH / columns, side_by_side=columns > 1)
        + labs(
            title=wrapped(f"{outcome_labels(plan)[outcome]}: observed scores of each person", 70),
            subtitle=below,
            x=axis_title(plan),
            y=wrapped(scale_in_words(plan, outcome), 46),
            caption=wrapped(_caption(plan, rows, drawn), 115),
        )
        + figure_theme(
            _WIDTH,
            1.6 + 3.6 * math.ceil(len(arms) / columns) + _INCHES_A_LINE * below.count("\n"),
        )
        + theme(plot_subtitle=element_text(color=WARNING, weight="bold", ha="left"))
    )


def _drawn(plan: Plan, rows: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The rows of the people who are drawn: all of an arm, or a random choice among them."""
    stream = plan.stream("individuals", outcome)
    chosen: list[str] = []
    for arm in plan.arms:
        of_arm = sorted(rows.loc[rows["arm"] == arm.name, "participant"].unique())
        if len(of_arm) > _MOST_PEOPLE:
            of_arm = list(stream.choice(of_arm, _MOST_PEOPLE, replace=False))
        chosen += of_arm
    return rows[rows["participant"].isin(chosen)]


def _caption(plan: Plan, rows: pd.DataFrame, drawn: pd.DataFrame) -> str:
    everyone, shown = (
        frame.groupby("arm", observed=False)["participant"].nunique() for frame in (rows, drawn)
    )
    cut = [
        f"{count(shown[arm])} of {people(everyone[arm])} in {label}"
        for arm, label in arm_labels(plan).items()
        if shown[arm] < everyone[arm]
    ]
    who = f" ({listed(cut)}, chosen at random)" if cut else ""
    of = "all those assessed" if cut else "those assessed"
    return (
        f"Thin lines: one person each, as observed{who}. Thick line: the mean of {of} at the "
        "visit, not adjusted for dropout. Shaded: treatment phase."
    )
