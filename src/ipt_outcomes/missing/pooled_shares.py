"""Shares of people with an event in completed data sets, pooled: each on a scale near normal.

Every completed data set gives the shares p, their difference, and the logarithms of their odds and
of their ratio; each is pooled there by Rubin's rules.

Formulas: docs/methods.md, "Events in completed scores".
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import expit

from ipt_outcomes.missing.arm_shares import (
    DIFFERENCE,
    NEEDED,
    ODDS_RATIO,
    RATIO,
    RISK,
    compared_shares,
    log_odds,
)
from ipt_outcomes.missing.event_shares import EventShares
from ipt_outcomes.missing.pooling import pooled
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK, VARIANCE_NOT_ESTIMABLE

_NUMBERS = (
    "estimate", "ci_lower", "ci_upper", "p_value", "df", "fraction_missing", "monte_carlo_se",
)  # fmt: skip


def pooled_risks(shares: EventShares, level: float) -> list[dict[str, Any]]:
    """A row an arm: its risk, in the columns of `event_rates` but visit and n_imputations."""
    return [
        _risk(shares.share[:, at], shares.covariance[:, at, at], shares.df, level) | {"test": label}
        for at, label in enumerate(shares.arms)
    ]


def pooled_comparison(
    shares: EventShares, test: Any, comparison: Any, level: float
) -> list[dict[str, Any]]:
    """A row a measure: difference, ratios and number needed to treat of one arm against another."""
    pair = [shares.arms.index(test), shares.arms.index(comparison)]
    found = _compared(
        shares.share[:, pair], shares.covariance[:, pair][:, :, pair], shares.df, level
    )
    return [row | {"test": test, "comparison": comparison} for row in found]


def _risk(share: Array, variance: Array, df: float, level: float) -> dict[str, Any]:
    """A risk, pooled as log odds."""
    row: dict[str, Any] = {"measure": RISK, "comparison": None, "p_value": np.nan}
    on_scale = log_odds(share, variance)
    if on_scale is None:
        nothing = dict.fromkeys(("ci_lower", "ci_upper", "df", "fraction_missing"), np.nan)
        return (
            row
            | nothing
            | {
                "estimate": float(share.mean()),
                "monte_carlo_se": np.nan,
                "status": VARIANCE_NOT_ESTIMABLE,
            }
        )
    found = _pooled(*on_scale, df, level)
    turned = {name: float(expit(found[name])) for name in ("estimate", "ci_lower", "ci_upper")}
    return found | turned | row


def _compared(share: Array, covariance: Array, df: float, level: float) -> list[dict[str, Any]]:
    """Difference, ratios and number needed to treat of the first arm against the second."""
    found: dict[str, dict[str, Any]] = {}
    for measure, on_scale in compared_shares(share, covariance).items():
        if on_scale is None:
            found[measure] = dict.fromkeys(_NUMBERS, np.nan) | {"status": NOT_ESTIMABLE}
            continue
        found[measure] = _pooled(*on_scale, df, level)
        if measure in (RATIO, ODDS_RATIO):
            for name in ("estimate", "ci_lower", "ci_upper"):
                found[measure][name] = float(np.exp(found[measure][name]))
    difference = found[DIFFERENCE]
    with np.errstate(divide="ignore"):
        needed = difference | {
            "estimate": float(np.divide(1.0, difference["estimate"])),
            "ci_lower": float(np.divide(1.0, difference["ci_upper"])),
            "ci_upper": float(np.divide(1.0, difference["ci_lower"])),
        }
    if difference["ci_lower"] < 0 < difference["ci_upper"]:
        needed["ci_lower"], needed["ci_upper"] = needed["ci_upper"], needed["ci_lower"]
    found[NEEDED] = needed
    return [row | {"measure": measure} for measure, row in found.items()]


def _pooled(estimate: Array, se: Array, df: float, level: float) -> dict[str, Any]:
    table, parts = pooled(estimate[None], se[None], np.full((1, len(se)), df), "rubin", level)
    _, _, freedom, _, p_value, lower, upper = map(float, table[0])
    # The mean, which is there without a standard error too.
    value = float(estimate.mean())
    if not table[0, 1] > 0:
        lower = upper = freedom = np.nan
    sound = bool(np.isfinite([value, lower, upper]).all())
    return {
        "estimate": value,
        "ci_lower": lower,
        "ci_upper": upper,
        "p_value": p_value,
        "df": freedom,
        "fraction_missing": float(parts[0, 2]),
        "monte_carlo_se": float(parts[0, 3]),
        "status": OK if sound else VARIANCE_NOT_ESTIMABLE,
    }
