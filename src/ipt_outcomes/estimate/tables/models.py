"""The table of models: what was fitted, to whom, and whether it can be relied on."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.caution import deserves_caution
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.models.attempt import FailedFit, covariance_terms
from ipt_outcomes.models.covariance.structures import STRUCTURES
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.result import Fit
from ipt_outcomes.tables import checked, typed


def make(given: Given) -> pd.DataFrame:
    """The table `models`."""
    return models_table(given.results)


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
            "residual_singular": not isinstance(fit, FailedFit) and fit.residual_singular,
            "caution": deserves_caution(fit),
            "formula": _as_fitted(result),
            "covariance": None,
            "covariance_parameters": None,
            "method": fit.method,
            "df_method": fit.df,
            "minus_2_log_likelihood": float("nan"),
            "aic": float("nan"),
            "bic": float("nan"),
        }
        if isinstance(fit, FailedFit):
            row["reason"] = fit.reason
        else:
            row["covariance"] = _covariance(result)
            row["covariance_parameters"] = len(fit.theta)
            row["reason"] = _passed_over(fit)
            row["minus_2_log_likelihood"] = fit.minus_2_log_likelihood
            row["aic"] = fit.aic
            row["bic"] = fit.bic
        rows.append(row)
    return checked("models", typed("models", pd.DataFrame(rows)))


def _as_fitted(result: Result) -> str:
    """The formula; without a covariance among visits where there is one visit alone.

    Of one score a person there is one residual variance, whatever the engine calls its place.
    """
    parsed = parse_formula(result.fit.formula)
    if not _one_visit(result):
        return result.fit.formula
    return f"{parsed.response} ~ {' + '.join([parsed.fixed, *map(str, parsed.random)])}"


def _covariance(result: Result) -> str:
    """The residual covariance and the random effects, as fitted."""
    parsed = parse_formula(result.fit.formula)
    if not _one_visit(result):
        return covariance_terms(result.fit.formula)
    return " + ".join(["one residual variance", *map(str, parsed.random)])


def _one_visit(result: Result) -> bool:
    return result.analysis.grid.by is None


def _passed_over(fit: Fit) -> str | None:
    """The covariances and random effects that were tried and not taken; None where all were."""
    taken = (str(parse_formula(fit.formula).covariance), covariance_terms(fit.formula))
    tried = [
        f"{_in_words(each.covariance)} ({each.reason})"
        for each in fit.attempts
        if each.covariance not in taken
    ]
    return "; ".join(tried) or None


def _in_words(terms: str) -> str:
    """The title of a covariance of visits; random effects as they are written."""
    structure = STRUCTURES.get(terms.partition("(")[0])
    return terms if structure is None else structure.title
