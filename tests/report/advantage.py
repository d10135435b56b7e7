"""The tables of a made-up index of the demonstration trial: IPT or CBT by the PHQ-9."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .made_up import typed

OF: dict[str, Any] = {
    "index": "ipt_or_cbt", "outcome": "phq9", "test": "ipt", "comparison": "cbt",
    "claim": "exploratory",
}  # fmt: skip
QUANTITIES = {
    "recommended against the other arm": (1.24, 1.1),
    "beyond the average difference": (0.62, 0.9),
    "against the test arm for all": (-0.31, 0.7),
    "against the comparison arm for all": (1.55, 0.8),
}
ROW = OF | {
    "visit": "week_16", "learner": "ridge", "folds": 5, "repeats": 5, "permutations": 199,
    "n_test": 61, "n_comparison": 63, "missing_test": 20, "missing_comparison": 17,
    "missing_outcomes": "weighted", "recommended_test": 0.58, "steady": 0.81,
    "calibration_slope": 0.34, "promised": 1.9, "least_detectable": 2.71,
    "conclusion": "not shown to help", "reason": None, "status": "ok",
}  # fmt: skip


def made_up_advantage(**changes: Any) -> dict[str, pd.DataFrame]:
    """The three tables; `changes` are those of the index's row, and of what all rows say of it."""
    said = OF | {name: value for name, value in changes.items() if name in OF}
    benefits = [
        said
        | {
            "people": people, "quantity": quantity, "estimate": estimate, "se": se, "df": 198.0,
            "ci_lower": estimate - 2 * se, "ci_upper": estimate + 2 * se,
            "p_value": 0.51 if quantity.startswith("beyond") else float("nan"), "status": "ok",
        }
        for people in ("all", "clearest half")
        for quantity, (estimate, se) in QUANTITIES.items()
    ]  # fmt: skip
    predictors = [
        said | {"predictor": name, "kept": kept, "slope": slope}
        for name, kept, slope in (
            ("baseline", 0.36, 0.8),
            ("iip32", 0.92, -1.9),
            ("problem_area", 0.12, float("nan")),
        )
    ]
    return {
        "personalized_advantage": typed("personalized_advantage", [ROW | changes]),
        "advantage_benefits": typed("advantage_benefits", benefits),
        "advantage_predictors": typed("advantage_predictors", predictors),
    }
