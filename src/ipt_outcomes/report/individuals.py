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

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.style import INK, WARNING, arm_colours, figure_theme, wrapped
from ipt_outcomes.report.time_axis import AXIS_TITLE, treatment_shade, week_axis
from ipt_outcomes.report.wording import arm_labels, marked, outcome_labels, people, scale_in_words

INTERNAL = "INTERNAL: individual trajectories are not for release"
_WIDTH = 10.0
_MOST_COLUMNS = 3


def plot_individuals(plan: Plan, outcomes: pd.DataFrame, outcome: str) -> ggplot:
    """Each person's observed scores over weeks, one panel an arm, the observed mean over them.

    `outcomes` is the table of that name; scores in scale points. The mean is of those assessed at
    the visit: with dropout it is not an estimate of the arm's mean. Marked as internal.
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
    columns = min(len(arms), _MOST_COLUMNS)
    colours = arm_colours(plan)
    return (
        ggplot(rows, aes("week", "score"))
        + treatment_shade(plan)
        + geom_line(aes(group="participant", color="arm"), alpha=0.3, size=0.4)
        + geom_point(aes(color="arm"), alpha=0.3, size=0.7)
        + geom_line(data=means, color=INK, size=1.4)
        + geom_point(data=means, color=INK, size=2.2)
        + facet_wrap("arm", ncol=columns, drop=False, labeller=labeller(arm=titles.__getitem__))
        + scale_color_manual(values=[colours[arm] for arm in arms], breaks=arms, guide=None)
        + week_axis(plan, 0.85 * _WIDTH / columns)
        + labs(
            title=wrapped(f"{outcome_labels(plan)[outcome]}: observed scores of each person", 70),
            subtitle=marked(plan, INTERNAL),
            x=AXIS_TITLE,
            y=wrapped(scale_in_words(plan, outcome), 46),
            caption=wrapped(
                "Thin lines: one person each, as observed. Thick line: the mean of those assessed "
                "at the visit, not adjusted for dropout. Shaded: treatment phase.",
                115,
            ),
        )
        + figure_theme(_WIDTH, 1.6 + 3.6 * math.ceil(len(arms) / columns))
        + theme(plot_subtitle=element_text(color=WARNING, weight="bold", ha="left"))
    )
