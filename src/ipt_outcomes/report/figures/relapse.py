"""How long people who were well stay so, by arm and by maintenance."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from plotnine import ggplot

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
from ipt_outcomes.report.figures.style import LINES, MUTED, OKABE_ITO, arm_colours, arm_lines
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.relapse_words import AT_ASSESSMENTS, entry_in_words, group_labels
from ipt_outcomes.report.wording import marked, visit_labels

_NOTHING = "Nothing to show: nobody who was well was assessed again."
_OF_MAINTENANCE = {"none": MUTED, "maintenance": OKABE_ITO[3]}
_LINES = {"none": LINES[0], "maintenance": LINES[1]}


def plot_relapse(plan: Plan, curves: pd.DataFrame) -> Figure | ggplot:
    """A panel an entry of the plan's `relapse`, by arm and by maintenance.

    `curves` is the table `relapse_curves`.
    """
    title = title_of_figure("Staying well", WIDTH)
    if curves.empty:
        return empty_figure(title, marked(plan, _NOTHING), WIDTH)
    below = subtitle_of_figure(plan, "Kaplan–Meier curves of people without relapse", WIDTH)
    few = curves.groupby(["outcome", "visit", "of", "by"])["group"].nunique() <= MOST_BANDS
    where = "" if few.all() else f", of {MOST_BANDS} curves or fewer"
    bands = (
        f"Bands: {confidence(plan.alpha)} confidence intervals{where}, from the first relapse on."
    )
    said = f"{bands} {AT_ASSESSMENTS}"
    caption = caption_of_figure(said, WIDTH)
    keys = ["outcome", "visit", "of", "by"]
    panels = [
        _panel(plan, {key: str(rows[key].iloc[0]) for key in keys}, rows)
        for _, rows in curves.groupby(keys, sort=False)
    ]
    return plot_curves_at_risk(panels, (title, below, caption))


def _panel(plan: Plan, entry: dict[str, str], rows: pd.DataFrame) -> Panel:
    by = entry["by"]
    colours = arm_colours(plan) if by == "arm" else _OF_MAINTENANCE
    lines = arm_lines(plan) if by == "arm" else _LINES
    drawn = [
        Curve(label, colours[group], lines[group], own.rename(columns={"still_well": "free"}))
        for group, label in group_labels(plan, by).items()
        if len(own := rows[rows["group"] == group])
    ]
    weeks = {visit.name: visit.week for visit in plan.visits}
    start = weeks[entry["visit"]]
    ticks = readable_ticks([week - start for week in weeks.values() if week >= start])
    label = visit_labels(plan)[entry["visit"]]
    heading = f"{entry_in_words(plan, entry)}; by {by}"
    return Panel(heading, drawn, ticks, f"Weeks since {label}", "Without relapse, percent")
