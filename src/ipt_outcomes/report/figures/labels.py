"""The words around a chart, broken into lines that stay inside the figure, and their height."""

from __future__ import annotations

from collections.abc import Sequence

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.wording import marked

# Sizes in points, as `figure_theme` sets them; heights of a line in inches.
_TITLE, _SUBTITLE, _CAPTION = 14, 11, 9
_POINTS_AN_INCH = 72
_LEADING = 1.4
# What a figure keeps free at its two edges, inches.
_EDGES = 0.3


def title_of_figure(text: str, width: float) -> str:
    """`text` as the title of a figure `width` inches wide."""
    return fitted(text, width - _EDGES, _TITLE, bold=True)


def subtitle_of_figure(
    plan: Plan,
    text: str,
    width: float,
    rests_on: Sequence[str] | None = None,
    *,
    bold: bool = False,
) -> str:
    """`text` as a figure's subtitle, after a warning where the people are not real.

    The warning has a line of its own where both are more than one line.
    """
    together = fitted(marked(plan, text, rests_on), width - _EDGES, _SUBTITLE, bold=bold)
    if "\n" not in together:
        return together
    apart = "\n".join(filter(None, (marked(plan, "", rests_on), text)))
    return fitted(apart, width - _EDGES, _SUBTITLE, bold=bold)


def caption_of_figure(text: str, width: float) -> str:
    """`text` as the caption of a figure; its own lines stay apart."""
    return fitted(text, width - _EDGES, _CAPTION)


def height_of_words(title: str = "", subtitle: str = "", caption: str = "") -> float:
    """The inches that these take, broken into lines as above; nothing where they are empty."""
    return sum(
        len(text.splitlines()) * size * _LEADING / _POINTS_AN_INCH
        for text, size in ((title, _TITLE), (subtitle, _SUBTITLE), (caption, _CAPTION))
    )
