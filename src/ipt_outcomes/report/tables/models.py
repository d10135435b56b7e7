"""The table of models: what was fitted, and whether it can be relied on."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.models.status import SINGULAR
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.cells import Code, Count, Number
from ipt_outcomes.report.cluster_words import variables_in_words
from ipt_outcomes.report.fitted_words import fitted_otherwise, many_parameters
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import ANALYSIS, OUTCOME
from ipt_outcomes.report.wording import marks, outcome_labels
from ipt_outcomes.tables.status import with_result

_COLUMNS = (
    OUTCOME,
    ANALYSIS,
    Column("status", "Status", "Whether its numbers can be relied on."),
    Column("formula", "Formula", "The model as fitted.", "code"),
    Column(
        "parameters",
        "Variances",
        "Variances, covariances and correlations that were estimated.",
        "count",
    ),
    Column("participants", "People", "People in the model.", "count"),
    Column("observations", "Scores", "Scores in the model.", "count"),
    Column(
        "deviance", "−2 log-likelihood", "Minus twice the (restricted) log-likelihood.", "number"
    ),
    Column("aic", "AIC", "Akaike's criterion.", "number"),
)


def _boundary(models: pd.DataFrame) -> tuple[str, ...]:
    if not (models["status"] == SINGULAR).any():
        return ()
    return (
        "Singular: the covariance lies at its boundary, a variance of zero or a correlation of 1. "
        "The estimates stand; their standard errors deserve caution.",
    )


def _count(n: int) -> Count | None:
    return None if pd.isna(n) else Count(n)


def models_table(plan: Plan, models: pd.DataFrame) -> ShownTable:
    """Every model with its status, red where it cannot be relied on; `models` is that table."""
    words, labels = analysis_words(plan), outcome_labels(plan)
    return ShownTable(
        name="models",
        title="Models",
        columns=_COLUMNS,
        rows=tuple(
            Row(
                {
                    "outcome": labels[row["outcome"]],
                    "analysis": words[row["analysis"]].title,
                    "status": str(row["status"]),
                    "formula": Code(row["formula"]),
                    "parameters": _count(row["covariance_parameters"]),
                    "participants": Count(row["participants"]),
                    "observations": Count(row["observations"]),
                    "deviance": Number(row["minus_2_log_likelihood"], 2),
                    "aic": Number(row["aic"], 2),
                },
                bad=frozenset() if reliable else frozenset({"status"}),
            )
            for (_, row), reliable in zip(
                models.iterrows(), with_result(models["status"]), strict=True
            )
        ),
        notes=(
            *marks(plan),
            *_boundary(models),
            *variables_in_words(plan, models["formula"]),
            *fitted_otherwise(plan, models),
            *many_parameters(plan, models),
        ),
    )
