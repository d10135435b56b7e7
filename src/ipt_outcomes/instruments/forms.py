"""The other forms in which files have a scale's total: sums for means, means for sums, raw sums."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.instruments.registry import read_instrument, registered_instruments
from ipt_outcomes.instruments.schema import Instrument

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Values = TypeVar("Values", "pd.Series", Floats)

# ASSUME: fewer totals say nothing of the form of all, and a sum of fewer items looks like a mean.
FEWEST_TOTALS = 10
FEWEST_ITEMS = 5
_FAMILY = re.compile(r"[a-z]+")
_NEAR = 1e-6


@dataclass(frozen=True)
class Form:
    """A form of the total: its range, and the scale's own total as (value - shift) * factor.

    `whole`: only whole numbers are of this form.
    """

    name: str
    minimum: float
    maximum: float
    factor: float
    shift: float = 0.0
    whole: bool = True

    @property
    def words(self) -> str:
        """What it is, with its range."""
        what = {
            "sum": "sums of the answers",
            "mean": "means of the answers",
            "from_1": "sums of answers counted from 1",
        }[self.name]
        return f"{what}, {self.minimum:g} to {self.maximum:g}"

    def as_registered(self, values: Values) -> Values:
        """Totals of this form as the scale's own."""
        return (values - self.shift) * self.factor

    def holds(self, values: Floats) -> bool:
        """Whether every one of the values may be of this form."""
        inside = np.all((values >= self.minimum - _NEAR) & (values <= self.maximum + _NEAR))
        return bool(inside and (not self.whole or not np.any(fractions(values))))


def forms_of(instrument: Instrument) -> tuple[Form, ...]:
    """Every other form of the scale's total that follows from its items; none without items."""
    return tuple(_forms(instrument))


def form_of(instrument: Instrument, name: str) -> Form:
    """The form of that name. Raises KeyError where the scale has none."""
    return {form.name: form for form in forms_of(instrument)}[name]


def _forms(instrument: Instrument) -> Iterator[Form]:
    count, by = len(instrument.items), instrument.multiply_by
    if count < 2 or instrument.scoring not in ("sum", "mean"):
        return
    low = sum(item.minimum for item in instrument.items)
    high = sum(item.maximum for item in instrument.items)
    of_sum = by if instrument.scoring == "sum" else by / count
    if of_sum != 1:
        yield Form("sum", low, high, of_sum)
    if of_sum * count != 1:
        yield Form("mean", low / count, high / count, of_sum * count, whole=False)
    if of_sum == 1 and all(item.minimum == 0 for item in instrument.items):
        yield Form("from_1", low + count, high + count, 1.0, count)


def other_form(instrument: Instrument, totals: Floats) -> Form | None:
    """The other form that these totals have, as a whole; None where nothing says so.

    `totals` are finite, as a file reports them. Totals outside the scale's range have the form that
    holds all of them. Within it, some form must explain what the scale's scoring cannot give.
    """
    if len(totals) < FEWEST_TOTALS:
        return None
    holding = [form for form in forms_of(instrument) if form.holds(totals)]
    if np.any((totals < instrument.minimum - _NEAR) | (totals > instrument.maximum + _NEAR)):
        return holding[0] if len(holding) == 1 else None
    if not np.any(impossible(instrument, totals)):
        return None
    # ASSUME: totals that are all within the range of one item, with fractions, are means; those
    # that all lie within the range of the raw sum, and are whole, are raw.
    within = [
        form
        for form in holding
        if (form.name == "mean" and len(instrument.items) >= FEWEST_ITEMS)
        or (form.name == "sum" and instrument.multiply_by != 1)
    ]
    return min(within, key=lambda form: form.maximum, default=None)


def impossible(instrument: Instrument, totals: Floats) -> NDArray[np.bool_]:
    """Which totals no answers to all items give: fractions of a sum, no multiples of its factor.

    None where the scale has no items, or is a mean, which files round.
    """
    weights = np.array([item.weight for item in instrument.items])
    sums = instrument.scoring in ("sum", "domain_maxima", "weighted_sum")
    if not sums or not len(weights) or np.any(fractions(weights)):
        return np.zeros(len(totals), dtype=bool)
    return fractions(totals / instrument.multiply_by)


def fractions(values: Floats) -> NDArray[np.bool_]:
    """Which values are no whole numbers."""
    return np.asarray(np.abs(values - np.round(values)) > _NEAR)


def longer_version(instrument: Instrument, totals: Floats) -> Instrument | None:
    """A registered scale of the same family whose range holds what this one's does not."""
    family = _FAMILY.match(instrument.scale)
    for name in registered_instruments():
        known = _FAMILY.match(name)
        if name == instrument.scale or not family or not known or family[0] != known[0]:
            continue
        other = read_instrument(name)
        if np.all((totals >= other.minimum) & (totals <= other.maximum)):
            return other
    return None
