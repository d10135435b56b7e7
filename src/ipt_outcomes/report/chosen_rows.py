"""Which rows of a table of results are shown, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.unplanned import refuse_unplanned


def of_analysis(plan: Plan, frame: pd.DataFrame, analysis: str | None) -> pd.DataFrame:
    """The rows of one analysis, or of each outcome's primary one (None).

    `frame` has the columns outcome and analysis. Raises KeyError for an analysis that the plan does
    not ask for, and where rows are of an outcome, a visit or a contrast that it does not have.
    """
    refuse_unplanned(plan, frame)
    if analysis is None:
        primary = {outcome.name: plan.primary_of(outcome.name) for outcome in plan.outcomes}
        return frame[frame["analysis"] == frame["outcome"].map(primary)]
    names = [request.name for request in plan.requests]
    if analysis not in names:
        raise KeyError(f"the plan has no analysis {analysis!r}; it has {', '.join(names)}")
    return frame[frame["analysis"] == analysis]


def without_endpoint(plan: Plan, effects: pd.DataFrame) -> list[str]:
    """The outcomes that these rows compare arms of, but not at their endpoint, primary ones first.

    `effects` are rows of the table of that name: an analysis may end before an outcome's endpoint.
    """
    there = set(effects.loc[effects["endpoint"], "outcome"])
    names = set(effects["outcome"]) - there
    return [outcome.name for outcome in plan.outcomes_in_order if outcome.name in names]


def in_plan_order(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a means or effects table by outcome, visit, then contrast or arm.

    Primary outcomes come first.
    """
    orders: dict[str, dict[str, int]] = {
        "outcome": _outcomes(plan),
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


def primary_first(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table with the column outcome by outcome, primary ones first; else as given."""
    if "outcome" not in frame or frame.empty:
        return frame
    return frame.loc[frame["outcome"].map(_outcomes(plan)).sort_values(kind="stable").index]


def _outcomes(plan: Plan) -> dict[str, int]:
    return _positions([outcome.name for outcome in plan.outcomes_in_order])


def _positions(names: Sequence[str]) -> dict[str, int]:
    return {name: position for position, name in enumerate(names)}
