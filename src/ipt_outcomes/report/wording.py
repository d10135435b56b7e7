"""What the plan's names are called in the report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ipt_outcomes.instruments import Instrument
from ipt_outcomes.phrases import at, running
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.design_words import stamp
from ipt_outcomes.report.numbers import plain_number
from ipt_outcomes.report.standing_words import exploratory_stamp

SYNTHETIC = "SYNTHETIC DATA: simulated people, not real ones."
INTERNAL = "INTERNAL: individual trajectories are not for release"
ARM_ROLES = {
    "treatment": "treatment",
    "active_comparator": "active comparator",
    "control": "control",
}


def marked(plan: Plan, text: str, rests_on: Sequence[str] | None = None) -> str:
    """`text` after what must not be lost when a figure or table travels.

    That people are not real; that arms were not randomised, or that there is one alone; what is
    exploratory of that on which it rests (`exploratory_stamp`).
    """
    warning = SYNTHETIC if plan.source == "synthetic" else ""
    return " ".join(filter(None, (warning, stamp(plan), exploratory_stamp(plan, rests_on), text)))


def marks(plan: Plan, rests_on: Sequence[str] | None = None) -> tuple[str, ...]:
    """The same as the notes of a table that has no others; none where there is nothing to say."""
    return tuple(filter(None, (marked(plan, "", rests_on),)))


def arm_labels(plan: Plan) -> dict[str, str]:
    """Each arm's label by its name, in the plan's order."""
    return {arm.name: arm.label for arm in plan.arms}


def visit_labels(plan: Plan) -> dict[str, str]:
    """Each visit's label by its name, in the plan's order."""
    return {visit.name: visit.label for visit in plan.visits}


def at_visit(plan: Plan, visit: str) -> str:
    """`at Week 16`, or `after treatment` of a visit that is called so."""
    return at(visit_labels(plan)[visit])


def since_visit(plan: Plan, visit: str) -> str:
    """`since Baseline`, or `since before treatment` of a visit that is called so."""
    return f"since {running(visit_labels(plan)[visit])}"


def outcome_labels(plan: Plan) -> dict[str, str]:
    """Each outcome's label by its name, primary outcomes first."""
    return {outcome.name: outcome.label for outcome in plan.outcomes_in_order}


def contrast_label(plan: Plan, test: str, comparison: str) -> str:
    """`IPT − Waitlist`, from the names of the arms; of one arm, `IPT: change since Baseline`."""
    arms = arm_labels(plan)
    if comparison not in arms:
        return f"{arms[test]}: change {since_visit(plan, comparison)}"
    return f"{as_one(arms[test])} − {as_one(arms[comparison])}"


# What reads as a sum: signs, a hyphen within a word aside, and words that do the same.
_SUM = re.compile(
    r"[+−–—&/]|(?<!\w)-|-(?!\w)|\b(?:plus|minus|and|or|with|without)\b", re.IGNORECASE
)


def as_one(label: str) -> str:
    """An arm's label in a difference: in brackets where it reads as a sum or difference itself."""
    return f"({label})" if _SUM.search(label) else label


def instrument_of(plan: Plan, outcome: str) -> Instrument:
    """The scale behind an outcome: a registered one, or the user's own."""
    return plan.instrument(plan.outcome(outcome).scale)


def lower_is_better(plan: Plan, outcome: str) -> bool:
    """Whether a lower score of the outcome is the better one."""
    return plan.direction_of(outcome) == "higher_is_worse"


def better_end(plan: Plan, outcome: str) -> str:
    """`lower is better` or `higher is better`."""
    return "lower is better" if lower_is_better(plan, outcome) else "higher is better"


def scale_in_words(plan: Plan, outcome: str) -> str:
    """The scale, its range and its better end: `PHQ-9 score (0–27; lower is better)`."""
    scale = instrument_of(plan, outcome)
    extent = f"{plain_number(scale.minimum)}–{plain_number(scale.maximum)}"
    return f"{scale.name} score ({extent}; {better_end(plan, outcome)})"
