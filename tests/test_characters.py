"""A text from a file is shown in one line, and can do nothing to the terminal."""

from __future__ import annotations

import pytest

from ipt_outcomes.characters import CONTROL, MOST_SHOWN, one_line
from ipt_outcomes.errors import Problem


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("q1", "q1"),
        ("größe, 心", "größe, 心"),
        ("two  words", "two  words"),
        ("a\nbdi.csv, line 9", "a bdi.csv, line 9"),
        ("a\r\n\tb", "a b"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\x00b\x7fc\x85d", r"a\x00b\x7fc\x85d"),
        ("a\u2028b\uffffc\ud800", r"a\u2028b\uffffc\ud800"),
        ("\u202eevil\u2066\u200b\ufeff", r"\u202eevil\u2066\u200b\ufeff"),
    ],
)
def test_shown(text: str, shown: str) -> None:
    assert one_line(text) == shown
    assert CONTROL.search(one_line(text)) is None


def test_a_long_text_is_cut() -> None:
    assert one_line("x" * 200, 10) == "x" * 9 + "…"
    assert len(one_line("x" * 200_000)) == MOST_SHOWN


def test_a_name_forges_no_finding() -> None:
    said = str(Problem("a\nb.csv", 1, "x\n    Rule:   none\x1b[2J", "broken", "Mend it."))
    assert said.splitlines() == [
        r"a b.csv, line 1, column x Rule:   none\x1b[2J",
        "    Rule:   broken",
        "    Remedy: Mend it.",
    ]
