"""What a plan leaves to be decided: values that end in `?`, each with the question beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.scalarstring import ScalarString

from ipt_outcomes.errors import Problem
from ipt_outcomes.marked_yaml import PathInFile

MARK = "?"
OR = " or "
# What stands where nothing is known: no column and no scale is called so.
NO_COLUMN, NO_SCALE = "choose_a_column", "choose_a_scale"
# What people write freely may end in a question mark.
_FREE = frozenset({"title", "description", "label", "ignore_clusters", "excluded"})
_NUMBER = re.compile(r"[-+]?\d+(\.\d*)?")
_WORDS = {"true": True, "false": False, "null": None}
_COMMENT = re.compile(r"(?:^|\s)#\s*decide:\s*(.+)$")
_COMMENT_LINE = re.compile(r"\s*#\s*(?P<decide>decide(?: (?P<key>\w+))?:)?\s*(?P<text>.*)$")


@dataclass(frozen=True)
class Mark:
    """A value that is only a guess: its line, its path in the plan, and what is written there."""

    line: int
    path: PathInFile
    written: str

    @property
    def key(self) -> str:
        """The path as people read it."""
        return ".".join(map(str, self.path))

    @property
    def name(self) -> str:
        """The last key of the path."""
        return next(str(step) for step in reversed(self.path) if isinstance(step, str))

    @property
    def choices(self) -> tuple[str, ...]:
        """What is written, without the mark: one guess, or several of which none is made."""
        return tuple(part.strip() for part in self.written.removesuffix(MARK).split(OR))

    @property
    def nothing_known(self) -> bool:
        """Whether a word stands there that only holds the place."""
        return self.written.startswith((NO_COLUMN, NO_SCALE))


@dataclass(frozen=True)
class Question:
    """A thing to decide, in words, and the marks that an answer to it removes."""

    text: str
    marks: tuple[Mark, ...]

    @property
    def remedy(self) -> str:
        """What to write, and on which lines."""
        of_name: dict[str, list[Mark]] = {}
        for mark in self.marks:
            of_name.setdefault(mark.name, []).append(mark)
        return " ".join(_to_write(name, marks) for name, marks in of_name.items())

    def problem(self, file: str) -> Problem:
        """The question as a rule of the plan that is broken until it is answered."""
        first = self.marks[0]
        return Problem(file, first.line, first.key, f"to decide: {self.text}", self.remedy, "key")


def _to_write(name: str, marks: Sequence[Mark]) -> str:
    lines = dict.fromkeys(mark.line for mark in marks)
    where = f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
    first = marks[0]
    if first.nothing_known:
        return f"On {where}, the right name in the place of `{first.written}`."
    if len(first.choices) > 1:
        return f"On {where}, `{name}:` with one of {', '.join(first.choices)}, without the ?."
    guesses = dict.fromkeys(f"`{name}: {guess}`" for guess in _guesses(marks))
    return f"On {where}, {', '.join(guesses)} or what is right, without the ?."


def _guesses(marks: Sequence[Mark]) -> Iterator[str]:
    """Each guess as it would stand in the plan: those of one list together, `[12, 84]`."""
    lists: dict[PathInFile, list[str]] = {}
    for mark in marks:
        if isinstance(mark.path[-1], int):
            lists.setdefault(mark.path[:-1], []).append(mark.choices[0])
        else:
            yield mark.choices[0]
    yield from (f"[{', '.join(values)}]" for values in lists.values())


def without_marks(
    tree: Any, lines: Mapping[PathInFile, int], at: PathInFile = ()
) -> tuple[Any, list[Mark]]:
    """The tree with each guess in the place of its mark, and the marks in the file's order.

    A word in quotes is as it is written. Where several choices stand, the first holds the place.
    """
    marks: list[Mark] = []
    if isinstance(tree, Mapping):
        plain: dict[Any, Any] = {}
        for key, value in tree.items():
            place = (*at, str(key))
            plain[key], found = (value, []) if key in _FREE else without_marks(value, lines, place)
            marks += found
        return plain, marks
    if isinstance(tree, Sequence) and not isinstance(tree, str):
        entries = []
        for position, value in enumerate(tree):
            entry, found = without_marks(value, lines, (*at, position))
            entries.append(entry)
            marks += found
        return entries, marks
    if isinstance(tree, str) and not isinstance(tree, ScalarString) and tree.endswith(MARK):
        mark = Mark(lines.get(at, 1), at, str(tree))
        return _read(mark.choices[0]), [mark]
    return tree, marks


def _read(text: str) -> Any:
    """What YAML makes of a plain word."""
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return _WORDS.get(text, text)


def questions(marks: Sequence[Mark], text: str) -> tuple[Question, ...]:
    """The marks by the question that the file's `text` has for them, in the file's order.

    A question is a comment `# decide: ...` on the mark's line, or above it: what stands above is
    for all marks below it that are not less indented, up to the next such comment.
    """
    lines = text.splitlines()
    found: dict[tuple[int, str], list[Mark]] = {}
    for mark in marks:
        place, question = _question_of(mark, lines)
        found.setdefault((place, question), []).append(mark)
    return tuple(Question(question, tuple(of)) for (_, question), of in found.items())


def _question_of(mark: Mark, lines: Sequence[str]) -> tuple[int, str]:
    """The question's line and words."""
    own = _COMMENT.search(lines[mark.line - 1])
    if own is not None:
        return mark.line, own[1].strip()
    deepest = _indent(lines[mark.line - 1])
    for number in range(mark.line - 1, 0, -1):
        line = lines[number - 1]
        comment = _COMMENT_LINE.match(line)
        if comment is not None:
            of_mark = comment["decide"] and comment["key"] in (None, mark.name)
            if of_mark and _indent(line) <= deepest:
                return number, " ".join(_block(lines, number))
        elif line.strip():
            deepest = min(deepest, _indent(line))
            if _indent(line) == 0:
                break
    guess = mark.written.removesuffix(MARK)
    words = f"is `{guess}` right? It stands here as a guess"
    return mark.line, f"{words} (where the ? is part of a name, the name stands in quotes)"


def _block(lines: Sequence[str], first: int) -> Iterator[str]:
    """The words of a comment that begins on that line and goes on below."""
    for line in lines[first - 1 :]:
        comment = _COMMENT_LINE.match(line)
        if comment is None or (comment["decide"] and line is not lines[first - 1]):
            return
        yield comment["text"].strip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
