"""Hypotheses, effect sizes and the long term of a made-up trial, from its table of effects."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .made_up import typed

SDS = ("baseline, pooled", "visit, pooled", "change since baseline, pooled")


def made_up_hypotheses(effects: pd.DataFrame, **changes: Any) -> pd.DataFrame:
    """One row a contrast at the endpoint; `changes` are those of the last row."""
    rows = []
    for _, row in effects[effects["endpoint"] & (effects["analysis_role"] == "primary")].iterrows():
        shown = row["conclusion"] in {"test arm better", "non-inferior"}
        rows.append(
            {name: row.get(name) for name in effects.columns}
            | {
                "comparison_is": "randomised", "margin_units": row["margin"] / 5.0,
                "family": None, "adjustment": None, "p_adjusted": float("nan"),
                "holds": "shown" if shown else "not shown",
            }
        )  # fmt: skip
    rows[-1] |= changes
    return typed("hypotheses", rows)


def made_up_effect_sizes(effects: pd.DataFrame) -> pd.DataFrame:
    """Three definitions of every contrast at the endpoint, and one of the raw means."""
    rows: list[dict[str, Any]] = []
    for _, row in effects[effects["endpoint"]].iterrows():
        base = {
            name: row[name]
            for name in (
                "outcome", "role", "analysis", "analysis_role", "visit", "endpoint", "test",
                "comparison", "df", "p_value", "favours", "n_test", "n_comparison", "status",
            )
        }  # fmt: skip
        base |= {"comparison_is": "randomised", "correction": "exact", "ci_method": "delta"}
        for place, sd in enumerate(SDS):
            rows.append(base | _numbers(row, 5.0 + place, sd))
        if row["analysis_role"] == "primary":
            raw = {"analysis": "observed", "analysis_role": "observed"}
            rows.append(base | _numbers(row, 6.0, SDS[1]) | raw | {"numerator": "observed means"})
    return typed("effect_sizes", rows)


def _numbers(row: pd.Series, sd: float, name: str) -> dict[str, Any]:
    people = name != SDS[2]
    return {
        "numerator": "adjusted difference", "standardiser": name, "sd": sd, "sd_df": 90.0,
        "estimate": row["estimate"] / sd, "se": row["se"] / sd, "ci_lower": row["ci_lower"] / sd,
        "ci_upper": row["ci_upper"] / sd, "overlap": 0.8 if people else float("nan"),
        "superiority": 0.6 if people else float("nan"),
        "number_needed_to_treat": 5.0 if people else float("nan"), "shown": name == SDS[0],
    }  # fmt: skip


def made_up_over_time(effects: pd.DataFrame) -> pd.DataFrame:
    """The time average and the change after treatment of every contrast."""
    rows = []
    for _, row in effects[effects["endpoint"]].iterrows():
        base = {name: row[name] for name in effects.columns}
        for quantity in ("area under the curve", "time average", "change after treatment"):
            rows.append(
                base
                | {
                    "quantity": quantity, "first": "week_0", "last": row["visit"],
                    "unit": "points x weeks" if quantity.startswith("area") else "points",
                }
            )  # fmt: skip
    return typed("over_time", rows)
