"""A file of one row an answer: the column of what was asked, and the one of the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.proposal.doubtful_scales import doubt_of_word, scale_of_items
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.names_together import read_together
from ipt_outcomes.ingest.proposal.scale_guess import BY_WORDS, ScaleGuess
from ipt_outcomes.ingest.proposal.score_names import read_name
from ipt_outcomes.plain_words import plain

_ANSWERS = (
    "value", "answer", "response", "score", "result", "val", "resp", "aval", "wert", "antwort",
    "waarde", "antwoord", "valeur", "reponse", "valor", "respuesta",
)  # fmt: skip
# ASSUME: more different questions than this are not asked in one trial.
MOST_QUESTIONS = 500


@dataclass(frozen=True)
class TallGuess:
    """The columns `item` and `value`, and the scales of which the item's words are all items."""

    item: str
    value: str
    scales: tuple[ScaleGuess, ...]


def guess_tall(
    facts: FileFacts, taken: Collection[str | None], known: KnownScales
) -> TallGuess | None:
    """The answers of a file in which participants have several rows; None where it has no items."""
    numbers = {
        plain(column.name): column.name
        for column in facts.columns
        if column.low is not None and column.name not in taken
    }
    value = next((numbers[word] for word in _ANSWERS if word in numbers), None)
    if value is None and len(numbers) == 1:
        (value,) = numbers.values()
    if value is None:
        return None
    for column in facts.columns:
        if column.low is None and column.name not in taken and column.distinct <= MOST_QUESTIONS:
            scales = _scales(facts, column.name, known)
            if scales:
                return TallGuess(column.name, value, scales)
    return None


def _scales(facts: FileFacts, column: str, known: KnownScales) -> tuple[ScaleGuess, ...]:
    words = [word for word in facts.table.cells[column].unique() if word not in MISSING]
    read = [said for word in words if (said := read_name(word, known)) is not None]
    groups: defaultdict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for said in read_together(read, known):
        if said.scale is not None and said.number is not None and said.visit is None:
            groups[said.scale, said.stem][said.number] = said.column
    found: dict[str, ScaleGuess] = {}
    for (scale, stem), items in groups.items():
        ordered = tuple(items[number] for number in sorted(items))
        whole = sorted(items) == list(range(1, len(items) + 1))
        name = scale_of_items(scale, stem, len(items), known) if whole else None
        if name is not None:
            doubt = doubt_of_word(stem, ordered, len(items), known, {})
            name = doubt.candidates[0] if doubt is not None else name
            found.setdefault(name, ScaleGuess(name, BY_WORDS, items=ordered, doubt=doubt))
    return tuple(found.values())
