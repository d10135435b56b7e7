"""The normal distribution of some visits' scores given others', for many covariances at once.

Formulas: docs/methods.md, "Imputation".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.missing.schedule import Places
from ipt_outcomes.models.moments import Array


def conditional(covariances: Array, given: Places, wanted: Places) -> tuple[Array, Array]:
    """B (..., w, g) and C (..., w, w) of covariances (..., m, m).

    The scores at `wanted` have the mean of theirs plus B times how far those at `given` are from
    theirs, and the covariance C.
    """
    between = covariances[..., wanted[:, None], given]
    own = covariances[..., wanted[:, None], wanted]
    if not len(given):
        return between, own
    inner = covariances[..., given[:, None], given]
    slopes = np.swapaxes(np.linalg.solve(inner, np.swapaxes(between, -1, -2)), -1, -2)
    left = own - slopes @ np.swapaxes(between, -1, -2)
    return slopes, (left + np.swapaxes(left, -1, -2)) / 2.0
