"""The tables of tipping points of a made-up trial."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .made_up import typed

_OF = {"outcome": "phq9", "analysis": "mmrm", "visit": "week_16"}


def made_up_tipping() -> pd.DataFrame:
    """IPT against the waitlist with people of both arms moved; against CBT those of IPT alone."""
    rows: list[dict[str, Any]] = []
    for comparison, start, border, others in (
        ("waitlist", -4.0, 0.0, np.linspace(-12, 12, 5)),
        ("cbt", -0.875, 2.5, np.zeros(1)),
    ):
        for test in np.linspace(-12, 12, 5):
            for other in others:
                estimate = start + 0.25 * test - 0.2 * other
                upper = estimate + 2.0
                words = (
                    ("test arm better", "no difference shown")
                    if comparison == "waitlist"
                    else ("non-inferior", "non-inferiority not shown")
                )
                rows.append(
                    {
                        **_OF, "test": "ipt", "comparison": comparison, "delta_test": test,
                        "delta_comparison": other, "estimate": estimate, "se": 1.0, "df": 90.0,
                        "ci_lower": estimate - 2.0, "ci_upper": upper, "p_value": 0.01,
                        "conclusion": words[int(upper > border)],
                        "changed": upper > border, "status": "ok",
                    }
                )  # fmt: skip
    return typed("tipping", rows)


def made_up_points(**changes: Any) -> pd.DataFrame:
    """Where those change; `changes` are those of the last row."""
    shared = {
        **_OF, "role": "primary", "test": "ipt", "margin": np.nan, "unit": 5.0,
        "unit_is": "the least difference that patients notice", "farthest": 12.0,
        "better_by": np.nan,
        "better_then": None, "people": 80, "left": 20, "baseline_of_left": 17.0,
        "imputed_of_left": 11.0, "observed_of_stayed": 9.0, "status": "ok", "reason": None,
    }  # fmt: skip
    better = {"hypothesis": "superiority", "conclusion": "test arm better"}
    rows: list[dict[str, Any]] = [
        shared | better | {
            "comparison": "waitlist", "moved": "test", "worse_by": 8.0,
            "worse_then": "no difference shown",
        },
        shared | better | {
            "comparison": "waitlist", "moved": "comparison", "worse_by": np.nan,
            "worse_then": None, "left": 4, "baseline_of_left": np.nan, "imputed_of_left": np.nan,
        },
        shared | {
            "comparison": "cbt", "moved": "test", "hypothesis": "non-inferiority",
            "margin": 2.5, "conclusion": "non-inferior", "worse_by": 5.5,
            "worse_then": "non-inferiority not shown",
        },
    ]  # fmt: skip
    rows[-1] |= changes
    return typed("tipping_points", rows)
