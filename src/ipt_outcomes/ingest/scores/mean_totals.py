"""Reported totals that look like means of items where the scale's total is their sum."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan

# ASSUME: in so many totals of a sum at least one is above the greatest answer to one item.
FEWEST_TOTALS = 10
FEWEST_ITEMS = 5


def notes_on_means(plan: Plan, scores: pd.DataFrame) -> list[str]:
    """A note for each scale whose reported totals all lie within the range of one item.

    `scores` is the table of that name. Such totals are within the scale's range and are read.
    """
    notes = []
    reported = scores.loc[(scores["item"] == 0) & scores["value"].notna()]
    for scale, totals in reported.groupby("scale", sort=False)["value"]:
        instrument = plan.instrument(str(scale))
        if instrument.scoring != "sum" or len(instrument.items) < FEWEST_ITEMS:
            continue
        greatest = max(item.maximum for item in instrument.items) * instrument.multiply_by
        if len(totals) >= FEWEST_TOTALS and totals.max() <= greatest:
            notes.append(
                f"{scale}: every reported total is {greatest:g} or less, as means of the items "
                f"would be; {instrument.name} is a sum, {instrument.minimum:g} to "
                f"{instrument.maximum:g}"
            )
    return notes
