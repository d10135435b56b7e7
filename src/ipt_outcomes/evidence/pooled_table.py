"""A model of effects as the rows of `pool_studies`' table.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from ipt_outcomes.evidence.columns import OBSERVATIONAL, studies
from ipt_outcomes.evidence.correlated import pool_correlated
from ipt_outcomes.evidence.effects import Effects
from ipt_outcomes.evidence.one_each import one_each
from ipt_outcomes.evidence.one_effect import pool_one_effect
from ipt_outcomes.evidence.pooled import Pooled
from ipt_outcomes.evidence.request import Request
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import OK, VARIANCE_NOT_ESTIMABLE
from ipt_outcomes.models.t_and_f import T_COLUMNS, t_statistics

JOINT, BETWEEN = "moderators", "between groups"
ONE_STUDY = "one study"
FEW_DF = "fewer than 4 degrees of freedom"
COLUMNS = (
    "group", "term", "estimate", "se", "df", "statistic", "df_numerator", "p_value", "ci_lower",
    "ci_upper", "prediction_lower", "prediction_upper", "prediction_df", "tau2", "tau2_lower",
    "tau2_upper", "omega2", "i2", "i2_lower", "i2_upper", "q", "q_df", "q_p_value", "k_studies",
    "k_effects", "method", "interval", "dependence", "narrower_than_normal", "comparison_kind",
    "status",
)  # fmt: skip
# ASSUME: with fewer, the t approximation of a sandwich is not to be trusted: Tipton 2015, Psychol
# Methods 20:375-393.
LEAST_DF = 4.0


def _pooled(given: Effects, request: Request) -> Pooled:
    p = len(given.terms)
    if given.n_studies <= p:
        said = studies(given.n_studies)
        if p == 1:
            raise ModelError(f"{said}: there is nothing to pool; its own effect stands for itself")
        raise ModelError(
            f"{said} and {p} coefficients: there must be more studies than coefficients; leave "
            "moderators out"
        )
    if request.correlated:
        return pool_correlated(given, float(request.rho or 0.0))
    return pool_one_effect(given, request.method, request.interval, request.level)


def table_of(given: Effects, request: Request, group: str) -> pd.DataFrame:
    """The rows of checked effects; see `pool_studies`."""
    pooled = _pooled(given, request)
    with np.errstate(divide="ignore", invalid="ignore"):
        numbers = t_statistics(pooled.beta, pooled.variance, pooled.df, request.level)
    rows = []
    for term, row, df in zip(given.terms, numbers, pooled.df, strict=True):
        rows.append(
            _shared(given, pooled, request, group)
            | dict(zip(T_COLUMNS, map(float, row), strict=True))
            | {
                "term": term,
                "status": _status(float(row[1]), float(df), request),
                "comparison_kind": given.kind if len(given.terms) == 1 else OBSERVATIONAL,
            }
        )
    if len(rows) == 1:
        rows[0] |= _prediction(given, pooled, request)
    else:
        rows.append(
            _shared(given, pooled, request, group) | _joint(pooled, request) | {"term": JOINT}
        )
    return pd.DataFrame(rows).reindex(columns=list(COLUMNS))


def _status(number: float, df: float, request: Request) -> str:
    if np.isnan(number):
        return VARIANCE_NOT_ESTIMABLE
    return FEW_DF if request.correlated and df < LEAST_DF else OK


def _joint(pooled: Pooled, request: Request) -> dict[str, Any]:
    f, q, df, p = map(float, pooled.joint)
    return {
        "statistic": f,
        "df_numerator": q,
        "df": df,
        "p_value": p,
        "comparison_kind": OBSERVATIONAL,
        "status": _status(f, df, request),
    }


def _shared(given: Effects, pooled: Pooled, request: Request, group: str) -> dict[str, Any]:
    return {
        "group": group,
        "tau2": pooled.tau2,
        "tau2_lower": pooled.limits[0],
        "tau2_upper": pooled.limits[1],
        "omega2": pooled.omega2,
        "i2": pooled.i2[0],
        "i2_lower": pooled.i2[1],
        "i2_upper": pooled.i2[2],
        "q": pooled.q,
        "q_df": pooled.q_df,
        "q_p_value": pooled.q_p_value,
        **_words(given, request),
        "narrower_than_normal": pooled.narrower,
    }


def _words(given: Effects, request: Request) -> dict[str, Any]:
    return {
        "k_studies": given.n_studies,
        "k_effects": len(given.y),
        "method": request.method,
        "interval": "CR2" if request.correlated else request.interval,
        "dependence": request.dependence,
    }


def _prediction(given: Effects, pooled: Pooled, request: Request) -> dict[str, float]:
    if request.method == "common":
        return {}
    estimate, df = float(pooled.beta[0]), float(pooled.df[0])
    variance = float(pooled.variance[0])
    if request.prediction == "higgins" and not request.correlated:
        variance, df = float(pooled.plain[0, 0]), len(given.y) - 2.0
    if df <= 0:
        return {}
    lower, upper = _limits(estimate, variance + pooled.spread, df, request.level)
    return {"prediction_lower": lower, "prediction_upper": upper, "prediction_df": df}


def _limits(estimate: float, variance: float, df: float, level: float) -> tuple[float, float]:
    wanted = (1.0 + level) / 2.0
    quantile = special.ndtri(wanted) if np.isinf(df) else special.stdtrit(df, wanted)
    margin = float(quantile * np.sqrt(variance))
    return estimate - margin, estimate + margin


def single_study(given: Effects, request: Request, group: str) -> pd.DataFrame:
    """A subgroup of one study: its effect, or its effects' mean, by its own standard error."""
    if request.correlated:
        given = one_each(given, "aggregate", request.rho)
    infinite: Array = np.array([np.inf])
    row = t_statistics(given.y, given.v, infinite, request.level)[0]
    return pd.DataFrame(
        [
            dict(zip(T_COLUMNS, map(float, row), strict=True))
            | _words(given, request)
            | {
                "group": group,
                "term": given.terms[0],
                "interval": "normal",
                "narrower_than_normal": False,
                "comparison_kind": given.kind,
                "status": ONE_STUDY,
            }
        ]
    ).reindex(columns=list(COLUMNS))
