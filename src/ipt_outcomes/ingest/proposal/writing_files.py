"""The lines of a proposed plan that name a file, and say how it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from ipt_outcomes.ingest.proposal.coded import in_place_of_codes
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.lines import decide, quoted, said, word


def file_lines(
    indent: str,
    facts: FileFacts,
    rows: Mapping[str, Sequence[str]] | None = None,
    *,
    again: bool = False,
) -> Iterator[str]:
    """The file and how it is read; `again` where that stands above, with what is to decide."""
    yield said(f"{indent}file: {word(facts.file)}", facts.remark)
    inner = " " * len(indent)
    for option, value in facts.options.items():
        if option not in facts.asked:
            yield said(f"{inner}{option}: {json.dumps(value, ensure_ascii=False)}", "guess")
    if not again:
        for option, question in facts.asked.items():
            yield from decide(inner, question)
            yield f"{inner}{option}: {_to_decide(facts.options[option])}"
    chosen = {**facts.chosen, **(rows or {})}
    if chosen:
        words = (f"{word(key)}: [{', '.join(map(word, of))}]" for key, of in chosen.items())
        yield said(f"{inner}rows: {{{', '.join(words)}}}", "guess: the others are passed over")


def _to_decide(value: object) -> str:
    """A value that is only a guess; of a list, its numbers are."""
    if not isinstance(value, list):
        return f"{value}?"
    marked = (quoted(each) if isinstance(each, str) else f"{each}?" for each in value)
    return f"[{', '.join(marked)}]"


def label_lines(name: str, facts: FileFacts, columns: Mapping[str, str]) -> Iterator[str]:
    """The columns of the table `name` (ours: the file's) that are read by their labels."""
    coded = in_place_of_codes(name, columns, facts)
    if coded:
        yield said(f"  labels: [{', '.join(map(word, coded))}]", "guess: labels in place of codes")
