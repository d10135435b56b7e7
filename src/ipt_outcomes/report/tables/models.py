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
from ipt_outcomes.report.status_words import CAUTION, exploratory_mark
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
)


_SINGULAR = (
    "Singular: a variance of random effects was estimated at zero, or a correlation at 1 or −1. "
    "The estimates stand, and the method behind standard errors and degrees of freedom allows for "
    "it."
)
_DOUBTFUL = (
    "Singular; caution: the covariance lies at a boundary that the standard errors do not allow "
    "for. The estimates stand; their standard errors deserve caution."
)
_LIKELIHOODS = (
    "The likelihood is there to be held against that of other software. It tells two models apart "
    "only where their scores are the same and, with restricted maximum likelihood, their fixed "
    "effects too."
)


def _boundary(models: pd.DataFrame) -> tuple[str, ...]:
    singular = models["status"] == SINGULAR
    said = ((_SINGULAR, singular & ~models["caution"]), (_DOUBTFUL, singular & models["caution"]))
    return tuple(words for words, there in said if there.any())


def _status(row: pd.Series) -> str:
    said = f"{row['status']}; {CAUTION}" if row["caution"] else str(row["status"])
    return f"{said}{exploratory_mark(row)}"


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
                    "status": _status(row),
                    "formula": Code(row["formula"]),
                    "parameters": _count(row["covariance_parameters"]),
                    "participants": Count(row["participants"]),
                    "observations": Count(row["observations"]),
                    "deviance": Number(row["minus_2_log_likelihood"], 2),
                },
                bad=frozenset() if reliable else frozenset({"status"}),
            )
            for (_, row), reliable in zip(
                models.iterrows(), with_result(models["status"]), strict=True
            )
        ),
        notes=(
            *marks(plan),
            _LIKELIHOODS,
            *_boundary(models),
            *variables_in_words(plan, models["formula"]),
            *fitted_otherwise(plan, models),
            *many_parameters(plan, models),
        ),
    )
