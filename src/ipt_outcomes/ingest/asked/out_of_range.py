"""What a whole column tells of scores out of range: no slips of the pen, but another coding."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.instruments import Instrument
from ipt_outcomes.instruments.forms import FEWEST_TOTALS, longer_version, other_form
from ipt_outcomes.instruments.items import Item
from ipt_outcomes.plan.measures import SOURCE as OF_THE_PLAN

NOT_MISSING = "These are answers, and no codes for missing ones."


def recode_of(item: Item) -> str:
    """The plan's `recode` of answers that are all one too high: `{1: 0, 2: 1}`."""
    answers = range(item.minimum, item.maximum + 1, item.step)
    return "{" + ", ".join(f"{answer + item.step}: {answer}" for answer in answers) + "}"


def is_shifted(item: Item, answers: np.ndarray) -> bool:
    """Whether every answer would be one of the item's if it were one step lower, and not as it is.

    `answers` are finite.
    """
    return bool(
        len(answers)
        and answers.min() == item.minimum + item.step
        and answers.max() == item.maximum + item.step
    )


def of_answers(item: Item, answers: pd.Series) -> str | None:
    """The remedy for answers out of range that are coded one step too high; None for others."""
    given = answers[np.isfinite(answers)].to_numpy()
    if not is_shifted(item, given):
        return None
    low, high = item.minimum, item.maximum
    return (
        f"The column is coded {low + item.step} to {high + item.step} and the scale {low} to "
        f"{high}: write `recode: {recode_of(item)}` beside `items`. {NOT_MISSING}"
    )


def of_totals(instrument: Instrument, totals: pd.Series) -> str | None:
    """The remedy for totals out of range that have another form, or are a longer scale's.

    The limits of a scale of the plan's own may be what is wrong.
    """
    if instrument.source == OF_THE_PLAN:
        return (
            "Correct the score, or the scale's limits under `measures` in the plan; leave a "
            "missing score empty or NA, or declare its code under `missing`."
        )
    given = totals[np.isfinite(totals)].to_numpy()
    form = other_form(instrument, given)
    longer = longer_version(instrument, given) if len(given) >= FEWEST_TOTALS else None
    said = []
    if form is not None:
        said.append(
            f"All fit {form.words}: write `totals_as: {{{instrument.scale}: {form.name}}}` beside "
            "`scales`."
        )
    if longer is not None:
        said.append(
            f"All fit {longer.name}, {longer.minimum:g} to {longer.maximum:g}: write "
            f"`{longer.scale}` in the place of `{instrument.scale}` if that was asked."
        )
    return " Or: ".join(said) or None
