"""The title, subtitle and caption of a figure that matplotlib draws by itself."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from ipt_outcomes.report.figures.labels import height_of_words
from ipt_outcomes.report.figures.style import FONT, INK, MUTED


def words_around(figure: Figure, words: tuple[str, str, str], edge: float) -> None:
    """Put title and subtitle above, the caption below, `edge` inches from the figure's sides."""
    title, below, caption = words
    width, height = figure.get_size_inches()
    left = edge / width
    y = 1 - edge / height
    figure.text(left, y, title, va="top", fontsize=14, fontweight="bold", family=FONT, color=INK)
    y -= height_of_words(title) / height
    figure.text(left, y, below, va="top", fontsize=11, family=FONT, color=MUTED)
    look: dict[str, Any] = {"fontsize": 9, "family": FONT, "color": MUTED, "linespacing": 1.4}
    figure.text(left, edge / height, caption, va="bottom", **look)
