"""`pool`: one estimate of those of many completed data sets, by Rubin's rules.

With m estimates Q and variances U, their means Q and W, and B the variance of the Q,

    T = W + (1 + 1/m) B,    r = (1 + 1/m) B / W,    lambda = (1 + 1/m) B / T

(Rubin 1987, Multiple Imputation for Nonresponse in Surveys, section 3.1); degrees of freedom by
Barnard and Rubin (1999, Biometrika 86:948-955) from those of complete data.

Formulas: docs/methods.md, "Pooling".
"""

from __future__ import annotations

import warnings
from math import ceil

import numpy as np
import pandas as pd

from ipt_outcomes.missing.schedule import IMPUTATION
from ipt_outcomes.models.arguments import confidence_level, data_frame, one_of
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import (
    NOT_ESTIMABLE,
    OK,
    VARIANCE_NOT_ESTIMABLE,
    WITH_RESULT,
)
from ipt_outcomes.models.t_and_f import T_COLUMNS, t_statistics

RULES = ("rubin", "rubin1987")
# What an analysis says of one completed data set alone.
_OF_ONE = {"estimate", "se", "df", "statistic", "p_value", "ci_lower", "ci_upper", "status"}
_SAME = 1e-24
"""Of the squared estimate: a variance between imputations that is rounding."""


class FewImputationsWarning(UserWarning):
    """Fewer imputations than the fraction of missing information asks for."""


def pool(estimates: pd.DataFrame, rule: str = "rubin", *, level: float = 0.95) -> pd.DataFrame:
    """Pool estimates of completed data sets.

    # ASSUME: estimates are normal in the scale given (a ratio is given as its logarithm), and the
    # analysis asks of the data no more than the imputation model does. Where it does, as after
    # reference-based imputation, standard errors are too large for the sampling variance
    # (`conditional_mean` has the other one).

    Args:
        estimates: a row for each imputation and estimate, with the columns estimate, se and, where
            complete data have finitely many, df; further columns (visit, test, comparison) tell
            estimates apart, but for imputation, statistic, p_value, ci_lower, ci_upper. A status
            other than "ok" or "singular" is of an estimate that failed.
        rule: "rubin", with Barnard and Rubin's degrees of freedom; "rubin1987", with those for
            infinitely many of complete data.
        level: of the confidence interval.

    Returns:
        One row for each estimate: the columns that tell them apart, estimate, se, df, statistic,
        p_value, ci_lower, ci_upper, n_imputations, within (W) and between (B), variances in squared
        points; fraction_missing (the fraction of missing information, with the finite number of
        imputations allowed for), monte_carlo_se (sqrt(B / m): how far the estimate moves with
        another seed), wanted_imputations (100 times the fraction: White, Royston and Wood 2011,
        Stat Med 30:377-399), status ("ok"; "not estimable" where an imputation's analysis failed,
        "variance not estimable" where standard errors of zero leave no degrees of freedom).

    Raises:
        ModelError: a column is not there, or there twice; one imputation alone, unequal numbers of
            them, or several rows of one imputation that nothing tells apart.

    Warns:
        FewImputationsWarning: where there are fewer imputations than wanted.
    """
    one_of("rule", rule, RULES)
    level = confidence_level(level)
    estimates = data_frame(estimates, "the estimates")
    absent = [name for name in ("estimate", "se") if name not in estimates.columns]
    if absent or not len(estimates):
        lacking = " and ".join(absent) or "rows"
        raise ModelError(f"the estimates have no {lacking}: give what ancova() or analyse() return")
    keys = [name for name in estimates.columns if name not in _OF_ONE | {IMPUTATION}]
    if not estimates.columns.is_unique:
        twice = estimates.columns[estimates.columns.duplicated()].unique()
        raise ModelError(f"the estimates have several columns {', '.join(map(repr, twice))}")
    place = _places(estimates, keys)
    if IMPUTATION in estimates.columns:
        _refuse_repeats(place, estimates[IMPUTATION])
    counts = np.bincount(place)
    m = int(counts[0])
    if (counts != m).any() or m < 2:
        raise ModelError(
            f"every estimate needs the same number of imputations, at least 2; there are "
            f"{int(counts.min())} to {int(counts.max())}: name what tells the rows apart in "
            "columns of their own, as visit and test"
        )
    order = np.argsort(place, kind="stable").reshape(-1, m)
    values = _numbers(estimates)[:, order]
    table, parts = pooled(values[0], values[1], values[2], rule, level)
    failed = np.isnan(parts[:, 0])
    made = estimates[keys].iloc[order[:, 0]].reset_index(drop=True)
    for name, column in zip(T_COLUMNS, table.T, strict=True):
        made[name] = column
    made["n_imputations"] = m
    for name, column in zip(
        ("within", "between", "fraction_missing", "monte_carlo_se"), parts.T, strict=True
    ):
        made[name] = column
    wanted = np.ceil(100.0 * made["fraction_missing"])
    made["wanted_imputations"] = wanted.astype("Int64")
    status = np.where(np.isfinite(table[:, -2:]).all(axis=1), OK, VARIANCE_NOT_ESTIMABLE)
    made["status"] = np.where(failed, NOT_ESTIMABLE, status)
    _warn_of_few(made, m)
    return made


def pooled(estimate: Array, se: Array, df: Array, rule: str, level: float) -> tuple[Array, Array]:
    """`T_COLUMNS` (c, 7), and (c, 4) W, B, fraction of missing information, Monte-Carlo error.

    For estimates (c, m) of m imputations; a row with a NaN is NaN. Where no two imputations differ
    (nothing was missing) the degrees of freedom are those of complete data.
    """
    m = estimate.shape[1]
    mean, within = estimate.mean(axis=1), np.square(se).mean(axis=1)
    between = estimate.var(axis=1, ddof=1)
    between = np.where(between <= _SAME * np.square(mean), 0.0, between)
    inflated = (1.0 + 1.0 / m) * between
    total = within + inflated
    complete = df.mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = inflated / total
        old = np.where(share > 0, (m - 1.0) / np.square(share), np.inf)
        finite = np.isfinite(complete)
        left = (complete + 1.0) / (complete + 3.0) * complete * (1.0 - share)
        left = np.where(finite, left, np.inf)
        freedom = old if rule == "rubin1987" else 1.0 / (1.0 / old + 1.0 / left)
        freedom = np.where(between == 0.0, complete, freedom)
        freedom = np.where(np.isnan(mean + within), np.nan, freedom)
        # Without any variance within (no residual at all), r is infinite.
        increase = inflated / within
        correction = np.where(np.isfinite(freedom), 2.0 / (freedom + 3.0), 0.0)
        fraction = np.where(np.isinf(increase), 1.0, (increase + correction) / (increase + 1.0))
    fraction = np.where(between == 0.0, 0.0, fraction)
    fraction = np.where(np.isnan(mean + within), np.nan, fraction)
    with np.errstate(divide="ignore", invalid="ignore"):
        table = t_statistics(mean, total, freedom, level)
    table[np.isnan(table[:, 1])] = np.nan
    parts = np.stack([within, between, fraction, np.sqrt(between / m)], axis=1)
    parts[np.isnan(table[:, 0])] = np.nan
    return table, parts


def _places(estimates: pd.DataFrame, keys: list[str]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """(rows,) which estimate a row is of, numbered as they are first met."""
    if not keys:
        return np.zeros(len(estimates), dtype=np.intp)
    groups = estimates.groupby(keys, sort=False, dropna=False, observed=True)
    return np.asarray(groups.ngroup().to_numpy(), dtype=np.intp)


def _refuse_repeats(place: np.ndarray[tuple[int], np.dtype[np.intp]], made: pd.Series) -> None:
    """Two estimates of one data set are no two data sets."""
    repeats = int(pd.DataFrame({"place": place, "made": made.to_numpy()}).duplicated().sum())
    if repeats:
        raise ModelError(
            f"{repeats} rows are of an imputation that has such an estimate already: name what "
            "tells the rows apart in columns of their own, as visit and test"
        )


def _numbers(estimates: pd.DataFrame) -> Array:
    """(3, rows): estimate, se, df (infinite where it is not there); NaN where that failed.

    A standard error below zero, and degrees of freedom that are none, are no results.
    """
    made = np.full((3, len(estimates)), np.inf)
    for row, name in enumerate(("estimate", "se", "df")):
        if name in estimates.columns:
            made[row] = pd.to_numeric(estimates[name], errors="coerce").to_numpy(np.float64)
    failed = ~np.isfinite(made[:2]).all(axis=0) | (made[1] < 0) | (made[2] <= 0)
    if "status" in estimates.columns:
        failed |= ~estimates["status"].isin(WITH_RESULT).to_numpy()
    made[:, failed] = np.nan
    return made


def _warn_of_few(made: pd.DataFrame, m: int) -> None:
    """Say when another seed would give noticeably another result."""
    largest = made["fraction_missing"].max()
    if not np.isfinite(largest) or m >= ceil(100.0 * largest):
        return
    row = made.iloc[int(np.nanargmax(made["fraction_missing"]))]
    warnings.warn(
        f"{m} imputations are few for a fraction of missing information of {largest:.2f}: take at "
        f"least {ceil(100.0 * largest)}; with another seed the estimate moves by about "
        f"{row['monte_carlo_se']:.2g} (standard error {row['se']:.2g})",
        FewImputationsWarning,
        stacklevel=3,
    )
