"""Refusing results of what the plan does not have, where they would become its conclusions."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan

_REMEDY = (
    "What is not planned concludes nothing. Put it into the plan (where that was locked, it will "
    "be stamped exploratory), or look at it with `ipt_outcomes.contrast` of a fit"
)


def refuse_unplanned(plan: Plan, frame: pd.DataFrame) -> None:
    """Raise KeyError where rows are of an outcome, a visit, an arm or a contrast not in the plan.

    `frame` has any of the columns outcome, visit, test and comparison.
    """
    outcomes = [outcome.name for outcome in plan.outcomes]
    if "outcome" in frame:
        refuse_names("outcome", frame["outcome"], outcomes)
    if "visit" in frame:
        refuse_names("visit", frame["visit"], [visit.name for visit in plan.visits])
    if {"outcome", "test", "comparison"} <= set(frame):
        asked = {
            (outcome, each.test, each.comparison)
            for outcome in outcomes
            for each in plan.contrasts_of(outcome)
        }
        rows = zip(frame["outcome"], frame["test"], frame["comparison"], strict=True)
        for outcome, test, comparison in dict.fromkeys(rows):
            if (outcome, test, comparison) not in asked:
                raise KeyError(
                    f"the plan asks no contrast of {test} and {comparison} of {outcome}. {_REMEDY}"
                )


def refuse_names(what: str, names: Iterable[str], known: Collection[str]) -> None:
    """Raise KeyError for the first of the names that the plan has not among those known."""
    for name in dict.fromkeys(names):
        if name not in known:
            raise KeyError(f"the plan has no {what} {name!r}; it has {listed([*known])}. {_REMEDY}")
