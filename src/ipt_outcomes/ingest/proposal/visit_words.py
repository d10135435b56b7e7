"""What a word says of an assessment's time: `pre`, `w4`, `2m`, `FU6`, `T0`, `visit_3`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

DAYS_A_MONTH = 365.25 / 12
_UNITS = {"d": ("day", 1 / 7), "w": ("week", 1.0), "m": ("month", DAYS_A_MONTH / 7)}

_BASELINE = re.compile(
    r"(pre|bl|base|baseline|basval|before|intake)"
    r"(_?(treatment|tx|test|val|score|intervention|therapy))?"
)
_SCREENING = re.compile(r"screen(ing)?|scr|enrolment|enrollment|eligibility|consent")
_MID = re.compile(
    r"(mid|middle|midpoint)(_?(treatment|tx|test|of_treatment|intervention|therapy))?"
)
_POST = re.compile(
    r"(post|after|end|eot)(_?(treatment|tx|test|of_treatment|intervention|therapy|of_therapy))?"
)
_TIMED = re.compile(
    r"(?:(?P<u1>d|day|w|wk|week|m|mo|month)s?_?(?P<n1>\d{1,4})|"
    r"(?P<n2>\d{1,4})_?(?P<u2>d|day|w|wk|week|m|mo|month)s?)"
)
_FOLLOW_UP = re.compile(
    r"(?:fu|followup|follow_up)_?(?P<rest>.*)|(?P<before>.+?)_?(?:fu|followup|follow_up)"
)
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
# Where there is no baseline, the screening is one.
SCREENING = VisitMark("screening", "Screening", None, "baseline", -2)
# Assessments that a schedule does not have.
UNPLANNED = ("unscheduled", "unplanned", "unscheduled_visit", "unplanned_visit", "adverse_event")
# REDCap's names of events end with the arm's number, and a letter where two would be one.
_ARM_OF_EVENT = re.compile(r"_arm_(?P<arm>\d+)[a-z]?(_.*)?$")


def without_arm(word: str) -> str:
    """An event's name (written as `words.plain` does) without its arm."""
    return _ARM_OF_EVENT.sub("", word)


def arm_of_event(word: str) -> str | None:
    """The number of the arm in an event's name; None where it has none."""
    found = _ARM_OF_EVENT.search(word)
    return found["arm"] if found else None


def visit_mark(word: str) -> VisitMark | None:
    """What the word (written as `words.plain` does) says; None where it says nothing."""
    word = re.sub(r"(?<=.)_(visit|assessment)$", "", without_arm(word))
    if _SCREENING.fullmatch(word):
        return SCREENING
    if _BASELINE.fullmatch(word):
        return BASELINE
    if _MID.fullmatch(word):
        return VisitMark("mid", "Mid-treatment", None, "treatment", 4_000)
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
