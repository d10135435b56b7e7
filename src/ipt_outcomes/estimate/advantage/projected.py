"""Penalised columns and outcome without what the intercept and the arm explain of them.

The formulas: docs/methods.md, "The personalized advantage index".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.estimate.advantage.training import Indices, Training
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False, eq=False)
class Projected:
    """The intercept and the arm are not penalised: what they explain is taken out first.

    columns  (trials, n, 2 q) predictors, then predictors by arm, times the root of the weights
    outcome  (trials, n)
    gram     (trials, 2 q, 2 q) the columns' sums of products; product (trials, 2 q) of columns
             with the outcome; total (trials,) of the outcome with itself
    means    (trials, 2, 1 + 2 q) what was taken out of outcome and columns: intercept and arm
    """

    columns: Array
    outcome: Array
    gram: Array
    product: Array
    total: Array
    means: Array

    def indices(self, beta: Array, kept: NDArray[np.bool_]) -> Indices:
        """The indices whose penalised coefficients are beta (trials, 2 q)."""
        q = beta.shape[1] // 2
        arm = self.means[:, 1, 0] - np.einsum("tc,tc->t", self.means[:, 1, 1:], beta)
        # The arm is 1 and -1: its coefficients are half of what lies between the arms.
        return Indices(2.0 * arm, 2.0 * beta[:, q:], kept)


def projected(training: Training) -> Projected:
    """The weighted columns of trials, with intercept and arm taken out of them."""
    root = np.sqrt(training.weights)
    trials, n = training.arm.shape
    main = np.broadcast_to(training.columns, (trials, *training.columns.shape))
    every = np.concatenate(
        [training.outcome[:, :, None], main, training.arm[:, :, None] * training.columns], axis=2
    )
    every = every * root[:, None]
    free = np.stack([np.broadcast_to(root, (trials, n)), training.arm * root], axis=2)
    means = np.linalg.solve(free.transpose(0, 2, 1) @ free, free.transpose(0, 2, 1) @ every)
    left = every - free @ means
    sums = left.transpose(0, 2, 1) @ left
    return Projected(
        left[:, :, 1:], left[:, :, 0], sums[:, 1:, 1:], sums[:, 1:, 0], sums[:, 0, 0], means
    )
