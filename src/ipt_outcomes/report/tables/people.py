"""The table of people behind each model."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.cells import Count
from ipt_outcomes.report.design_words import taken_in
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import ANALYSIS, OUTCOME
from ipt_outcomes.report.wording import marks, outcome_labels

_COUNTS = (
    Column("participants", "In the model", "People in the model.", "count"),
    Column(
        "without_outcome",
        "No score at its visits",
        "People left out: no score at any visit of the model.",
        "count",
    ),
    Column(
        "excluded",
        "Excluded by the plan",
        "People with scores whom the plan leaves out for a missing baseline or covariate.",
        "count",
    ),
    Column(
        "baseline_imputed",
        "Baseline filled in",
        "People in the model whose missing baseline score is the mean of all arms.",
        "count",
    ),
    Column(
        "covariate_imputed",
        "Covariate filled in",
        "People in the model with another covariate filled in.",
        "count",
    ),
)


def people_table(plan: Plan, models: pd.DataFrame) -> ShownTable:
    """Who is in each model, who is not, and for whom something was filled in.

    `models` is the table of that name.
    """
    words, labels = analysis_words(plan), outcome_labels(plan)
    start = taken_in(plan)
    counts = (
        Column("randomised", start.capitalize(), f"People {start}.", "count"),
        *_COUNTS,
    )
    return ShownTable(
        name="people",
        title="People behind each model",
        columns=(OUTCOME, ANALYSIS, *counts),
        rows=tuple(
            Row(
                {
                    "outcome": labels[row["outcome"]],
                    "analysis": words[row["analysis"]].title,
                    **{column.key: Count(row[column.key]) for column in counts},
                }
            )
            for _, row in models.iterrows()
        ),
        notes=marks(plan),
    )
