"""One outcome and the sessions that people attended: observational."""

from __future__ import annotations

import pandas as pd
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.estimate_rows import WIDTH, Words, plot_rows
from ipt_outcomes.report.figures.style import MUTED, OKABE_ITO
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.therapy_in_words import (
    IMMORTAL_TIME,
    OBSERVATIONAL,
    better_side,
    by_protocol,
    dose_label,
    dose_panel,
)
from ipt_outcomes.report.wording import marked, outcome_labels
from ipt_outcomes.tables.status import has_result

_NOTHING = "Nothing to show: no model of the sessions attended has a result."
_LOOKS = {
    "naive": (MUTED, "o"),
    "so_far": (OKABE_ITO[0], "s"),
    "good_enough_level": (OKABE_ITO[0], "D"),
}


def plot_dose_response(plan: Plan, doses: pd.DataFrame, outcome: str) -> ggplot:
    """The associations of all arms together, and the rates by sessions attended in all.

    `doses` is the table `dose_response`. Raises KeyError when the plan has no such outcome.
    """
    label = outcome_labels(plan)[outcome]
    own = doses[(doses["outcome"] == outcome) & doses["arm"].isna()]
    own = own[has_result(own) & (own["quantity"] != "difference")]
    if own.empty:
        return empty_figure(label, marked(plan, f"{OBSERVATIONAL} {_NOTHING}"), WIDTH)
    order = {"association": 0, "rate": 1}
    own = own.assign(at_=own["quantity"].map(order)).sort_values(
        ["at_", "arms", "at"], kind="stable"
    )
    rows = own.assign(
        panel=[dose_panel(row) for _, row in own.iterrows()],
        label=[
            f"{arms}: {dose_label(row)}" if arms else dose_label(row)
            for (_, row), arms in zip(own.iterrows(), by_protocol(plan, own), strict=True)
        ],
        kind=own["model"],
    )
    words = Words(
        f"{label}: sessions attended",
        f"{OBSERVATIONAL} {better_side(plan, outcome).capitalize()}",
        f"Bars: {confidence(plan.alpha)} confidence intervals. {IMMORTAL_TIME}",
    )
    return plot_rows(plan, rows, words, _LOOKS, numbers=2)
