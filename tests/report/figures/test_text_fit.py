from __future__ import annotations

import pytest

from ipt_outcomes.report.figures.text_fit import fitted_lines, text_width


@pytest.mark.parametrize(
    "text", ["Did not find it helpful (n\u00a0=\u00a04)", "W" * 60, "$5 $6", ""]
)
def test_no_line_is_too_wide_and_no_character_is_lost(text: str) -> None:
    lines = fitted_lines(text, 1.5, 10)
    assert all(text_width(line, 10, False) <= 1.5 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_count_is_not_torn() -> None:
    lines = fitted_lines("Did not find it helpful (n\u00a0=\u00a04)", 1.5, 10)
    assert len(lines) > 1
    assert lines[-1].strip().endswith("(n\u00a0=\u00a04)")


def test_bold_is_wider() -> None:
    assert text_width("Randomised", 10, True) > text_width("Randomised", 10, False)
