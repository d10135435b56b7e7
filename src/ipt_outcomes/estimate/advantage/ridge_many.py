"""Ridge regression of many trials at once, each with the penalty that leave-one-out chooses.

It is scikit-learn's RidgeCV in closed form, for the trials with permuted arms: a test holds the
two equal.

The formulas: docs/methods.md, "The personalized advantage index".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.estimate.advantage.projected import projected
from ipt_outcomes.estimate.advantage.selection import interaction_p_values, kept_columns
from ipt_outcomes.estimate.advantage.training import Indices, Training
from ipt_outcomes.models.moments import Array


def penalties(n: int) -> Array:
    """The penalties that are tried, of n people: a hundredth to a hundred of one a person."""
    return n * np.logspace(-2.0, 2.0, 9)


def ridge_many(training: Training) -> Indices:
    """An index of each trial by ridge regression on the predictors, and on those kept by arm."""
    seen = projected(training)
    kept = interaction_p_values(seen, training.blocks) <= training.keep
    by_arm = kept_columns(kept, training.blocks)
    open_ = np.concatenate([np.ones_like(by_arm), by_arm], axis=1)
    values, vectors = np.linalg.eigh(seen.gram * (open_[:, :, None] & open_[:, None, :]))
    values = np.maximum(values, 0.0)
    vectors = vectors * open_[:, :, None]
    rotated = seen.columns @ vectors
    product = np.einsum("tij,ti->tj", vectors, seen.product)
    shrunk = 1.0 / (values[:, :, None] + penalties(training.columns.shape[0]))
    fitted = rotated @ (product[:, :, None] * shrunk)
    leverage = (rotated**2) @ shrunk
    left_out = (seen.outcome[:, :, None] - fitted) / (1.0 - leverage)
    best = np.argmin((left_out**2).mean(axis=1), axis=1)
    chosen = np.take_along_axis(shrunk, best[:, None, None], axis=2)[:, :, 0]
    beta = np.einsum("tij,tj->ti", vectors, product * chosen)
    return seen.indices(beta, kept)
