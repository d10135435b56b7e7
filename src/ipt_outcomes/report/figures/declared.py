"""A figure as a section declares it: its name, of which plans, how it is drawn, its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.material import Material

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from plotnine import ggplot


def _every_trial(_: Plan) -> bool:
    return True


def _every_outcome(_: Plan, __: str) -> bool:
    return True


@dataclass(frozen=True)
class TrialFigure:
    """A figure of the whole trial. `words` are its text alternative, for who cannot see it.

    `wanted` says of a plan whether its report has a place for it: of others none is drawn. An
    `internal` figure shows single people, or those who treat them.
    """

    name: str
    draw: Callable[[Material], ggplot | Figure]
    words: Callable[[Material], str]
    wanted: Callable[[Plan], bool] = _every_trial
    internal: bool = False


@dataclass(frozen=True)
class OutcomeFigure:
    """A figure of an outcome, by its name. What it declares is what a trial's does."""

    name: str
    draw: Callable[[Material, str], ggplot | Figure]
    words: Callable[[Material, str], str]
    wanted: Callable[[Plan, str], bool] = _every_outcome
    internal: bool = False

    def key(self, outcome: str) -> str:
        """The name of the figure of one outcome, as its files have it."""
        return f"{self.name}_{outcome}"
