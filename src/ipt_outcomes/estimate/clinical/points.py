"""Change in points and in percent: the minimal important difference and the response.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ipt_outcomes.models.arguments import finite_number
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

MID: Final = "mid"
PERCENTAGE: Final = "percentage"


@dataclass(frozen=True)
class Points:
    """How much counts, up and down: points for mid, percent of the way to `best` for percentage."""

    improvement: float
    deterioration: float
    best: float | None

    def unit(self, pre: Array) -> Array:
        """(n,) points of one unit: 1, or a hundredth of the way from `pre` to the best score."""
        if self.best is None:
            return np.ones_like(pre)
        return np.abs(self.best - pre) / 100.0


def asked_points(
    method: str,
    better: int,
    mid: tuple[Any, Any],
    percentage: tuple[Any, Any],
    best: Any,
) -> Points | None:
    """What `method` asks; None where it is another one.

    Raises:
        ModelError: an amount that is not positive, or none at all.
    """
    if method == MID:
        if mid[0] is None:
            raise ModelError(
                "method 'mid' needs the minimal important difference: give mid= points"
            )
        return Points(*_amounts("mid", mid), best=None)
    if method == PERCENTAGE:
        found = _amounts("percentage", percentage)
        if found[0] > 100.0:
            raise ModelError(
                f"percentage is {found[0]:g}, and nobody improves by more than the whole way, 100"
            )
        return Points(*found, best=finite_number("best", best))
    return None


def _amounts(argument: str, given: tuple[Any, Any]) -> tuple[float, float]:
    first = finite_number(argument, given[0])
    second = first if given[1] is None else finite_number(f"{argument}_deterioration", given[1])
    for name, value in ((argument, first), (f"{argument}_deterioration", second)):
        if value <= 0:
            raise ModelError(f"{name} is {value:g}, and must be positive, whatever the direction")
    return first, second
