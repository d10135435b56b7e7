"""The table of scenarios of a made-up trial."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .made_up import typed

ITEMS = {
    "family": "missing_items",
    "title": "Unanswered items",
    "question": "does the rule matter?",
    "unit": "form",
    "units": 100,
}
# name, label, used, changed
RULES = (
    ("two_items", "up to 2 made up for", 100, 0),
    ("one_item", "up to 1 made up for", 99, 1),
    ("complete", "complete forms only", 90, 10),
)
# A family that nobody has written yet: scores that are missing, drawn under two assumptions.
IMPUTED = {
    "family": "imputed",
    "title": "Scores that are missing",
    "question": "what if they were worse?",
    "unit": "score",
    "units": 1262,
}
ASSUMPTIONS = (
    ("none", "not filled in", 1100, 0),
    ("random", "drawn as missing at random", 1262, 162),
    ("worse", "drawn two points worse", 1262, 162),
)


def made_up_scenarios(*families: str, **changes: Any) -> pd.DataFrame:
    """IPT against the waitlist under three choices of each family (`items`, `imputed`).

    `changes` are those of the last choice of the last family.
    """
    known = {"items": (ITEMS, RULES), "imputed": (IMPUTED, ASSUMPTIONS)}
    rows: list[dict[str, Any]] = []
    for name in families or ("items",):
        family, choices = known[name]
        for choice, label, used, changed in choices:
            rows.append(
                {
                    **family, "outcome": "phq9", "role": "primary", "analysis": "mmrm",
                    "choice": choice, "label": label, "assumes": f"What {choice} assumes.",
                    "planned": choice == choices[0][0], "units_used": used,
                    "units_changed": changed, "test": "ipt", "comparison": "waitlist",
                    "visit": "week_16", "estimate": -2.0 - changed / 100, "se": 0.8, "df": 90.0,
                    "ci_lower": -3.6, "ci_upper": -0.4, "p_value": 0.01,
                    "conclusion": "test arm better", "shift": -changed / 100, "participants": 80,
                    "caution": False,
                    "observations": 300, "status": "ok",
                }
            )  # fmt: skip
    rows[-1] |= changes
    return typed("scenarios", rows)
