"""Lines of a plan: words as YAML reads them back, comments, and questions."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator

from ipt_outcomes.characters import one_line
from ipt_outcomes.plan.undecided import NO_COLUMN, OR

_WIDTH = 44
_PAGE = 100
# Words that stand without quotes, apart by single spaces.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./]*(?: [A-Za-z0-9_./]+)*")
# Words that YAML would read as something else than text.
_NOT_TEXT = re.compile(r"(?i)(y|n|yes|no|on|off|true|false|null|na|nan)")


def word(text: str) -> str:
    """`text` as YAML reads it back: as it is where that is safe, quoted otherwise."""
    safe = re.fullmatch(r"[A-Za-z][A-Za-z0-9_./]*", text) and not _NOT_TEXT.fullmatch(text)
    return text if safe else quoted(text)


def quoted(text: str) -> str:
    """`text` in double quotes, which YAML and JSON write alike."""
    return json.dumps(text, ensure_ascii=False)


def said(line: str, comment: str = "") -> str:
    """A line of the plan with its comment."""
    return f"{line:<{_WIDTH}} # {one_line(comment)}" if comment else line


def guessed(column: str) -> str:
    """A column that is only a guess, marked; where its name cannot stand so, the place alone."""
    fits = _PLAIN.fullmatch(column) and OR not in column and not _NOT_TEXT.fullmatch(column)
    return f"{column if fits else NO_COLUMN}?"


def decide(indent: str, question: str, key: str = "") -> Iterator[str]:
    """A question as comment lines, to stand above what it asks about: of one key, where named."""
    text = f"decide{' ' if key else ''}{key}: {one_line(' '.join(question.split()))}"
    wide = _PAGE - len(indent) - 2
    for line in textwrap.wrap(text, wide, break_long_words=False, break_on_hyphens=False):
        yield f"{indent}# {line}"
