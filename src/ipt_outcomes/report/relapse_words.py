"""What relapse, its groups and its comparisons are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ipt_outcomes.phrases import running
from ipt_outcomes.plan.clinical_limits import Limit
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.relapse import Relapse
from ipt_outcomes.plan.relapse_limits import relapse_limits
from ipt_outcomes.report.numbers import plain_number
from ipt_outcomes.report.wording import (
    arm_labels,
    at_visit,
    instrument_of,
    lower_is_better,
    outcome_labels,
)

AT_ASSESSMENTS = (
    "Weeks are the planned ones of the visits at which a relapse was seen: it began at some time "
    "since the visit before, and no day is made up."
)
NOT_ALLOTTED = (
    "People who were well are no random part of their arm: other people got well in one arm than "
    "in another, so that arms may differ here for other reasons than their treatment."
)


def group_labels(plan: Plan, by: str) -> dict[str, str]:
    """Each group's label by its name, in order."""
    if by == "arm":
        return arm_labels(plan)
    return {"none": "No maintenance", "maintenance": "Maintenance"}


def pair_label(plan: Plan, row: Mapping[str, Any]) -> str:
    """`IPT, against CBT`."""
    labels = group_labels(plan, str(row["by"]))
    return f"{labels[row['test']]}, against {running_group(labels[row['comparison']])}"


def running_group(label: str) -> str:
    """`no maintenance` within a sentence; arms as they are."""
    return "no maintenance" if label == "No maintenance" else label


def entry_in_words(plan: Plan, entry: Mapping[str, Any]) -> str:
    """`Remission at Week 16, Depression (PHQ-9)`."""
    of, label = str(entry["of"]), outcome_labels(plan)[str(entry["outcome"])]
    return f"{of.capitalize()} {at_visit(plan, str(entry['visit']))}, {running(label)}"


def rules_in_words(plan: Plan, asked: Relapse) -> str:
    """Who is followed and what is a relapse, with the sources of both limits."""
    limits = relapse_limits(plan, asked)
    assert limits.well is not None and limits.relapse is not None
    lower = lower_is_better(plan, asked.outcome)
    end = "or more" if lower else "or less"
    times = "" if asked.in_a_row == 1 else f" at {asked.in_a_row} assessments in a row"
    meaning = limits.relapse.words
    means = "" if meaning in ("", "as given") else f" ({meaning})"
    scale = instrument_of(plan, asked.outcome).name
    what = f"{asked.of} {at_visit(plan, limits.visit)}"
    also = ", and no score that would be a relapse" if asked.of == "response" else ""
    no_share = ""
    if limits.well.unit.startswith("percent"):
        no_share = " Of a baseline of 0 there is no percentage: nobody with it counts."
    return (
        f"People with a {what} are followed: {_well(limits.well, lower)} on the {scale}{also} "
        f"({limits.well.source.rstrip('.')}). A relapse is a score of "
        f"{plain_number(limits.relapse.value)} {end}{means} at a later planned assessment{times} "
        f"({limits.relapse.source.rstrip('.')}).{no_share}"
    )


def _well(limit: Limit, lower: bool) -> str:
    value = plain_number(limit.value)
    if limit.unit == "points":
        return f"a score {limit.words if limit.words != 'as given' else 'of'} {value}"
    if limit.unit == "points of change":
        return f"an improvement by {value} points or more"
    return f"a score {'lower' if lower else 'higher'} by {value}% of the baseline's or more"
