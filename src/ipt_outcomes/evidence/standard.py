"""The columns of the Metapsy data standard: names, kinds, and what a cell may say.

Source: "Data Format", docs.metapsy.org. Each row compares two arms of one study in one outcome at
one time. A row fills one of the groups (a) to (e) of effect size data.
"""

from __future__ import annotations

from typing import Final, Literal

REQUIRED: Final = ("study", "condition_arm1", "condition_arm2")

MEANS: Final = ("mean_arm1", "mean_arm2", "sd_arm1", "sd_arm2", "n_arm1", "n_arm2")
CHANGES: Final = (
    "mean_change_arm1", "mean_change_arm2", "sd_change_arm1", "sd_change_arm2",
    "n_change_arm1", "n_change_arm2",
)  # fmt: skip
EVENTS: Final = ("event_arm1", "event_arm2", "totaln_arm1", "totaln_arm2")
PRECALCULATED_G: Final = ("precalc_g", "precalc_g_se")
PRECALCULATED_RATIO: Final = ("precalc_log_rr", "precalc_log_rr_se")
DATABASE_G: Final = (".g", ".g_se")
DATABASE_RATIO: Final = (".log_rr", ".log_rr_se")

GROUPS: Final = (
    MEANS, CHANGES, EVENTS, PRECALCULATED_G, PRECALCULATED_RATIO, DATABASE_G, DATABASE_RATIO,
)  # fmt: skip

TEXT: Final = (
    *REQUIRED, "multi_arm1", "multi_arm2", "outcome_type", "instrument", "time", "rating", ".id",
)  # fmt: skip
_OTHER_NUMBERS = (
    "time_weeks", ".event_arm1", ".event_arm2", ".totaln_arm1", ".totaln_arm2",
    "baseline_m_arm1", "baseline_m_arm2", "baseline_sd_arm1", "baseline_sd_arm2",
    "baseline_n_arm1", "baseline_n_arm2",
)  # fmt: skip
NUMBERS: Final = (*(column for group in GROUPS for column in group), *_OTHER_NUMBERS)

Limit = Literal["positive", "not negative"]


def limit_of(column: str) -> Limit | None:
    """What a number in this column of the standard must be."""
    name = column.removeprefix(".")
    if name.startswith(("n_", "totaln_", "baseline_n_")) or name.endswith("_se"):
        return "positive"
    if name.startswith(("sd_", "baseline_sd_", "event_", "time_weeks")):
        return "not negative"
    return None
