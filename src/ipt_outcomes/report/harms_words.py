"""What kinds of adverse events are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ipt_outcomes.plan.plan import Plan

KINDS = {
    "any": "Any adverse event",
    "serious": "Serious",
    "severe": "Severe",
    "related": "Related to the treatment",
}
NONE_RECORDED = (
    "The trial's files have no table of adverse events, so that none is shown. That none was "
    "recorded here does not say that there were none."
)


def as_allocated(plan: Plan) -> str:
    """Of whom the shares are."""
    if not plan.randomised:
        return "Of everybody who was included; events before the start do not count."
    return (
        "Of everybody randomised, as allocated, whatever treatment was received; events before "
        "randomisation do not count."
    )


def kind_label(row: Mapping[str, Any]) -> str:
    """`Any adverse event`; of a category the trial's word."""
    if row["kind"] != "category":
        return KINDS[str(row["kind"])]
    word = str(row["event"]).replace("_", " ")
    return word[:1].upper() + word[1:]
