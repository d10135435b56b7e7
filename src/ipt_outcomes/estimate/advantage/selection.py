"""Which predictors an index is made of: those whose interaction with the arm passes a screen.

The formulas: docs/methods.md, "The personalized advantage index".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

from ipt_outcomes.estimate.advantage.projected import Projected
from ipt_outcomes.models.moments import Array


def interaction_p_values(seen: Projected, blocks: Sequence[NDArray[np.intp]]) -> Array:
    """(trials, predictors) p-values of each predictor's interaction with the arm.

    F-tests of outcome ~ arm * predictor, weighted, one predictor at a time. A predictor in which
    nobody of the training set differs has the p-value 1.
    """
    found = np.ones((len(seen.columns), len(blocks)))
    single = [place for place, block in enumerate(blocks) if len(block) == 1]
    found[:, single] = _singles(seen, np.array([blocks[place][0] for place in single], np.intp))
    for place, block in enumerate(blocks):
        if len(block) > 1:
            found[:, place] = _block(seen, block)
    return found


def kept_columns(kept: NDArray[np.bool_], blocks: Sequence[NDArray[np.intp]]) -> NDArray[np.bool_]:
    """(trials, q) whether each column's predictor is kept."""
    of = np.empty(sum(len(block) for block in blocks), dtype=np.intp)
    for place, block in enumerate(blocks):
        of[block] = place
    return kept[:, of]


def _singles(seen: Projected, columns: NDArray[np.intp]) -> Array:
    """Of predictors of one column, all at once."""
    _, n, twice = seen.columns.shape
    by_arm = columns + twice // 2
    main, both = seen.gram[:, columns, columns], seen.gram[:, columns, by_arm]
    with np.errstate(divide="ignore", invalid="ignore"):
        left_over = seen.gram[:, by_arm, by_arm] - both**2 / main
        product = seen.product[:, by_arm] - both / main * seen.product[:, columns]
        explained = seen.product[:, columns] ** 2 / main
        gained = product**2 / left_over
    # Of a level that is in one arm alone, the interaction is the predictor itself.
    told = (main > 0) & (left_over > 1e-10 * main)
    gained, explained = np.where(told, gained, 0.0), np.where(told, explained, 0.0)
    return _p_values(gained, seen.total[:, None] - explained - gained, 1, n)


def _block(seen: Projected, block: NDArray[np.intp]) -> Array:
    # A level that nobody of the training set has is a column of zeros.
    block = block[seen.gram[:, block, block].max(axis=0) > 0]
    if len(block) == 0:
        return np.ones(len(seen.columns))
    _, n, twice = seen.columns.shape
    before = _explained(seen, block)
    after = _explained(seen, np.concatenate([block, block + twice // 2]))
    return _p_values(after - before, seen.total - after, len(block), n)


def _p_values(gained: Array, left: Array, width: int, n: int) -> Array:
    df = n - 2 - 2 * width
    least = np.finfo(float).tiny
    statistic = np.maximum(gained, 0.0) / width / (np.maximum(left, least) / df)
    return np.asarray(fdtrc(width, df, statistic))


def _explained(seen: Projected, columns: NDArray[np.intp]) -> Array:
    gram = seen.gram[:, columns[:, None], columns]
    product = seen.product[:, columns]
    # A level in one arm alone makes the columns dependent: the least-norm solution stands then.
    solution = np.einsum("tij,tj->ti", np.linalg.pinv(gram, hermitian=True), product)
    return np.asarray((solution * product).sum(axis=1))
