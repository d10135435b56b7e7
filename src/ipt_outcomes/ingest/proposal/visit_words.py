"""What a word says of an assessment's time: `pre`, `w4`, `2m`, `FU6`, `T0`, `visit_3`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

DAYS_A_MONTH = 365.25 / 12
_UNITS = {"d": ("day", 1 / 7), "w": ("week", 1.0), "m": ("month", DAYS_A_MONTH / 7)}

_BASELINE = re.compile(
    r"(pre|bl|base|baseline|basval|before|intake)(_?(treatment|tx|test|val|score))?"
)
_POST = re.compile(r"(post|after|end|eot)(_?(treatment|tx|test|of_treatment))?")
_TIMED = re.compile(
    r"(?:(?P<u1>d|day|w|wk|week|m|mo|month)s?_?(?P<n1>\d{1,4})|"
    r"(?P<n2>\d{1,4})_?(?P<u2>d|day|w|wk|week|m|mo|month)s?)"
)
_FOLLOW_UP = re.compile(r"(?:fu|followup|follow_up)_?(?P<rest>.*)|(?P<before>.+?)_?(?:fu|followup)")
_ORDINAL = re.compile(r"(?:t|v|visit|time|tp|timepoint|wave)?_?(?P<n>\d{1,4})")


@dataclass(frozen=True)
class VisitMark:
    """A planned visit as a word names it. `week` is None where the word does not say it.

    `order` sorts visits whose weeks are not known; marks are equal when their names are.
    """

    name: str
    label: str = field(compare=False)
    week: float | None = field(compare=False)
    phase: str = field(compare=False)
    order: float = field(compare=False)
    bare: bool = field(default=False, compare=False)


BASELINE = VisitMark("baseline", "Baseline", 0.0, "baseline", -1)


def visit_mark(word: str) -> VisitMark | None:
    """What the word (written as `words.plain` does) says; None where it says nothing."""
    word = re.sub(r"_arm_\d+$", "", word)
    if _BASELINE.fullmatch(word):
        return BASELINE
    if _POST.fullmatch(word):
        return VisitMark("post", "After treatment", None, "treatment", 5_000)
    timed = _timed(word)
    if timed is not None:
        return timed
    follow_up = _FOLLOW_UP.fullmatch(word)
    if follow_up is not None:
        return _follow_up(follow_up["rest"] or follow_up["before"] or "")
    ordinal = _ORDINAL.fullmatch(word)
    if ordinal is not None:
        number = int(ordinal["n"])
        if number == 0:
            return BASELINE
        bare = word.isdigit()
        return VisitMark(f"visit_{number}", f"Visit {number}", None, "treatment", number, bare)
    return None


def _timed(word: str) -> VisitMark | None:
    match = _TIMED.fullmatch(word)
    if match is None:
        return None
    number = int(match["n1"] or match["n2"])
    unit, weeks = _UNITS[(match["u1"] or match["u2"])[0]]
    if number == 0:
        return BASELINE
    week = round(number * weeks, 1)
    label = f"{number} {unit}s" if unit == "month" else f"{unit.capitalize()} {number}"
    return VisitMark(f"{unit}_{number}", label, week, "treatment", week)


def _follow_up(rest: str) -> VisitMark | None:
    if not rest:
        return VisitMark("follow_up", "Follow-up", None, "follow_up", 10_000)
    timed = _timed(rest)
    if timed is not None:
        # The number may count from the end of treatment, so it orders and does not date.
        name, label = f"follow_up_{timed.name}", f"Follow-up, {timed.label.lower()}"
        return VisitMark(name, label, None, "follow_up", 10_000 + timed.order)
    if rest.isdigit():
        label = f"Follow-up {rest}"
        return VisitMark(f"follow_up_{rest}", label, None, "follow_up", 10_000 + int(rest))
    return None
