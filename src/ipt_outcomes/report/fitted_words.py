"""Which covariance was fitted where it is not the plan's first, and where it asks much of the data.

The same sentences stand in the Methods, in the analysis plan and under the tables of results.
"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.models.covariance.structures import STRUCTURES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.wording import outcome_labels
from ipt_outcomes.tables.status import with_result

# ASSUME: from three parameters for four people on, readers are to know it.
_MANY = 0.75


def fitted_otherwise(plan: Plan, models: pd.DataFrame) -> tuple[str, ...]:
    """A sentence for each model whose covariance is not the first that the plan means."""
    rows = models[with_result(models["status"]) & models["reason"].notna()]
    return tuple(
        f"{_named(plan, row)}: {_covariance(row['covariance'])} fitted. "
        f"Passed over: {row['reason']}."
        for _, row in rows.iterrows()
    )


def many_parameters(plan: Plan, models: pd.DataFrame) -> tuple[str, ...]:
    """A sentence for each model whose covariance parameters approach the number of its people."""
    there = models[with_result(models["status"])]
    rows = there[there["covariance_parameters"] > _MANY * there["participants"]]
    return tuple(
        f"{_named(plan, row)}: {row['covariance_parameters']} variances and covariances were "
        f"estimated from {row['participants']} people. Standard errors may be too small: a simpler "
        "`covariance` in the plan would rest on more people."
        for _, row in rows.iterrows()
    )


def _named(plan: Plan, row: pd.Series) -> str:
    words, labels = analysis_words(plan), outcome_labels(plan)
    return f"{labels[row['outcome']]}, {words[row['analysis']].running}"


def _covariance(terms: str) -> str:
    """`a Toeplitz covariance matrix was`, or the random effects as they are written."""
    structure = STRUCTURES.get(terms.partition("(")[0])
    return f"the random effects {terms} were" if structure is None else f"{structure.words} was"
