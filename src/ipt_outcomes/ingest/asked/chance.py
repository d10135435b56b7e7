"""How likely two people are to give the same answers in every form."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.asked.data import Data

# A form: its scale, visit, day and number; what was given: item and value.
Form = tuple[object, ...]
Given = tuple[tuple[int, float], ...]
Record = Mapping[Form, Given]

# ASSUME: somebody with another's total at one time has it at the next by so much more than chance;
# of a bivariate normal distribution this is 1 / sqrt(1 - r^2), 3 where r is .94.
_AGAIN = 3.0
_KEY = ["scale", "visit", "day", "repeat"]


def records_of(data: Data) -> dict[str, Record]:
    """By participant, what was given in each form."""
    scores = data.scores.loc[data.scores["value"].notna() & data.scores["participant"].notna()]
    key = [name for name in _KEY if name in scores]
    columns = {
        name: scores[name].astype("object").where(scores[name].notna(), None) for name in key
    }
    records: dict[str, dict[Form, list[tuple[int, float]]]] = {}
    for who, item, value, *form in zip(
        scores["participant"], scores["item"], scores["value"], *columns.values(), strict=True
    ):
        records.setdefault(str(who), {}).setdefault(tuple(form), []).append((int(item), value))
    return {
        who: {form: tuple(sorted(given)) for form, given in forms.items()}
        for who, forms in records.items()
    }


def chance_of(data: Data, record: Record) -> float:
    """The chance that another person gives what `record` has, judged by all of the data.

    ASSUME: of people with the same total of a form, the answers to single items are independent
    (as in Rasch's model, where the total says all of the person); how often a total occurs is
    counted. The total alone stands for a form of which no items are there.
    """
    chance = 1.0
    for place, (form, given) in enumerate(record.items()):
        alike = data.scores.loc[data.scores["scale"] == form[0]]
        if form[1] is not None:
            alike = alike.loc[alike["visit"] == form[1]]
        items = [(item, value) for item, value in given if item > 0]
        share = _share(alike, items or list(given)) * (_AGAIN if place else 1.0)
        chance *= min(share, 1.0) * _pattern(alike, items)
    return chance


def _share(alike: pd.DataFrame, given: list[tuple[int, float]]) -> float:
    """The share of forms with this sum of the same items."""
    asked = alike.loc[alike["item"].isin([item for item, _ in given])]
    key = [name for name in ("participant", "visit", "day", "repeat") if name in asked]
    sums = asked.groupby(key, dropna=False)["value"].sum(min_count=len(given)).dropna()
    total = sum(value for _, value in given)
    return float((np.abs(sums - total) < 1e-9).mean()) if len(sums) else 1.0


def _pattern(alike: pd.DataFrame, items: list[tuple[int, float]]) -> float:
    """The chance of these answers among all that have their sum; 1 where there is one item."""
    if len(items) < 2 or any(value != round(value) for _, value in items):
        return 1.0
    together, of_sum, least = 1.0, np.ones(1), 0
    for item, value in items:
        answers = alike.loc[alike["item"] == item, "value"].dropna()
        low = int(np.floor(answers.min()))
        shares = np.bincount((answers.to_numpy() - low).astype(int)) / len(answers)
        together *= float(shares[round(value) - low])
        of_sum, least = np.convolve(of_sum, shares), least + low
    return min(together / float(of_sum[round(sum(v for _, v in items)) - least]), 1.0)
