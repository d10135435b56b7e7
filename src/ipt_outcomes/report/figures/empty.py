"""A figure that says why there is none: a run of many figures goes on."""

from __future__ import annotations

from plotnine import annotate, ggplot, theme, theme_void

from ipt_outcomes.report.figures.style import FONT, MUTED
from ipt_outcomes.report.figures.text_fit import fitted

_LEAST_HEIGHT = 2.4
_INCHES_A_LINE = 0.24
_EDGES = 0.6
_SIZE = 12


def empty_figure(title: str, message: str, width: float) -> ggplot:
    """The title and the message in place of a chart, `width` inches wide, as high as they need."""
    label = fitted(f"{title}\n\n{message}", width - _EDGES, _SIZE)
    height = max(_LEAST_HEIGHT, _EDGES + _INCHES_A_LINE * (label.count("\n") + 1))
    return (
        ggplot()
        + annotate("text", x=0, y=0, label=label, size=_SIZE, family=FONT, color=MUTED)
        + theme_void()
        + theme(figure_size=(width, height))
    )
