"""Words of the therapy's files that the plan has to say the meaning of: of events, of raters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, get_args

from ipt_outcomes.ingest.cells import MISSING, as_number
from ipt_outcomes.ingest.gate.cells import tells_of_somebody
from ipt_outcomes.ingest.gate.rules import identifier_rules
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.lines import decide, quoted
from ipt_outcomes.plain_words import plain
from ipt_outcomes.plan.adverse_events_file import EventWords
from ipt_outcomes.plan.undecided import OR

# A file with more words than these says something else in the column.
MOST_WORDS = 12
# What is read without a `recode` beside the meanings themselves.
_FLAGS = {"serious": ("true", "false", "1", "0")}
_UNSURE = frozenset({
    "unsure", "not_sure", "unclear", "unknown", "do_not_know", "don_t_know", "dont_know",
    "cannot_say", "can_t_say", "cannot_tell", "can_t_tell", "undecided", "unsicher", "unklar",
    "weiss_nicht", "unbekannt", "incertain", "ne_sait_pas", "onbekend", "no_se",
})  # fmt: skip
_MEANINGS: dict[str, tuple[str, ...]] = {
    ours: get_args(get_args(field.annotation)[1]) for ours, field in EventWords.model_fields.items()
}


def event_words_lines(facts: FileFacts, columns: Mapping[str, str]) -> Iterator[str]:
    """The plan's `recode` of a file of adverse events, each word's meaning to be decided."""
    found = {
        ours: words
        for ours, meanings in _MEANINGS.items()
        if ours in columns
        and (words := _others(facts, columns[ours], {*meanings, *_FLAGS.get(ours, ())}))
    }
    if not found:
        return
    yield from decide("  ", "what do the file's words for an event mean?")
    yield "  recode:"
    for ours, words in found.items():
        meanings = OR.join(_MEANINGS[ours])
        said = ", ".join(f"{quoted(word)}: {meanings}?" for word in words)
        yield f"    {ours}: {{{said}}}"


def unsure_raters(facts: FileFacts, column: str, arms: Collection[str]) -> list[str]:
    """The words of a column of raters' guesses by which they say that they cannot say."""
    return [word for word in _others(facts, column, arms) if plain(word) in _UNSURE]


def with_missing(options: Mapping[str, Any], column: str, words: list[str]) -> dict[str, Any]:
    """How a file is read, with these words of a column for missing values as well."""
    before = options.get("missing")
    every = {"*": before} if isinstance(before, list) else dict(before or {})
    return {**options, "missing": {**every, column: words}}


def _others(facts: FileFacts, column: str, known: Collection[str]) -> list[str]:
    """The column's words that are none of these; none where there are many, or they name people."""
    if facts.table.labels.get(column):
        return []
    small = {word.lower() for word in known}
    cells = (str(cell).strip() for cell in facts.table.cells[column].unique())
    there = {cell for cell in cells if cell not in MISSING}
    words = sorted(cell for cell in there if cell.lower() not in small)
    if "0" not in there and any(as_number(word) is not None for word in words):
        # 1 beside 2 says by itself no more than 2 does.
        words = sorted({*words, *(cell for cell in there if as_number(cell) is not None)})
    usable = len(words) <= MOST_WORDS and not tells_of_somebody(words, identifier_rules())
    return words if usable else []
