"""A figure drawn in inches: text, lines and boxes at places of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from ipt_outcomes.report.figures.style import FONT, INK, MUTED

_LEADING = 1.4
_POINTS_AN_INCH = 72.0


class Canvas:
    """Axes that cover the whole figure and have its size in inches as limits."""

    def __init__(self, width: float, height: float) -> None:
        self.figure = Figure(figsize=(width, height), facecolor="white")
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(0, height)
        self.axes.set_axis_off()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        align: str = "left",
        colour: str = INK,
        bold: bool = False,
        size: float = 10,
    ) -> None:
        """Text about the height `y`, as `fitted` gives it: dollar signs are marked already."""
        if text:
            self.axes.text(
                x, y, text, ha=align, va="center", color=colour, fontsize=size, family=FONT,
                fontweight="bold" if bold else "normal", linespacing=_LEADING,
                multialignment=align,
            )  # fmt: skip

    def words(
        self,
        x: float,
        top: float,
        text: str,
        *,
        align: str = "left",
        colour: str = INK,
        bold: bool = False,
        size: float = 10,
    ) -> float:
        """Lines from `top` down; returns where they end."""
        deep = deep_of(text, size)
        self.text(x, top - deep / 2, text, align=align, colour=colour, bold=bold, size=size)
        return top - deep

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        colour: str = MUTED,
        width: float = 1.0,
        style: Any = "-",
    ) -> None:
        """A straight line, under what is drawn later."""
        self.axes.plot(
            [start[0], end[0]],
            [start[1], end[1]],
            color=colour,
            lw=width,
            linestyle=style,
            zorder=2,
        )

    def mark(self, x: float, y: float, marker: str, *, colour: str, size: float) -> None:
        """A marker, `size` points wide."""
        self.axes.plot([x], [y], marker=marker, color=colour, ms=size, zorder=4)

    def polygon(self, corners: Sequence[tuple[float, float]], *, face: str, edge: str) -> None:
        """A closed shape."""
        self.axes.add_patch(
            Polygon(list(corners), facecolor=face, edgecolor=edge, linewidth=1.2, zorder=3)
        )

    def box(self, corner: tuple[float, float], width: float, height: float, colour: str) -> None:
        """A filled box behind everything; `corner` is the lower left one."""
        self.axes.add_patch(
            Rectangle(corner, width, height, facecolor=colour, edgecolor="none", zorder=0)
        )


def deep_of(text: str, size: float) -> float:
    """The inches that the lines of a text take."""
    return len(text.splitlines()) * size * _LEADING / _POINTS_AN_INCH
