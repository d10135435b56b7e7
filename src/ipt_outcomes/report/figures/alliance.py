"""One outcome and early alliance, within people and between them: observational."""

from __future__ import annotations

import pandas as pd
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.estimate_rows import WIDTH, Words, plot_rows
from ipt_outcomes.report.figures.style import OKABE_ITO
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.therapy_in_words import (
    NOT_THE_CAUSE,
    OBSERVATIONAL,
    alliance_label,
    better_side,
    by_protocol,
    in_sds,
)
from ipt_outcomes.report.wording import marked, outcome_labels
from ipt_outcomes.tables.status import has_result

_NOTHING = "Nothing to show: no model of early alliance has a result."
_LOOKS = {"within": (OKABE_ITO[0], "s"), "between": (OKABE_ITO[1], "o")}


def plot_alliance(plan: Plan, alliances: pd.DataFrame, outcome: str) -> ggplot:
    """By how many points scores are higher where alliance is one SD higher.

    `alliances` is the table `alliance`. Raises KeyError when the plan has no such outcome.
    """
    label = outcome_labels(plan)[outcome]
    own = alliances[alliances["outcome"] == outcome]
    own = own[has_result(own)]
    if own.empty:
        return empty_figure(label, marked(plan, f"{OBSERVATIONAL} {_NOTHING}"), WIDTH)
    rows = in_sds(own).assign(
        panel="Points for one standard deviation more of alliance",
        label=[
            f"{arms}: {alliance_label(plan, row)}" if arms else alliance_label(plan, row)
            for (_, row), arms in zip(own.iterrows(), by_protocol(plan, own), strict=True)
        ],
        kind=own["part"],
    )
    words = Words(
        f"{label}: early alliance and later scores",
        f"{OBSERVATIONAL} {better_side(plan, outcome).capitalize()}",
        f"Bars: {confidence(plan.alpha)} confidence intervals. {NOT_THE_CAUSE}",
    )
    return plot_rows(plan, rows, words, _LOOKS, numbers=2)
