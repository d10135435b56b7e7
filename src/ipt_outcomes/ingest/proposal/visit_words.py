"""What a word says of an assessment's time: `pre`, `w4`, `2m`, `FU6`, `T0`, `visit_3`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

DAYS_A_MONTH = 365.25 / 12
_WEEKS_A_YEAR = 365.25 / 7
# A unit's name, its length in weeks, and the words for it. English, German, French, Dutch, Spanish,
# Italian; Portuguese has the Spanish ones.
_UNITS: tuple[tuple[str, float, str], ...] = (
    ("day", 1 / 7, r"d|days?|tage?|jours?|dag(?:en)?|dias?|giorn[io]"),
    ("week", 1.0, r"w|wks?|weeks?|wochen?|semaines?|sem|weke?n?|semanas?|settiman[ae]"),
    ("month", DAYS_A_MONTH / 7, r"m|mos?|months?|monate?|mois|maand(?:en)?|mes(?:es)?|mes[ei]"),
    ("year", _WEEKS_A_YEAR, r"y|yrs?|years?|jahre?|ans?|annees?|jaar|anos?|ann[io]"),
)

# Numbers in words, as far as schedules go.
_NUMBERS = {
    word: str(number)
    for number, words in enumerate(
        (
            "one eins een", "two zwei deux twee dos", "three drei trois drie tres",
            "four vier quatre cuatro", "five funf cinq vijf cinco", "six sechs zes seis",
            "seven sieben sept zeven siete", "eight acht huit ocho", "nine neun neuf negen nueve",
            "ten zehn dix tien diez", "eleven elf onze once", "twelve zwolf douze twaalf doce",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip

_BASELINE = re.compile(
    r"(pre|bl|base|baseline|basval|before|intake|aufnahme|eingang|beginn|vorher|basis|inclusion"
    r"|avant|debut|nulmeting|voormeting|basal|linea_(de_)?base|linha_de_base|inicio|antes|prima)"
    r"(_?(treatment|tx|test|val|score|intervention|therapy))?"
)
_SCREENING = re.compile(r"screen(ing)?|scr|enrolment|enrollment|eligibility|consent")
_MID = re.compile(
    r"(mid|middle|midpoint|mitte|milieu)(_?(treatment|tx|test|of_treatment|intervention|therapy))?"
)
_POST = re.compile(
    r"(post|after|end|eot|nachher|ende|abschluss|entlassung|apres|fin|nameting|despues|depois|dopo)(_?(treatment|tx|test|of_treatment|intervention|therapy|of_therapy))?"
)
_TIMED = tuple(
    (
        unit,
        weeks,
        re.compile(rf"(?:(?:{words})_?(?P<after>\d{{1,4}})|(?P<before>\d{{1,4}})_?(?:{words}))"),
    )
    for unit, weeks, words in _UNITS
)
_FU = r"(?:fup?|followup|follow_up|katamnese|nachuntersuchung|suivi|seguimiento|opvolging)"
_FOLLOW_UP = re.compile(rf"{_FU}_?(?P<rest>.*)|(?P<before>.+?)_?{_FU}")
_ORDINAL = re.compile(r"(?:t|v|visit|visite|visita|time|tp|timepoint|wave)?_?(?P<n>\d{1,4})")
_SESSION = re.compile(r"(?:s|ses|session|sitzung|seance|sessie|sesion)_?(?P<n>\d{1,3})")


@dataclass(frozen=True)
class VisitMark:
    """A planned visit as a word names it. `week` is None where the word does not say it.

    `order` sorts visits whose weeks are not known; marks are equal when their names are. `number`:
    what a word of unknown unit counts, `t4` or `s12`; the weeks of a follow-up since something.
    """

    name: str
    label: str = field(compare=False)
    week: float | None = field(compare=False)
    phase: str = field(compare=False)
    order: float = field(compare=False)
    bare: bool = field(default=False, compare=False)
    number: float | None = field(default=None, compare=False)


BASELINE = VisitMark("baseline", "Baseline", 0.0, "baseline", -1)
AFTER = VisitMark("post", "After treatment", None, "treatment", 5_000)
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
    word = "_".join(_NUMBERS.get(part, part) for part in word.split("_"))
    return _one_mark(word) or _two_marks(word)


def _two_marks(word: str) -> VisitMark | None:
    """A visit that is named twice: `week_0_baseline`, `end_week_12`. The week says more."""
    parts = word.split("_")
    for cut in range(1, len(parts)):
        named = ["_".join(of) for of in (parts[:cut], parts[cut:])]
        # A number alone is an item's as well.
        found = [_one_mark(of) for of in named if re.search("[a-z]", of)]
        marks = [mark for mark in found if mark is not None and not mark.bare]
        weeks = [mark for mark in marks if mark.week is not None and mark is not BASELINE]
        if len(marks) < 2 or len(weeks) > 1:
            continue
        if BASELINE in marks:
            return None if weeks and (weeks[0].week or 0) > 0 else BASELINE
        if weeks:
            return weeks[0]
    return None


def _one_mark(word: str) -> VisitMark | None:
    if _SCREENING.fullmatch(word):
        return SCREENING
    if _BASELINE.fullmatch(word):
        return BASELINE
    if _MID.fullmatch(word):
        return VisitMark("mid", "Mid-treatment", None, "treatment", 4_000)
    if _POST.fullmatch(word):
        return AFTER
    timed = _timed(word)
    if timed is not None:
        return timed
    follow_up = _FOLLOW_UP.fullmatch(word)
    if follow_up is not None:
        return _follow_up(follow_up["rest"] or follow_up["before"] or "")
    for kind, pattern in (("visit", _ORDINAL), ("session", _SESSION)):
        found = pattern.fullmatch(word)
        if found is not None:
            return counted_mark(kind, float(found["n"]), bare=word.isdigit())
    return None


def counted_mark(kind: str, number: float, *, bare: bool = False) -> VisitMark:
    """A visit by its number in something whose length is not known: `visit`, `session`, `time`."""
    if number == 0:
        return BASELINE
    name = f"{kind}_{number:g}".replace(".", "_").replace("-", "minus_")
    label = f"{kind.capitalize()} {number:g}"
    return VisitMark(name, label, None, "treatment", number, bare, number)


def timed_mark(unit: str, number: float) -> VisitMark:
    """A visit so many weeks (months, ...) after the start."""
    if number == 0:
        return BASELINE
    week = round(number * next(weeks for name, weeks, _ in _UNITS if name == unit), 1)
    label = f"{unit.capitalize()} {number:g}"
    if unit in ("month", "year"):
        label = f"{number:g} {unit}" + ("" if number == 1 else "s")
    name = f"{unit}_{number:g}".replace(".", "_").replace("-", "minus_")
    return VisitMark(name, label, week, "treatment", week)


def _timed(word: str) -> VisitMark | None:
    for unit, _, pattern in _TIMED:
        match = pattern.fullmatch(word)
        if match is not None:
            return timed_mark(unit, float(match["after"] or match["before"]))
    return None


def _follow_up(rest: str) -> VisitMark | None:
    if not rest:
        return VisitMark("follow_up", "Follow-up", None, "follow_up", 10_000)
    timed = _timed(rest)
    if timed is not None:
        # The number may count from the end of treatment, so it orders and does not date.
        name, label = f"follow_up_{timed.name}", f"Follow-up, {timed.label.lower()}"
        order = 10_000 + timed.order
        return VisitMark(name, label, None, "follow_up", order, number=timed.order)
    if rest.isdigit():
        label = f"Follow-up {rest}"
        number = float(rest)
        name = f"follow_up_{rest}"
        return VisitMark(name, label, None, "follow_up", 10_000 + number, number=number)
    return None
