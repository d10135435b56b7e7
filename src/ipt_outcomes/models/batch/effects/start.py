"""Start values of the entries of G and sigma^2 for many responses, by MINQUE(0).

As `random_effects/start.py`.
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.batch.effects.coordinates import Coordinates, EffectEntries
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.moments import Array

_SMALLEST = 0.02
"""Share of the variance that every direction of G, and sigma^2, starts with at least."""
_LARGEST = 50.0
"""Times sigma^2 that a direction of G starts with at most."""
_TOLD_APART = 1e-8


def minque_start(
    entries: EffectEntries, equations: Array, right: Array, total: Array
) -> tuple[Array, Coordinates, Marks]:
    """Theta (B, K), the coordinates of its search, and where the data tell G's entries apart.

    Args:
        entries: which of theta are the entries of G; sigma^2 is the last.
        equations: (B or 1, K, K), tr(V_k V_l) at V = I.
        right: (B, K), y'V_k y.
        total: (B,) the variance of the scores.
    """
    size = np.sqrt(np.diagonal(equations, axis1=1, axis2=2))
    size = np.where(size > 0, size, 1.0)
    values, vectors = np.linalg.eigh(equations / (size[:, :, None] * size[:, None, :]))
    able = values[:, 0] > _TOLD_APART
    inside = (vectors * (1.0 / np.where(able[:, None], values, 1.0))[:, None, :]) @ (
        np.swapaxes(vectors, 1, 2) @ (right / size)[:, :, None]
    )
    theta = inside[:, :, 0] / size
    theta[:, -1] = np.clip(theta[:, -1], _SMALLEST * total, total)
    g_values, g_vectors = np.linalg.eigh(entries.covariance(theta))
    g_values = np.clip(g_values, _SMALLEST * total[:, None], _LARGEST * theta[:, -1:])
    lifted = (g_vectors * g_values[:, None, :]) @ np.swapaxes(g_vectors, 1, 2)
    theta[:, entries.at] = entries.entries(lifted)
    return theta, Coordinates(entries, theta[:, -1].copy()), np.broadcast_to(able, len(theta))
