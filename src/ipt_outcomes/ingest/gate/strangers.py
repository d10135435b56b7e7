"""Single cells that are unlike a column's categories, as an identity is that was put in there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from ipt_outcomes.ingest.gate.name_lists import (
    given_names,
    names_nothing_else,
    names_somebody,
)
from ipt_outcomes.ingest.gate.shapes import digits_in, scripts_in
from ipt_outcomes.ingest.gate.terms import NOT_PEOPLE, is_term

# ASSUME: a category is on three rows or more; a sign that more than one row in five has is the
# categories' own. Among fewer rows than this nothing can be said.
ROWS_OF_A_CATEGORY = 3
SHARE_OF_STRANGERS = 0.2
FEWEST_ROWS = 8
# ASSUME: no rare category has so many digits where the others have not.
DIGITS = 5
TITLED, MARKED = "titled", "marked"
# Signs that guess by form, and by nothing that is known of people.
BY_FORM = frozenset({TITLED, MARKED})

# Years, round thousands, amounts, and codes for "missing" are none of those digits.
_HARMLESS_NUMBER = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d|9+|\d{1,3}(?:[., ]000)+"
    r"|\d+(?:[.,]\d+)?(?= ?(?:mg|g|µg|ml|kg|I[UE])\b))(?!\d)"
)
_MONTH_OF_A_YEAR = re.compile(
    r"(?<![^\W_])(?:(?:jan|gen|ene|feb|f[eé]v|m[aä]r|apr|avr|abr|ma[iyjg]|mei|jun|juin|giu|jul|juil"
    r"|lug|aug|août|aout|ago|sep|set|o[ck]t|ott|nov|de[cz]|d[eé]c|dic)[^\W\d_]*[ .,-]{1,2}(?:de )?"
    r"|(?:0?[1-9]|1[0-2])[/.])(?:19|20)\d{2}(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_INITIALS = re.compile(
    r"(?<![\w.])(?!(?:N\.A|U\.S|U\.K|B\.A|M\.A|M\.D|D\.C|P\.O)\b)"
    r"(?:[^\W\d_a-z]\.[ -]?){2,4}(?!\w)"
)
_CAPITAL = "[A-ZÀ-ÞŁŚŻČŠŽ]"
_NAME = rf"{_CAPITAL}['’\w-]{{2,}}"
_INITIAL_AND_NAME = re.compile(
    rf"(?<![\w.])(?:{_CAPITAL}\. ?{_NAME}|{_NAME} {_CAPITAL}\.)(?![\w.])"
)
# A name that has a digit, a mark or another word run on: a user's name somewhere.
_USER = re.compile(r"(?<![\w.])([a-z]{3,}?)(?:[._][a-z0-9]+|[a-z]?[0-9]+)(?!\w)")
_HANDLE = re.compile(r"(?<!\S)@(?!(?:home|work|school)\b)\w[\w.]{2,}")
_PLATE = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,3}-[A-Z]{1,2} \d{3,4}|[A-Z]{2}-\d{3}-[A-Z]{2}|[A-Z]{2}\d{2} ?[A-Z]{3}"
    r"|\d{4} ?[B-DF-HJ-NP-TV-Z]{3}|\d{4} (?!IU|IE|MG|ML|KG)[A-Z]{2}"
    r"|(?!19|20)[1-9]\d{3} [A-ZÄÖÜÅÆØ][a-zäöüßåæø]{3,})(?![\w-])"
)
_UNDIVIDED_POSTCODE = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,2}\d[A-Z\d]?\d[ABD-HJLNP-UW-Z]{2}"
    r"|[ABCEGHJ-NPRSTVXY]\d[A-Z]\d[A-Z]\d)(?![\w-])",
    re.IGNORECASE,
)
# What plates of many countries look like, and scales and classifications do not.
_OTHER_PLATE = re.compile(
    r"(?<![\w-])(?!(?:ICD|DSM|ISO|NHS|PHQ|GAD|BDI|SCID|WHO|ICF|ATC|COVID|BMI|IQ|BP)\b)"
    r"(?:[A-Z]{2,3}[ -]\d{3,4}"
    r"|\d{2,3}[ -](?!IU|IE|MG|ML|KG|CM|EUR|USD|GBP)[A-Z]{2,3}(?:[ -]\d{1,2})?"
    r"|[A-Z]{1,2} \d{2,3} [A-Z]{2,3}|\d[A-Z]\d \d{4})(?![\w-])"
)
# Letters and digits by turns, three times at least: given out by a machine or an authority.
_MIXED = re.compile(r"(?<!\w)(?=\w{8})[A-Za-z]*(?:\d+[A-Za-z]+){2,}\d+[A-Za-z]*(?!\w)")


def strangers(
    rows: Mapping[str, int], *, of_people: bool = True, categories: Collection[str] = ()
) -> list[str]:
    """The cells that are unlike the others. `rows`: each different cell, on how many rows.

    A value label, which stands on no row, is the study's own word. Where the column is not
    `of_people` but of what happened to some, two words with capitals are a term ("Car Accident").
    To cells that the study says are `categories`, the signs that only guess by form do not apply.
    """
    most = SHARE_OF_STRANGERS * sum(rows.values())
    if sum(rows.values()) < FEWEST_ROWS:
        return []
    signs: defaultdict[str, list[str]] = defaultdict(list)
    for cell, n in rows.items():
        if n:
            for sign in _signs(cell):
                signs[sign].append(cell)
    own = _own_terms(rows)
    found = {
        cell
        for sign, cells in signs.items()
        if sum(rows[cell] for cell in cells) <= most
        for cell in cells
        if rows[cell] < ROWS_OF_A_CATEGORY
        and not (sign in BY_FORM and cell in categories)
        and not (sign == TITLED and (not of_people or is_term(cell) or own & _words(cell)))
    }
    return [cell for cell in rows if cell in found]


def _own_terms(rows: Mapping[str, int]) -> set[str]:
    """The words of the column's own categories, but names."""
    frequent = [cell for cell, n in rows.items() if n >= ROWS_OF_A_CATEGORY]
    return {word for cell in frequent for word in _words(cell) if not names_somebody(word)}


def _words(cell: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(cell)}


def _titled(cell: str) -> bool:
    """Two or three words, a capital and small letters each, and at most one other."""
    words = [word.strip(",:()") for word in cell.split()]
    titled = [word for word in words if len(word) > 2 and word.isalpha() and word.istitle()]
    return 2 <= len(titled) <= 3 and len(words) - len(titled) <= 1


def _signs(cell: str) -> Iterator[str]:
    yield from scripts_in(cell) - {"LATIN"}
    signs = {
        "number": _number, "month": _month, MARKED: _marked, "somebody": _somebody, TITLED: _titled,
    }  # fmt: skip
    yield from (sign for sign, has in signs.items() if has(cell))


def _number(cell: str) -> bool:
    return digits_in(cell) >= DIGITS and digits_in(_HARMLESS_NUMBER.sub("", cell)) >= DIGITS


def _month(cell: str) -> bool:
    """Whether the cell has a month of a year, as of a birth."""
    return _MONTH_OF_A_YEAR.search(cell) is not None


def _marked(cell: str) -> bool:
    """Whether the cell has the form of a number plate, a post code or a long mixed code."""
    return any(form.search(cell) for form in (_PLATE, _OTHER_PLATE, _UNDIVIDED_POSTCODE, _MIXED))


def _somebody(cell: str) -> bool:
    """Whether the cell has the form of a name, or a common name in it."""
    if any(form.search(cell) for form in (_INITIALS, _INITIAL_AND_NAME, _HANDLE)):
        return True
    words = _WORD.findall(cell)
    if NOT_PEOPLE & {word.casefold() for word in words}:
        return False
    if any(user in given_names() for user in _USER.findall(cell)):
        return True
    alone = len(words) == 1
    named = [word for word in words if (alone or not word.islower()) and names_somebody(word)]
    return len(named) > 1 or any(map(names_nothing_else, named))
