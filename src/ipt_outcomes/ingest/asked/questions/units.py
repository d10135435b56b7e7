"""Is a measurement in one unit, and in the scale's own?"""

from __future__ import annotations

import re

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data, Forms
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.phrases import listed
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.confirmed import UNITS

# A column for units in languages that files are kept in: unit, weight_unit, Einheit, eenheid.
_NAMED = re.compile(
    r"(?:.*[\W_])?(units?|uom|einheit(en)?|eenheid|eenheden|unit[eé]s?|unidad(es)?|unit[aà])"
    r"(?:[\W_].*)?",
    re.IGNORECASE,
)
# Words for one unit, by the unit. A ward is a unit as well, and none of these.
_WORDS = {
    "kg": ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramm"),
    "lb": ("lb", "lbs", "pound", "pounds", "pfund"),
    "st": ("st", "stone", "stones"),
    "g": ("g", "gram", "grams", "gramm"),
    "cm": ("cm", "centimetre", "centimetres", "centimeter", "centimeters"),
    "m": ("m", "metre", "metres", "meter", "meters"),
    "in": ("in", "inch", "inches"),
}
_UNIT_OF = {word: unit for unit, words in _WORDS.items() for word in words}
# ASSUME: no measurement of a person, such as the weight, changes by so much between two visits of a
# trial; pounds and kilograms differ by 2.2, inches and centimetres by 2.54.
_A_JUMP = 1.8
_TO_KG = "1 lb is 0.45359237 kg, 1 st is 14 lb"


def ask(data: Data) -> None:
    """Refuse a measurement beside which a column names two units, or another than the scale's."""
    for forms in data.forms:
        if forms.instrument.rated_by != "measurement" or not forms.totals.notna().any():
            continue
        if forms.instrument.scale.rpartition("_")[2] in _WORDS:
            _look_at_jumps(data, forms)
        others = data.unmapped(forms.entry)
        mapped = data.table(forms.entry).cells
        tables = [mapped] if others is None else [mapped, others.cells]
        for cells in tables:
            for column in cells:
                if _NAMED.fullmatch(str(column)):
                    _look(data, forms, str(column), cells[column])


def _look_at_jumps(data: Data, forms: Forms) -> None:
    """Whether somebody has numbers of two units at different visits."""
    # By place: a line of a wide file holds the forms of several visits.
    there = (forms.totals > 0).to_numpy()
    of_person = forms.totals.loc[there].groupby(forms.participants.to_numpy()[there])
    jumps = int((of_person.max() > _A_JUMP * of_person.min()).sum())
    if not jumps:
        return
    data.asks(
        forms.entry,
        UNITS,
        lines=None,
        column=forms.total_column,
        rule=f"{forms.instrument.name} of {counted_people(jumps)} is {_A_JUMP:g} times as much at "
        "one visit as at another, or more: some may be in another unit",
        remedy=f"Bring all to the unit of the scale in the file ({_TO_KG}), and correct what was "
        "mistyped.",
    )


def _look(data: Data, forms: Forms, column: str, cells: pd.Series) -> None:
    there = cells.loc[cells.index.isin(forms.totals.index[forms.totals.notna()])]
    words = there.loc[~there.isin(MISSING)].map(lambda cell: cell.strip().lower().rstrip("."))
    units = words.map(_UNIT_OF)
    if units.isna().all():
        return
    named = units.fillna("others").value_counts()
    own = forms.instrument.scale.rpartition("_")[2]
    counts = listed([f"{count} rows in {unit}" for unit, count in named.items()])
    if len(named) > 1:
        rule = f"{forms.instrument.name} is in more than one unit: {counts}"
    elif own in _WORDS and named.index[0] != own:
        rule = f"{forms.instrument.name} is read in {own}, and this column says {named.index[0]}"
    else:
        return
    data.asks(
        forms.entry,
        UNITS,
        lines=None,
        column=column,
        rule=rule,
        remedy=f"Bring all rows to the unit of the scale in the file ({_TO_KG}), or describe a "
        "scale of your own in config/instruments. `rows` would leave people out.",
    )
