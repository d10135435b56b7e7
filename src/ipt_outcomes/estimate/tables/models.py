"""The table of models: what was fitted, to whom, and whether it can be relied on."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.models.attempt import FailedFit
from ipt_outcomes.models.result import Fit
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked


def make(plan: Plan, results: Sequence[Result], outcomes: pd.DataFrame) -> pd.DataFrame:
    """The table `models` of results; neither plan nor outcomes are needed."""
    return models_table(results)


def models_table(results: Sequence[Result]) -> pd.DataFrame:
    """One row an analysis of an outcome, as the table `models` describes it."""
    rows = []
    for result in results:
        fit = result.fit
        row = {
            **result.analysis_set.iloc[0].to_dict(),
            "analysis_role": result.analysis.role,
            "status": fit.status,
            "reason": None,
            "formula": fit.formula,
            "method": fit.method,
            "df_method": fit.df,
            "minus_2_log_likelihood": float("nan"),
            "aic": float("nan"),
            "bic": float("nan"),
        }
        if isinstance(fit, FailedFit):
            row["reason"] = fit.reason
        else:
            row["reason"] = _passed_over(fit)
            row["minus_2_log_likelihood"] = fit.minus_2_log_likelihood
            row["aic"] = fit.aic
            row["bic"] = fit.bic
        rows.append(row)
    frame = pd.DataFrame(rows)
    counts = frame.select_dtypes("integer").columns
    return checked("models", frame.astype({**dict.fromkeys(counts, "Int64"), "reason": "str"}))


def _passed_over(fit: Fit) -> str | None:
    """Why the plan's first covariance is not the one that was fitted; None where it is."""
    tried = [f"{each.covariance}: {each.reason}" for each in fit.attempts[:-1]]
    return "; ".join(tried) or None
