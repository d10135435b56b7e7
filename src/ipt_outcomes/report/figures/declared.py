"""A figure as a section declares it: its name, how it is drawn, its words for who cannot see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipt_outcomes.report.material import Material

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from plotnine import ggplot


@dataclass(frozen=True)
class TrialFigure:
    """A figure of the whole trial. `words` are its text alternative."""

    name: str
    draw: Callable[[Material], ggplot | Figure]
    words: Callable[[Material], str]


@dataclass(frozen=True)
class OutcomeFigure:
    """A figure of an outcome, drawn of every one, by its name. `words` are its text alternative."""

    name: str
    draw: Callable[[Material, str], ggplot | Figure]
    words: Callable[[Material, str], str]

    def key(self, outcome: str) -> str:
        """The name of the figure of one outcome, as its files have it."""
        return f"{self.name}_{outcome}"
