"""YAML as a person writes it: what the notation can do beside is refused, with its line.

Aliases, anchors, merged keys and tags make a file mean what it does not show, or far more than it
holds. No plan needs them.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ipt_outcomes.characters import CONTROL

MOST_BYTES = 1_000_000
MOST_ENTRIES = 10_000
DEEPEST = 20
LONGEST_NUMBER = 30
Broken = tuple[int | None, str, str]
"""Line, rule, remedy."""

TOO_DEEP = (
    f"lists and keys stand within one another more than {DEEPEST} deep",
    "Take the brackets out that are not needed.",
)
NO_KEY = ("a list or keys stand where a key does", "Write a word as the key.")
_NO_FILE = "Give the name of a file."
# Where nothing of this stands in a text, there is nothing to look for, and the look costs as much
# as reading it. DEL, NEL, the separators of lines and paragraphs end a line in some programs only.
_UNUSUAL = re.compile(
    rf"[&*!\x7f\x85\u2028\u2029]|<<|^\s*(?:-\s+)*\?\s|^---|\\[uUxNLP_0abefv]|\d{{{LONGEST_NUMBER}}}",
    re.MULTILINE,
)
_NUMBER = re.compile(rf"[-+]?[\d_]{{{LONGEST_NUMBER},}}")


def broken_file(path: Path) -> Broken | None:
    """Why nothing is read from there, if so: it is no file, or too large. It may not be there."""
    try:
        found = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None, "it is no file that can be read", _NO_FILE
    if found.st_size > MOST_BYTES:
        rule = f"it has {found.st_size:,} bytes, and no such file needs more than {MOST_BYTES:,}"
        return None, rule, "See whether it is the right file. Data stand in files of their own."
    return None


def broken_text(text: str) -> Broken | None:
    """What is in a text of YAML that nobody needs, the first of it; None: nothing.

    Raises what the parser raises where the text is not YAML.
    """
    if sum(map(text.count, ",:\n")) > MOST_ENTRIES:
        rule = f"it has more than {MOST_ENTRIES:,} entries"
        return None, rule, "See whether it is the right file. Data stand in files of their own."
    deep = _deep_flow(text)
    if deep is not None:
        return deep
    return next(_unusual(text), None) if _UNUSUAL.search(text) else None


def unreadable_line(text: str) -> int | None:
    """The line of the first value that looks like a date or a number and is none (2026-02-30)."""
    for event in YAML(typ="safe", pure=True).parse(text):
        plain = isinstance(event, ScalarEvent) and event.style is None
        if plain and re.match(r"[-+.\d]", event.value):
            try:
                YAML(typ="safe", pure=True).load(event.value)
            except (ValueError, OverflowError):
                return int(event.start_mark.line) + 1
            except YAMLError:
                continue
    return None


def _deep_flow(text: str) -> Broken | None:
    """Brackets within brackets; what is only indented is as deep as it is wide."""
    if max(map(text.count, "[{")) <= DEEPEST:
        return None
    depth = 0
    for found in re.finditer(r"[\[{\]}\n]", text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > DEEPEST:
            return text.count("\n", 0, found.start()) + 1, *TOO_DEEP
    return None


def _unusual(text: str) -> Iterator[Broken]:
    documents = 0
    # For each mapping or list that is open: the parts of a mapping so far, None of a list.
    parts: list[int | None] = []
    for event in YAML(typ="safe", pure=True).parse(text):
        line = event.start_mark.line + 1
        documents += isinstance(event, DocumentStartEvent)
        if documents > 1:
            yield line, "a second document begins here (`---`)", "Leave the line out."
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            parts.pop()
            continue
        if not isinstance(event, NodeEvent):
            continue
        is_key = bool(parts) and parts[-1] is not None and parts[-1] % 2 == 0
        yield from ((line, *said) for said in _of_node(event, is_key=is_key))
        if parts and parts[-1] is not None:
            parts[-1] += 1
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            parts.append(0 if isinstance(event, MappingStartEvent) else None)
            if len(parts) > DEEPEST:
                yield line, *TOO_DEEP


def _of_node(event: Event, *, is_key: bool) -> Iterator[tuple[str, str]]:
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
        rule = "`&` and `*` before a word stand for what is written elsewhere"
        yield rule, "Write it out; a text that begins so stands in quotes."
    elif getattr(event, "tag", None) is not None:
        rule = "`!` before a word makes something else of it"
        yield rule, "Leave the `!` and its word out; a text that begins so stands in quotes."
    elif not isinstance(event, ScalarEvent):
        if is_key:
            yield NO_KEY
    elif is_key and event.value == "<<" and event.style is None:
        yield "`<<` takes over the keys of another place", "Write them out."
    elif CONTROL.search(event.value):
        rule = "the text holds a control character, or half a character"
        yield rule, "Leave it out; it cannot be seen."
    elif event.style is None and _NUMBER.fullmatch(event.value):
        rule = f"a number of more than {LONGEST_NUMBER} digits"
        yield rule, "Write the number that is meant; a text of digits stands in quotes."
