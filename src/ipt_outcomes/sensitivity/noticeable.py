"""A difference on an outcome's scale that a reader can weigh."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.estimate.effect_sizes import pooled_sd
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Outcome

MINIMAL_IMPORTANT = "the least difference that patients notice"
HALF_SD = "half a standard deviation of the baseline"


@dataclass(frozen=True)
class Noticeable:
    """A difference: its points, and what it is."""

    points: float
    what: str

    @property
    def words(self) -> str:
        """`5 points`, `1 point`."""
        # Three digits count, however large or small the scale: 0.0411, 12,300.
        rounded = float(f"{self.points:.3g}")
        return f"{rounded:,.10g} {'point' if self.points == 1 else 'points'}"


def noticeable(plan: Plan, outcome: Outcome, outcomes: pd.DataFrame) -> Noticeable | None:
    """The scale's minimal important difference; where the registry has none in points, half an SD.

    `outcomes` is the table of that name. None where the baseline scores do not vary.

    # ASSUME: half a standard deviation stands for the difference that patients notice where no
    # source gives it in points (Norman, Sloan and Wyrwich 2003, Med Care 41:582-592).
    """
    least = plan.entry_of(outcome.scale).least_important_points
    if least is not None:
        return Noticeable(least, MINIMAL_IMPORTANT)
    rows = outcomes.loc[
        (outcomes["outcome"] == outcome.name) & (outcomes["visit"] == plan.baseline.name)
    ]
    sd, _ = pooled_sd(rows["score"], rows["arm"])
    return Noticeable(sd / 2.0, HALF_SD) if sd > 0 else None
