"""What a contrast is to show, as borders that its interval is held against."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from ipt_outcomes.instruments.entry import Direction

Hypothesis = Literal["superiority", "non-inferiority", "equivalence"]

# Claims of likeness: what makes arms alike favours them.
WITH_MARGIN: tuple[Hypothesis, ...] = ("non-inferiority", "equivalence")


def worse_side(direction: Direction) -> int:
    """The sign of a difference (test minus comparison) by which the test arm is worse: 1 or -1."""
    return 1 if direction == "higher_is_worse" else -1


@dataclass(frozen=True)
class Claim:
    """A hypothesis of test minus comparison; the margin, in points of the scale, of likeness."""

    hypothesis: Hypothesis
    direction: Direction
    margin: float | None = None

    @classmethod
    def of(cls, row: Any, direction: Direction) -> Claim:
        """The claim of a row with the columns `hypothesis` and `margin`."""
        margin = None if math.isnan(row["margin"]) else float(row["margin"])
        return cls(row["hypothesis"], direction, margin)

    @property
    def of_likeness(self) -> bool:
        """Whether it is claimed that the arms are alike, or one no worse."""
        return self.hypothesis in WITH_MARGIN

    @property
    def margins(self) -> tuple[float, ...]:
        """The margins as differences in points: the one that is worse, and its mirror."""
        if self.margin is None:
            return ()
        worse = worse_side(self.direction) * self.margin
        return (worse, -worse) if self.hypothesis == "equivalence" else (worse,)

    @property
    def borders(self) -> tuple[float, ...]:
        """What a limit of the interval must pass for another conclusion: zero, or the margins."""
        return self.margins or (0.0,)

    @property
    def zone(self) -> tuple[float, float]:
        """The differences among which the whole interval must lie for the claim to be shown."""
        if self.hypothesis == "equivalence":
            return min(self.borders), max(self.borders)
        border = self.borders[0]
        return (-math.inf, border) if worse_side(self.direction) > 0 else (border, math.inf)

    def shown_by(self, lower: float, upper: float) -> bool:
        """Whether the interval lies in the zone, wholly; not where it has no limits."""
        first, last = self.zone
        return first < lower and upper < last
