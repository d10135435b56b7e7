"""What an index is learned from, and what is learned: one or many trials of the same people.

The formulas: docs/methods.md, "The personalized advantage index".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False, eq=False)
class Training:
    """Trials of the same people, who differ from trial to trial in arm and outcome.

    columns  (n, q) predictors, standardised; blocks: the columns of each predictor
    weights  (n,)
    arm      (trials, n) 1 in the test arm, -1 in the comparison arm
    outcome  (trials, n) scale points
    keep     the p-value of its interaction with the arm up to which a predictor is kept
    """

    columns: Array
    blocks: Sequence[NDArray[np.intp]]
    weights: Array
    arm: Array
    outcome: Array
    keep: float

    def one(self, place: int) -> Training:
        """The trial at that place alone."""
        at = slice(place, place + 1)
        return Training(
            self.columns, self.blocks, self.weights, self.arm[at], self.outcome[at], self.keep
        )


@dataclass(frozen=True, repr=False, eq=False)
class Indices:
    """An index of each trial: the expected outcome in the test arm minus that in the other.

    constant  (trials,) at the predictors' means
    slopes    (trials, q) per SD of the predictors' columns
    kept      (trials, predictors) whether each predictor moves it
    """

    constant: Array
    slopes: Array
    kept: NDArray[np.bool_]

    def of(self, columns: Array) -> Array:
        """(trials, n) the index of people with these standardised predictors (n, q)."""
        return self.constant[:, None] + self.slopes @ columns.T


Learner = Callable[[Training], Indices]


def together(found: Sequence[Indices]) -> Indices:
    """The indices of several trials as one."""
    return Indices(
        np.concatenate([each.constant for each in found]),
        np.concatenate([each.slopes for each in found]),
        np.concatenate([each.kept for each in found]),
    )
