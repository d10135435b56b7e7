"""A figure that says why there is none: a run of many figures goes on."""

from __future__ import annotations

from plotnine import annotate, ggplot, theme, theme_void

from ipt_outcomes.report.figures.style import MUTED, wrapped

_HEIGHT = 2.4
_CHARACTERS_AN_INCH = 8


def empty_figure(title: str, message: str, width: float) -> ggplot:
    """The title and the message in place of a chart, `width` inches wide."""
    label = wrapped(f"{title}\n\n{message}", int(width * _CHARACTERS_AN_INCH))
    return (
        ggplot()
        + annotate("text", x=0, y=0, label=label, size=12, color=MUTED)
        + theme_void()
        + theme(figure_size=(width, _HEIGHT))
    )
