"""The file's own total beside the items: the one that the plan maps, or a column that equals it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.asked.data import Data, Forms
from ipt_outcomes.ingest.cells import MISSING, as_number
from ipt_outcomes.instruments.scoring import Floats, scored
from ipt_outcomes.plan.score_files import LongScores

# ASSUME: a column that is the scale's total in more than half of so many forms is that total; by
# chance two numbers of a scale are seldom the same.
FEWEST_FORMS = 10
_SHARE = 0.5
# A total with one decimal was rounded to it, and one without, not.
_ROUNDED = 0.05
_NEAR = 1e-6


@dataclass(frozen=True, repr=False, eq=False)
class OwnTotal:
    """A column of the file that holds totals, by the forms' lines. `mapped`: the plan names it."""

    column: str
    values: pd.Series
    mapped: bool


def own_totals(data: Data, forms: Forms) -> Iterator[OwnTotal]:
    """The mapped total; else every unmapped column of numbers, of a file with a row a form."""
    if forms.asked is None or forms.asked.items is None:
        return
    if forms.asked.both:
        yield OwnTotal(forms.total_column or "total", forms.totals, mapped=True)
        return
    if not isinstance(forms.entry, LongScores):
        return
    others = data.unmapped(forms.entry)
    if others is None:
        return
    for column in others.cells:
        values = _numbers(others.cells[column], others.decimal)
        if values is not None:
            yield OwnTotal(str(column), values.reindex(forms.answers.index), mapped=False)


def item_totals(forms: Forms, *, turned: bool) -> pd.Series:
    """The total of each complete form, by line, missing of others.

    `turned`: reverse-keyed items are turned here; otherwise their answers count as they are.
    """
    instrument = forms.instrument if turned else forms.instrument.as_turned()
    answers = forms.answers.to_numpy(dtype="float64")
    totals = scored(instrument, answers, None).total
    return pd.Series(np.where(forms.complete, totals, np.nan), index=forms.answers.index)


def is_total(own: OwnTotal, totals: pd.Series) -> bool:
    """Whether the column is these totals, though perhaps not on every line."""
    both = own.values.notna() & totals.notna()
    same = same_total(own.values, totals)
    return bool(both.sum() >= FEWEST_FORMS and same.sum() > _SHARE * both.sum())


def same_total(reported: pd.Series, totals: pd.Series) -> pd.Series:
    """Where the two say the same, but for the rounding of what has decimals."""
    fraction = np.abs(totals - np.round(totals)) > _NEAR
    within = np.where(fraction, _ROUNDED + _NEAR, _NEAR)
    return pd.Series(np.abs(reported - totals) <= within, index=totals.index)


def equals_plain_sum(data: Data, forms: Forms) -> str | None:
    """That the file's own total adds the answers as they are, in words; None where none does.

    Forms in which turning changes nothing say nothing.
    """
    plain, turned = item_totals(forms, turned=False), item_totals(forms, turned=True)
    tells = plain.notna() & ~same_total(plain, turned)
    for own in own_totals(data, forms):
        there = tells & own.values.notna()
        if there.sum() >= FEWEST_FORMS and same_total(own.values, plain)[there].all():
            return f"{own.column} is the sum of the answers as they are in all {there.sum()} forms"
    return None


def _numbers(cells: pd.Series, decimal: str) -> pd.Series | None:
    """The column as numbers; None where a cell is none."""
    places, distinct = pd.factorize(cells)
    found = [np.nan if cell in MISSING else as_number(cell, decimal) for cell in map(str, distinct)]
    if None in found or not found:
        return None
    values: Floats = np.array(found, dtype="float64")[places]
    return pd.Series(values, index=cells.index)
