"""Breaking text into lines by its measured width, so that it stays inside its box."""

from __future__ import annotations

from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from ipt_outcomes.report.figures.style import FONT, plain

_POINTS_AN_INCH = 72.0


@cache
def text_width(text: str, size: float, bold: bool) -> float:
    """The width in inches of `text` set in the figures' font at `size` points."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    # Dollar signs are measured as they stand, which is how `plain` has them drawn.
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / _POINTS_AN_INCH


def fitted(text: str, inches: float, size: float, *, bold: bool = False) -> str:
    """`text` for a figure, in lines no wider than `inches`; its own line breaks are kept."""
    lines = [
        each
        for line in text.splitlines()
        for each in fitted_lines(line, inches, size, bold, indent="")
    ]
    return plain("\n".join(lines))


def fitted_lines(
    text: str, inches: float, size: float, bold: bool = False, indent: str = "   "
) -> list[str]:
    """`text` in lines no wider than `inches`; lines after the first are set in by `indent`.

    It breaks at spaces, not at no-break spaces, and inside a word only when the word alone is too
    wide.
    """
    lines = [""]
    for word in text.split(" "):
        rest = word
        while rest:
            start = lines[-1]
            glue = " " if start.strip() else ""
            if text_width(start + glue + rest, size, bold) <= inches:
                lines[-1] = start + glue + rest
                rest = ""
            elif glue:
                lines.append(indent)
            else:
                fits = _most_characters(start, rest, inches, size, bold)
                lines[-1] = start + rest[:fits]
                rest = rest[fits:]
                if rest:
                    lines.append(indent)
    return lines


def _most_characters(start: str, word: str, inches: float, size: float, bold: bool) -> int:
    """How many of the word's characters fit after `start`, at least one."""
    for count in range(len(word), 1, -1):
        if text_width(start + word[:count], size, bold) <= inches:
            return count
    return 1
