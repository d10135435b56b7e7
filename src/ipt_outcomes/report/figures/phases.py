"""One outcome's change in each phase of the treatment, by arm."""

from __future__ import annotations

import pandas as pd
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.estimate_rows import WIDTH, Words, plot_rows
from ipt_outcomes.report.figures.style import arm_colours, arm_shapes
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.therapy_in_words import better_side, phase_label
from ipt_outcomes.report.wording import arm_labels, marked, outcome_labels
from ipt_outcomes.tables.status import has_result

_NOTHING = "Nothing to show: no model of the phases has a result."


def plot_phases(plan: Plan, slopes: pd.DataFrame, outcome: str) -> ggplot:
    """The slopes of each arm, a panel a phase; `slopes` is the table `phase_slopes`.

    Raises KeyError when the plan has no such outcome.
    """
    label = outcome_labels(plan)[outcome]
    own = slopes[(slopes["outcome"] == outcome) & slopes["comparison"].isna()]
    own = own[has_result(own)]
    if own.empty:
        return empty_figure(label, marked(plan, _NOTHING), WIDTH)
    # Of one protocol's arms there may be scores at the sessions, and of another's at visits alone.
    unit = " or ".join(sorted(own["unit"].unique()))
    rows = own.assign(
        panel=[phase_label(row) for _, row in own.iterrows()],
        label=own["test"].map(arm_labels(plan)),
        kind=own["test"],
    )
    order = {arm.name: at for at, arm in enumerate(plan.arms)}
    rows = rows.assign(arm_at=rows["test"].map(order)).sort_values(
        ["start", "arm_at"], kind="stable"
    )
    colours, shapes = arm_colours(plan), arm_shapes(plan)
    words = Words(
        f"{label}: change in each phase",
        f"Points a {unit}: {better_side(plan, outcome)}",
        f"Bars: {confidence(plan.alpha)} confidence intervals. The slope of each arm within the "
        "phase; piecewise growth model. Differences between arms are in the table.",
        f"Change a {unit}, points",
    )
    looks = {arm.name: (colours[arm.name], shapes[arm.name]) for arm in plan.arms}
    return plot_rows(plan, rows, words, looks, numbers=2, shared_x=True)
