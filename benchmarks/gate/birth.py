"""Days of birth of adults, as they stand in identities and alone."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from benchmarks.gate.columns import Classes, letters


def born(random: Random) -> date:
    return date(1935, 1, 1) + timedelta(days=random.randrange(71 * 365))


def _as(form: str) -> tuple:
    return (lambda random: born(random).strftime(form),)


CLASSES: Classes = {
    "birth date, ISO": _as("%Y-%m-%d") + _as("%Y/%m/%d"),
    "birth date, day first": _as("%d.%m.%Y") + _as("%d/%m/%Y") + _as("%d-%m-%Y"),
    "birth date, two-digit year": _as("%d.%m.%y") + _as("%d/%m/%y") + _as("%m/%d/%y"),
    "birth date, month in words": _as("%d %B %Y") + _as("%d-%b-%Y") + _as("%B %d, %Y"),
    "birth date, digits only": _as("%Y%m%d") + _as("%d%m%Y"),
    "initials and birth date": (
        lambda r: letters(r, 2) + born(r).strftime("%d%m%y"),
        lambda r: letters(r, 2) + born(r).strftime("%Y%m%d"),
        lambda r: born(r).strftime("%d%m%Y") + letters(r, 2),
        lambda r: letters(r, 2) + "-" + born(r).strftime("%d%m%Y"),
    ),
}
