"""The table of mediators of a made-up trial: interpersonal problems before depression."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.tables.mediation import QUANTITIES

from .made_up import typed

# Estimate and half of the interval, in the order of the quantities.
LEVEL = ((-6.0, 2.0), (-1.5, 1.0), (-4.5, 2.2), (0.25, 0.15), (0.05, 0.2), (0.2, 0.3))
PACE = ((-6.1, 2.0), (-0.8, 1.4), (-5.3, 2.4), (0.15, 0.2), (0.02, 0.2), (0.13, 0.3))


def made_up_mediation(**changes: Any) -> dict[str, pd.DataFrame]:
    """A path from mediator to outcome where people differ in level; `changes` are of every row."""
    rows = []
    for model, numbers in (("level", LEVEL), ("pace", PACE)):
        for place, (quantity, (estimate, half)) in enumerate(zip(QUANTITIES, numbers, strict=True)):
            shown = quantity == "indirect" and model == "level"
            rows.append(
                {
                    "name": "way", "mediator": "iip32", "outcome": "phq9", "test": "ipt",
                    "comparison": "waitlist", "comparison_is": "randomised", "visit": "week_16",
                    "visits": 5, "model": model, "planned": model == "level",
                    "quantity": quantity, "unit": "points" if place < 3 else "SD",
                    "estimate": estimate, "ci_lower": estimate - half,
                    "ci_upper": estimate + half,
                    "correlation_at_limit": 0.08 if shown else np.nan,
                    "correlation_at_zero": 0.21 if shown else np.nan,
                    "participants": 160, "draws": 1000, "reason": None, "status": "ok",
                    "standing": "unlocked",
                }
                | changes
            )  # fmt: skip
    return {"mediation": typed("mediation", rows)}
