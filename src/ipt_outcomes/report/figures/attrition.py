"""How many people are still in the trial, by arm."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from plotnine import ggplot

from ipt_outcomes.plan.locking.touched import OF_SCORES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.curves_at_risk import (
    MOST_BANDS,
    WIDTH,
    Curve,
    Panel,
    plot_curves_at_risk,
    readable_ticks,
)
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import arm_colours, arm_lines
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.wording import arm_labels, marked

_NOTHING = "Nothing to show: nobody was randomised."
BY_SCORES = (
    "Steps are at the visits, as no day of leaving is known: a person left at some time between "
    "the last visit with a score and the next one. An arm is followed to the last visit at which "
    "it was assessed."
)


def plot_attrition(plan: Plan, curves: pd.DataFrame) -> Figure | ggplot:
    """The curve of each arm; `curves` is the table `attrition_curves`."""
    title = title_of_figure("People still in the trial", WIDTH)
    if curves.empty:
        return empty_figure(title, marked(plan, _NOTHING, OF_SCORES), WIDTH)
    by_scores = bool((curves["basis"] == "last score").any())
    kind = "Life table" if by_scores else "Kaplan–Meier curves"
    below = subtitle_of_figure(plan, f"{kind} by arm", WIDTH, OF_SCORES)
    band = f"Bands: {confidence(plan.alpha)} confidence intervals, from the first who left on. "
    told = BY_SCORES if by_scores else "Steps are on the recorded days of withdrawal."
    said = (band if len(plan.arms) <= MOST_BANDS else "") + told
    caption = caption_of_figure(said, WIDTH)
    colours, lines = arm_colours(plan), arm_lines(plan)
    drawn = [
        Curve(
            label,
            colours[arm],
            lines[arm],
            curves[curves["arm"] == arm].rename(columns={"still_in": "free"}),
        )
        for arm, label in arm_labels(plan).items()
    ]
    ticks = readable_ticks([visit.week for visit in plan.visits])
    since = "randomisation" if plan.randomised else "the start"
    panel = Panel("", drawn, ticks, f"Weeks since {since}", "Still in the trial, percent")
    return plot_curves_at_risk([panel], (title, below, caption))
