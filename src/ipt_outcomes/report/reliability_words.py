"""What is said of scores whose items do not measure one thing in these data."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ipt_outcomes.phrases import at, listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Link
from ipt_outcomes.report.wording import outcome_labels, visit_labels

# ASSUME: a scale in use has an alpha of .7 and more nearly everywhere; below .5 the data are more
# likely wrong than the scale is.
IMPLAUSIBLE = 0.5
TITLE, ANCHOR = "Reliability of the scores", "reliability"
_SCORED = (
    "Such a value comes about where reverse-keyed items were turned twice or not at all, where "
    "columns are in another order than the scale's items, or where a code stands for a missing "
    "answer: see to it before anything else in this report."
)


def of_totals(reliability: pd.DataFrame) -> pd.DataFrame:
    """The rows of the totals; those of subscales are in the table's file."""
    return reliability.loc[reliability["part"] == "total"]


def implausible_in_words(plan: Plan, reliability: pd.DataFrame) -> list[str]:
    """Which outcomes have an alpha that cannot be right, and when; empty where none has.

    `reliability` is the table of that name.
    """
    totals, sentences = of_totals(reliability), []
    for outcome, label in outcome_labels(plan).items():
        of_outcome = totals.loc[(totals["outcome"] == outcome) & (totals["alpha"] < IMPLAUSIBLE)]
        if of_outcome.empty:
            continue
        where = at(*(visit_labels(plan)[visit] for visit in of_outcome["visit"]))
        below = "negative" if (of_outcome["alpha"] < 0).all() else f"below {IMPLAUSIBLE:g}"
        sentences.append(
            f"The items of {label} do not measure one thing in these data: Cronbach\u2019s alpha "
            f"is {below} {where}."
        )
    return [" ".join([*sentences, _SCORED])] if sentences else []


def pointer(
    plan: Plan, reliability: pd.DataFrame | None, outcomes: Iterable[str]
) -> tuple[str, ...]:
    """A line beside the results of these outcomes that leads to what is said of their scores; empty
    where nothing is.
    """
    if reliability is None:
        return ()
    low = of_totals(reliability)
    names = set(low.loc[low["alpha"] < IMPLAUSIBLE, "outcome"]) & set(outcomes)
    labels = [label for outcome, label in outcome_labels(plan).items() if outcome in names]
    if not labels:
        return ()
    return (
        f"The scores of {listed(labels)} may be wrong, as their items do not go together: ",
        Link(TITLE, ANCHOR),
    )
