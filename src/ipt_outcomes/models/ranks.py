"""Ranks of whole numbers among the distinct ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def ranks(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each of (n,) counts, none negative, among the distinct ones in their order."""
    if values.max(initial=0) > 4 * len(values):
        return np.unique(values, return_inverse=True)[1].astype(np.int64, copy=False)
    seen = np.bincount(values) > 0
    return (np.cumsum(seen) - 1)[values]
