"""Answers in words: which columns have them, and which answer on the form each word is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ipt_outcomes.ingest.cells import MISSING, as_number
from ipt_outcomes.ingest.gate.cells import tells_of_somebody
from ipt_outcomes.ingest.gate.rules import identifier_rules
from ipt_outcomes.ingest.proposal.facts import ColumnFacts, FileFacts
from ipt_outcomes.instruments.items import Item
from ipt_outcomes.plain_words import plain
from ipt_outcomes.plan.data_file import same_word
from ipt_outcomes.plan.undecided import MARK, OR

# Answers to choose from, the least first, as `plain` writes them: English, German, French, Dutch,
# Spanish. Several wordings of one answer are divided by a space.
_FORMS = (
    ("not_at_all", "several_days", "more_than_half_the_days", "nearly_every_day"),
    (
        "uberhaupt_nicht gar_nicht",
        "an_einzelnen_tagen einzelne_tage",
        "an_mehr_als_der_halfte_der_tage mehr_als_die_halfte_der_tage",
        "beinahe_jeden_tag fast_jeden_tag",
    ),
    (
        "jamais pas_du_tout",
        "plusieurs_jours",
        "plus_de_la_moitie_des_jours plus_de_la_moitie_du_temps plus_de_sept_jours",
        "presque_tous_les_jours",
    ),
    (
        "helemaal_niet",
        "verscheidene_dagen meerdere_dagen",
        "meer_dan_de_helft_van_de_dagen",
        "bijna_elke_dag",
    ),
    (
        "nunca para_nada",
        "varios_dias",
        "mas_de_la_mitad_de_los_dias",
        "casi_todos_los_dias",
    ),
    ("not_at_all", "a_little_bit", "moderately", "quite_a_bit", "extremely"),
    (
        "at_no_time",
        "some_of_the_time",
        "less_than_half_of_the_time less_than_half_the_time",
        "more_than_half_of_the_time more_than_half_the_time",
        "most_of_the_time",
        "all_of_the_time",
    ),
)
FORMS: tuple[dict[str, int], ...] = tuple(
    {word: place for place, words in enumerate(form) for word in words.split()} for form in _FORMS
)
# `0 = Not at all`, `Not at all (0)`.
_NUMBERED = re.compile(r"(?:(?P<before>\d)\W+)?(?P<word>.*?)(?:\W+(?P<after>\d)\W?)?", re.DOTALL)
# ASSUME: a question has at most so many answers to choose from.
MOST_ANSWERS = 11
_FEWEST_COLUMNS = 2


@dataclass(frozen=True)
class Recode:
    """What the plan says of a scale's answers: the file's word, and what is written beside it.

    `question` is what there is to decide; none where the words say it.
    """

    answers: Mapping[str, str]
    question: str = ""


def options_of(words: Sequence[str]) -> int:
    """How many answers the form has from which these words (or labels) are; 0 where none is known.

    Several words are needed to know it, as `not at all` alone begins more than one.
    """
    form = _form(words)
    return 0 if form is None else max(form.values()) + 1


def with_answers(facts: FileFacts) -> FileFacts:
    """The facts with columns of answers in words as if they had numbers, counted from 0.

    Their words are in `answers`: all words of the columns that have the same answers.
    """
    words = {
        column.name: _words(facts, column.name)
        for column in facts.columns
        if column.low is None and 0 < column.distinct <= MOST_ANSWERS
    }
    found: dict[str, tuple[str, ...]] = {}
    for name, own in words.items():
        alike = [other for other in words if own & words[other]]
        pooled = tuple(dict.fromkeys(word for other in alike for word in sorted(words[other])))
        enough = len(alike) >= _FEWEST_COLUMNS and 1 < len(pooled) <= MOST_ANSWERS
        if enough and not tells_of_somebody(pooled, identifier_rules()):
            found[name] = pooled
    columns = [
        _as_numbers(column, found[column.name]) if column.name in found else column
        for column in facts.columns
    ]
    return replace(facts, columns=tuple(columns), answers=found)


def recode_of_items(facts: FileFacts, columns: Sequence[str], item: Item) -> Recode | None:
    """The plan's `recode` of a scale's items, as its columns need one; None where they need none.

    `item` is one of the scale's: all have the same answers.
    """
    options = range(item.minimum, item.maximum + 1, item.step)
    worded = [name for name in columns if facts.answers.get(name)]
    if worded:
        return _of_words(tuple(dict.fromkeys(_file_words(facts, worded))), options)
    labelled = [facts.table.labels.get(name, {}) for name in columns]
    if all(labelled):
        labels = {code: label for of in labelled for code, label in of.items()}
        said = _of_labels(labels, options)
        if said is not None:
            differ = any(as_number(code) != float(answer) for code, answer in said.answers.items())
            return said if differ else None
    values = [facts.column(name) for name in columns]
    if all(c.low is not None for c in values) and _is_shifted(values, item):
        return Recode(
            {str(answer + item.step): f"{answer}{MARK}" for answer in options},
            f"is {item.minimum + item.step} in the file what the scale counts as {item.minimum}, "
            f"and so on? The answers go from {item.minimum + item.step} to "
            f"{item.maximum + item.step}, and the scale's from {item.minimum} to {item.maximum}",
        )
    return None


def _is_shifted(values: Sequence[ColumnFacts], item: Item) -> bool:
    low, high = min(c.low or 0 for c in values), max(c.high or 0 for c in values)
    return (low, high) == (item.minimum + item.step, item.maximum + item.step)


def _words(facts: FileFacts, column: str) -> set[str]:
    return {same_word(cell) for cell in facts.table.cells[column].unique() if cell not in MISSING}


def _file_words(facts: FileFacts, columns: Sequence[str]) -> list[str]:
    """The words as the file has them, each once."""
    found: dict[str, str] = {}
    for name in columns:
        for cell in facts.table.cells[name].unique():
            if cell not in MISSING:
                found.setdefault(same_word(cell), cell.strip())
    return list(found.values())


def _as_numbers(column: ColumnFacts, words: Sequence[str]) -> ColumnFacts:
    options = options_of(words) or len(words)
    return replace(column, whole=True, low=0.0, high=float(options - 1))


def _bare(word: str) -> tuple[str, int | None]:
    """A word without the number that stands beside it, and that number."""
    match = _NUMBERED.fullmatch(same_word(word))
    if match is None or not match["word"]:
        return plain(word), None
    number = match["before"] or match["after"]
    return plain(match["word"]), int(number) if number else None


def _form(words: Sequence[str]) -> dict[str, int] | None:
    bare = {_bare(word)[0] for word in words}
    return next((form for form in FORMS if len(bare) > 1 and bare <= form.keys()), None)


def _of_words(words: Sequence[str], options: Sequence[int]) -> Recode:
    form = _form(words)
    if form is not None and max(form.values()) + 1 == len(options):
        ordered = sorted(words, key=lambda word: form[_bare(word)[0]])
        return Recode({word: str(options[form[_bare(word)[0]]]) for word in ordered})
    numbers = {word: _bare(word)[1] for word in words}
    if all(number in options for number in numbers.values()):
        ordered = sorted(words, key=lambda word: numbers[word] or 0)
        question = "are these the answers on the form? They are taken from the numbers beside them"
        return Recode({word: f"{numbers[word]}{MARK}" for word in ordered}, question)
    choices = OR.join(map(str, options))
    question = "which answer on the form is each of the file's words?"
    return Recode(dict.fromkeys(words, f"{choices}{MARK}"), question)


def _of_labels(labels: Mapping[str, str], options: Sequence[int]) -> Recode | None:
    """By value labels that are words of a known form, with every one of its answers."""
    for form in FORMS:
        places = {code: form[word] for code, label in labels.items()
                  if (word := _bare(label)[0]) in form}  # fmt: skip
        if sorted(places.values()) == list(range(len(options))):
            ordered = sorted(places, key=lambda code: places[code])
            return Recode({code: str(options[places[code]]) for code in ordered})
    return None
