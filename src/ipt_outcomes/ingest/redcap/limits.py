"""The limits of what may be entered in a field: numbers, and dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ipt_outcomes.ingest.cells import as_number
from ipt_outcomes.ingest.redcap.dictionary import Field

# The first and the last are of old projects.
_NUMBERS = re.compile(r"int|integer|number(_[1-4]dp)?(_comma_decimal)?|float")
_WHOLE = frozenset({"integer", "int"})
_DATES = frozenset({"date_ymd", "date_mdy", "date_dmy", "date"})
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# REDCap's own, by the kind of field.
_LEAST, _MOST = {"slider": "0"}, {"slider": "100"}


@dataclass(frozen=True)
class Limits:
    """`low` and `high` in a field's own words; empty where there is none that is a fixed value.

    `whole`: only whole numbers may be entered. `dates`: the limits are days, and not numbers.
    """

    low: str
    high: str
    whole: bool = False
    dates: bool = False

    def __str__(self) -> str:
        if self.low and self.high:
            return f"{self.low} to {self.high}"
        return f"{self.low} or more" if self.low else f"{self.high} or less"

    def outside(self, cell: str, decimal: str) -> bool:
        """Whether the cell lies outside. What is no number, or no ISO date, does not."""
        value = _day(cell) if self.dates else as_number(cell, decimal)
        read = _day if self.dates else _limit
        low, high = read(self.low), read(self.high)
        return value is not None and (
            (low is not None and value < low) or (high is not None and value > high)
        )

    def broken(self, cell: str, decimal: str) -> bool:
        """Whether the cell is a number with a fraction where only whole ones may be entered."""
        value = as_number(cell, decimal) if self.whole else None
        return value is not None and value % 1 != 0


def limits_of(field: Field) -> Limits | None:
    """The field's limits, None where it has none.

    Limits that are other fields or words (`[age]`, `today`, `now`) are not fixed: they are none.
    What REDCap calculates has no limits.
    """
    text = field.kind == "text"
    dates = text and field.validation in _DATES
    if field.kind != "slider" and not dates and not (text and _NUMBERS.fullmatch(field.validation)):
        return None
    read = _day if dates else _limit
    low, high = (
        "" if read(limit) is None else limit
        for limit in (
            field.low or _LEAST.get(field.kind, ""),
            field.high or _MOST.get(field.kind, ""),
        )
    )
    whole = text and field.validation in _WHOLE
    return Limits(low, high, whole, dates) if low or high or whole else None


def _limit(text: str) -> float | None:
    """A limit of a number: of a field with a decimal comma it may have one as well."""
    return as_number(text.replace(",", "."))


def _day(text: str) -> int | None:
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None
