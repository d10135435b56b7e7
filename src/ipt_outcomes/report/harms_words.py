"""What kinds of adverse events are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import plain_number
from ipt_outcomes.report.wording import arm_labels

KINDS = {
    "any": "Any adverse event",
    "serious": "Serious",
    "serious_unclear": "Unclear whether serious",
    "severe": "Severe",
    "related": "Related to the treatment",
    "related_unclear": "Unclear whether related to the treatment",
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


def followed_for(plan: Plan, harms: pd.DataFrame) -> str:
    """That arms are followed for different times, where they are; `harms` is that table."""
    weeks = harms.drop_duplicates("arm").set_index("arm")["weeks"]
    if weeks.nunique() < 2:
        return ""
    labels = arm_labels(plan)
    each = [f"{labels[str(arm)]} {plain_number(round(long))}" for arm, long in weeks.items()]
    return (
        f"Arms are followed for different times, in weeks: {listed(each)}. The counts of an arm "
        "are of its own time; two arms are compared for as long as both are followed."
    )


def kind_label(row: Mapping[str, Any]) -> str:
    """`Any adverse event`; of a category the trial's word."""
    if row["kind"] != "category":
        return KINDS[str(row["kind"])]
    word = str(row["event"]).replace("_", " ")
    return word[:1].upper() + word[1:]
