"""Where the search begins: a covariance made of the people's own.

Formulas: docs/methods.md, "Lagged paths within people".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.lagged.structure import (
    FIRST_ON_ITSELF,
    LAGS,
    SECOND_ON_ITSELF,
    LaggedStructure,
)
from ipt_outcomes.models.lagged.sums import People
from ipt_outcomes.models.moments import Array

_LAG, _STAYS, _PACE, _LEAST = 0.2, 0.8, 0.1, 0.2


def start_of(structure: LaggedStructure, people: People) -> Array:
    """(K,): part of what visits two or more apart share stays, the rest moves on a little."""
    blocks = _covariance(people).reshape(structure.waves, 2, structure.waves, 2)
    apart = [blocks[t, :, s] for t in range(structure.waves) for s in range(t - 1)]
    level = _STAYS * np.mean(apart, axis=0)
    own = np.trace(np.mean([blocks[t, :, t] for t in range(structure.waves)], axis=0)) / 2.0
    level = _at_least((level + level.T) / 2.0, 0.05 * own)
    parts = np.zeros((structure.staying + structure.size,) * 2)
    parts[:2, :2] = level
    if structure.pace:
        parts[2:4, 2:4] = _PACE * level
    for t in range(structure.waves):
        here = slice(structure.staying + 2 * t, structure.staying + 2 * t + 2)
        rest = blocks[t, :, t] - level
        parts[here, here] = _at_least(rest, _LEAST * np.trace(blocks[t, :, t]) / 2.0)
    theta = np.zeros(structure.parameters)
    theta[[FIRST_ON_ITSELF, SECOND_ON_ITSELF]] = _LAG
    theta[LAGS:] = parts[structure.places]
    return theta


def _covariance(people: People) -> Array:
    """(p, p) of the deviations from the arms' means, of those who have both values."""
    known = people.seen[people.pattern]
    deviation = np.zeros_like(people.values)
    for arm in (0, 1):
        here = people.arm == arm
        mean = people.values[here].sum(axis=0) / np.maximum(known[here].sum(axis=0), 1)
        deviation[here] = np.where(known[here], people.values[here] - mean, 0.0)
    both = known.T.astype(float) @ known
    return np.asarray(deviation.T @ deviation / np.maximum(both, 1.0))


def _at_least(matrix: Array, least: float) -> Array:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.maximum(values, least)) @ vectors.T)
