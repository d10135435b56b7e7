"""Therapists and therapy groups in the order of their people's outcomes: internal."""

from __future__ import annotations

import pandas as pd
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.estimate_rows import WIDTH, Words, plot_rows
from ipt_outcomes.report.figures.style import MUTED, arm_colours, arm_shapes
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.therapy_in_words import treating
from ipt_outcomes.report.wording import (
    arm_labels,
    at_visit,
    better_end,
    marked,
    outcome_labels,
)

_NOTHING = (
    "Nothing to show: the variance between {several} is estimated at zero, or cannot be estimated."
)
_SEVERAL = "several arms"
_LOW = 0.24


def plot_therapists(plan: Plan, therapists: pd.DataFrame) -> ggplot:
    """The caterpillar plot: predictions with their intervals; `therapists` is that table.

    Clusters between which no variance was found are left out: all their predictions are zero.
    """
    shown = therapists[therapists["se"] > 0]
    first = plan.first_primary
    label = outcome_labels(plan)[first.name]
    of_all = treating(plan, several=True)
    if shown.empty:
        return empty_figure(label, marked(plan, _NOTHING.format(several=of_all)), WIDTH)
    ordered = shown.sort_values(["cluster", "estimate"], kind="stable")
    several = {cluster.name: cluster.several for cluster in plan.clusters}
    one = {cluster.name: cluster.one for cluster in plan.clusters}
    arms = arm_labels(plan)
    rows = ordered.assign(
        panel=[several[name].capitalize() for name in ordered["cluster"]],
        label=[
            f"{_code(one[row['cluster']], row['treated_by'])} ({arms.get(row['arm'], _SEVERAL)}; "
            f"n = {row['people']})"
            for _, row in ordered.iterrows()
        ],
        kind=ordered["arm"].fillna(_SEVERAL),
    )
    colours, shapes = arm_colours(plan), arm_shapes(plan)
    looks = {arm: (colours[arm], shapes[arm]) for arm in arms} | {_SEVERAL: (MUTED, "o")}
    words = Words(
        f"{label}: {of_all} and their people",
        f"INTERNAL: single {of_all} are not for release. {_at(plan)}",
        f"Bars: {confidence(plan.alpha)} intervals of the predictions, given the variances. Each "
        "is drawn towards the average, the more so the fewer people there are, and is "
        "adjusted for the arm, the baseline score and the covariates of the primary analysis. "
        "The order is no ranking: intervals that overlap tell nobody apart.",
        "Points above or below what is expected",
    )
    return plot_rows(
        plan, rows, words, looks, numbers=None, row_height=_LOW, shared_x=True, warns=True
    )


def _code(one: str, key: str) -> str:
    """`T06`, or `therapy group 3` where the code alone is a number."""
    return f"{one} {key}" if key.replace(":", "").isdigit() else key


def _at(plan: Plan) -> str:
    first = plan.first_primary
    when = at_visit(plan, first.endpoint)
    return f"Outcome {when}, {better_end(plan, first.name)}"
