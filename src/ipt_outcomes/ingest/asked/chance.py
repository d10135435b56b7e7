"""How likely two people are to give the same answers in every form."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.ingest.asked.records import Record
from ipt_outcomes.row_groups import numbered_groups, rows_where

# ASSUME: somebody with another's total at one time has it at the next by so much more than chance;
# of a bivariate normal distribution this is 1 / sqrt(1 - r^2), 3 where r is .94.
_AGAIN = 3.0
_FORM = ("participant", "visit", "day", "repeat")


class Chances:
    """Chances judged by all of the data: `scores`, the table of that name.

    ASSUME: of people with the same total of a form, the answers to single items are independent
    (as in Rasch's model, where the total says all of the person); how often a total occurs is
    counted. The total alone stands for a form of which no items are there.
    """

    def __init__(self, scores: pd.DataFrame) -> None:
        self._scores = scores
        self._answers: dict[tuple[object, object], _Answers] = {}

    def of(self, record: Record) -> float:
        """The chance that another person gives what `record` has."""
        chance = 1.0
        for place, ((scale, visit, *_), given) in enumerate(record.items()):
            items = [(item, value) for item, value in given if item > 0]
            answers = self._alike(scale, visit)
            share = answers.share(items or list(given)) * (_AGAIN if place else 1.0)
            chance *= min(share, 1.0) * answers.pattern(items)
        return chance

    def _alike(self, scale: object, visit: object) -> _Answers:
        if (scale, visit) not in self._answers:
            alike = rows_where(self._scores, self._scores["scale"] == scale)
            if visit is not None:
                alike = rows_where(alike, alike["visit"] == visit)
            self._answers[scale, visit] = _Answers(alike)
        return self._answers[scale, visit]


class _Answers:
    """The answers of one scale at one visit: a matrix of forms by items, NaN where not answered."""

    def __init__(self, alike: pd.DataFrame) -> None:
        key = [name for name in _FORM if name in alike]
        form = numbered_groups(alike, key)
        place, items = pd.factorize(alike["item"].to_numpy(dtype="int64"))
        self._column = {int(item): column for column, item in enumerate(items)}
        self._matrix = np.full((form.max(initial=-1) + 1, len(items)), np.nan)
        self._matrix[form, place] = alike["value"].to_numpy(dtype="float64")
        self._sums: dict[tuple[int, ...], NDArray[np.float64]] = {}
        self._shares: dict[int, tuple[int, NDArray[np.float64]]] = {}

    def share(self, given: list[tuple[int, float]]) -> float:
        """The share of forms with this sum of the same items."""
        items = tuple(item for item, _ in given)
        if items not in self._sums:
            sums = self._matrix[:, [self._column[item] for item in items]].sum(axis=1)
            self._sums[items] = sums[~np.isnan(sums)]
        sums = self._sums[items]
        total = sum(value for _, value in given)
        return float((np.abs(sums - total) < 1e-9).mean()) if len(sums) else 1.0

    def pattern(self, items: list[tuple[int, float]]) -> float:
        """The chance of these answers among all that have their sum; 1 where there is one item."""
        if len(items) < 2 or any(value != round(value) for _, value in items):
            return 1.0
        together, of_sum, least = 1.0, np.ones(1), 0
        for item, value in items:
            low, shares = self._of_item(item)
            together *= float(shares[round(value) - low])
            of_sum, least = np.convolve(of_sum, shares), least + low
        return min(together / float(of_sum[round(sum(v for _, v in items)) - least]), 1.0)

    def _of_item(self, item: int) -> tuple[int, NDArray[np.float64]]:
        """The item's least answer, and how often each from there on was given."""
        if item not in self._shares:
            answers = self._matrix[:, self._column[item]]
            answers = answers[~np.isnan(answers)]
            low = int(np.floor(answers.min()))
            shares = np.bincount((answers - low).astype(int)) / len(answers)
            self._shares[item] = (low, shares)
        return self._shares[item]
