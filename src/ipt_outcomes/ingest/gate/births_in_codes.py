"""Identifiers with a birth in them: a date, or a year beside letters or numbers of people's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ipt_outcomes.ingest.gate.code_parts import Place, places

# ASSUME: people in trials of psychotherapy were born from 1920 to 2012.
_YEAR = re.compile(r"19[2-9]\d|200\d|201[0-2]")
_SHORT_YEAR = re.compile(r"[03-9]\d")
# The first year of the century of two digits: 30 to 99 are before 2000.
_PIVOT = 30
_DAY, _MONTH = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
_DATES = (
    re.compile(rf"(?:19|20)\d\d{_MONTH}{_DAY}"),
    re.compile(rf"(?:{_DAY}{_MONTH}|{_MONTH}{_DAY})(?:19|20)\d\d"),
)
# Of two digits, and perhaps a number behind. The group is the year.
_SHORT_DATES = (
    re.compile(rf"([03-9]\d){_MONTH}{_DAY}\d{{0,4}}"),
    re.compile(rf"{_DAY}{_MONTH}([03-9]\d)\d{{0,4}}"),
    re.compile(rf"{_MONTH}{_DAY}([03-9]\d)\d{{0,4}}"),
)
# ASSUME: the years of birth of a trial's people lie 25 years apart and more, and are five or more
# different ones; sites' and entries' years do not.
_APART, _DIFFERENT = 25, 5
_SHARE, _SHARE_OF_YEARS = 0.9, 0.97
# Of two digits by chance one pair in five is no such year: with fewer people none need be.
_FEWEST, _FEWEST_OF_SHORT = 8, 20


def births(identifiers: Sequence[str]) -> list[str]:
    """The identifiers that have a date or year of birth, where most have; otherwise none."""
    if len(identifiers) < _FEWEST:
        return []
    found, cells = places(identifiers)
    digits = [place for place in found if place.is_digits]
    own_letters = any(place.differs for place in found if not place.is_digits)
    if any(map(_are_dates, digits)):
        return cells
    for place in digits:
        others = [other for other in digits if other is not place]
        if _are_years(place, _YEAR, _FEWEST) and (
            own_letters or any(other.runs_on for other in others)
        ):
            return cells
        if own_letters and _are_years(place, _SHORT_YEAR, _FEWEST_OF_SHORT):
            return cells
    return []


def _are_dates(place: Place) -> bool:
    least = _SHARE * len(place.values)
    if any(sum(map(bool, map(form.fullmatch, place.values))) >= least for form in _DATES):
        return len(set(place.values)) >= _DIFFERENT
    for form in _SHORT_DATES:
        matches = [match for match in map(form.fullmatch, place.values) if match]
        if len(matches) >= least and _far_apart([match[1] for match in matches]):
            return True
    return False


def _are_years(place: Place, form: re.Pattern[str], fewest: int) -> bool:
    years = [value for value in place.values if form.fullmatch(value)]
    enough = max(fewest, _SHARE_OF_YEARS * len(place.values))
    return len(years) >= enough and _far_apart(years)


def _far_apart(years: Sequence[str]) -> bool:
    different = {_century(int(year)) for year in years}
    return len(different) >= _DIFFERENT and max(different) - min(different) >= _APART


def _century(year: int) -> int:
    return year if year > 99 else year + (1900 if year >= _PIVOT else 2000)
