"""The triangular factor of a matrix."""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.design.orthogonal import triangle_of
from ipt_outcomes.models.moments import Array


def triangular_factor(matrix: Array) -> Array:
    """R (min(m, q), q) upper triangular with R'R = matrix'matrix and no negative diagonal entry."""
    upper = triangle_of(matrix)
    return upper * np.where(np.diagonal(upper) < 0, -1.0, 1.0)[:, None]
