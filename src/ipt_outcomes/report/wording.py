"""What the plan's names are called in the report, and which rows hold a result."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.instruments import Instrument
from ipt_outcomes.plan.plan import Plan

MODEL_TITLES = {"mmrm": "Mixed model for repeated measures", "growth": "Growth model"}
WITH_RESULT = ("ok", "singular")


SYNTHETIC = "SYNTHETIC DATA: simulated people, not real ones."


def marked(plan: Plan, text: str) -> str:
    """`text` after a warning where the plan's people are not real: figures and tables travel."""
    return f"{SYNTHETIC} {text}".strip() if plan.source == "synthetic" else text


def arm_labels(plan: Plan) -> dict[str, str]:
    """Each arm's label by its name, in the plan's order."""
    return {arm.name: arm.label for arm in plan.arms}


def visit_labels(plan: Plan) -> dict[str, str]:
    """Each visit's label by its name, in the plan's order."""
    return {visit.name: visit.label for visit in plan.visits}


def outcome_labels(plan: Plan) -> dict[str, str]:
    """Each outcome's label by its name, in the plan's order."""
    return {outcome.name: outcome.label for outcome in plan.outcomes}


def instrument_of(plan: Plan, outcome: str) -> Instrument:
    """The scale behind an outcome: a registered one, or the user's own."""
    return plan.instrument(plan.outcome(outcome).scale)


def lower_is_better(plan: Plan, outcome: str) -> bool:
    """Whether a lower score of the outcome is the better one."""
    return instrument_of(plan, outcome).direction == "higher_is_worse"


def better_end(plan: Plan, outcome: str) -> str:
    """`lower is better` or `higher is better`."""
    return "lower is better" if lower_is_better(plan, outcome) else "higher is better"


def scale_in_words(plan: Plan, outcome: str) -> str:
    """The scale, its range and its better end: `PHQ-9 score (0–27; lower is better)`."""
    scale = instrument_of(plan, outcome)
    extent = f"{scale.minimum:g}–{scale.maximum:g}"
    return f"{scale.name} score ({extent}; {better_end(plan, outcome)})"


def has_result(frame: pd.DataFrame) -> pd.Series:
    """Which rows of a means or effects table hold an estimate that may be shown, as a flag a row.

    What a model that did not converge left behind is not a result, whatever numbers it holds.
    """
    return frame["estimate"].notna() & frame["status"].isin(WITH_RESULT)


def in_plan_order(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a means or effects table by outcome, visit, then contrast or arm."""
    orders: dict[str, dict[str, int]] = {
        "outcome": _positions([outcome.name for outcome in plan.outcomes]),
        "visit": _positions([visit.name for visit in plan.visits]),
        "arm": _positions([arm.name for arm in plan.arms]),
    }
    keys = pd.DataFrame(
        {name: frame[name].map(order) for name, order in orders.items() if name in frame},
        index=frame.index,
    )
    if "test" in frame:
        asked = list(dict.fromkeys((each.test, each.comparison) for each in plan.contrasts))
        place = {pair: position for position, pair in enumerate(asked)}
        pairs = zip(frame["test"], frame["comparison"], strict=True)
        keys["contrast"] = [place.get(pair, len(place)) for pair in pairs]
    return frame.loc[keys.sort_values(list(keys.columns), kind="stable").index]


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def people(count: int) -> str:
    """`1 person`, `2 people`."""
    return f"{count:,} person" if count == 1 else f"{count:,} people"


def _positions(names: Sequence[str]) -> dict[str, int]:
    return {name: position for position, name in enumerate(names)}
