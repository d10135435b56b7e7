"""What follows from the fitted paths: how much of the arms' difference goes through the mediator.

Formulas: docs/methods.md, "Mediation".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.lagged.structure import (
    FIRST_ON_SECOND,
    SECOND_ON_FIRST,
    SECOND_ON_ITSELF,
    LaggedStructure,
    parts_of,
)
from ipt_outcomes.models.moments import Array

IN_POINTS = (0, 1, 2)
"""Which of the quantities are in units of the outcome."""


def effects(structure: LaggedStructure, theta: Array, means: Array) -> Array:
    """(R, 6) in the order of `tables.mediation.QUANTITIES`.

    theta is (R, K), means (R, p, 2). The first variable is the mediator, the second the outcome;
    the arms' difference is the second arm minus the first. The total, indirect and direct effects
    at the last visit, in units of the outcome; the paths in within-person standard deviations,
    and by how much the first is larger.
    """
    difference = means[:, :, 1] - means[:, :, 0]
    mediator, outcome = difference[:, 0::2], difference[:, 1::2]
    total = outcome[:, -1]
    indirect = through(theta, mediator)
    forward, backward = standardised(structure, theta)
    return np.column_stack(
        [total, indirect, total - indirect, forward, backward, forward - backward]
    )


def through(theta: Array, mediator: Array) -> Array:
    """(R,): the indirect effect at the last visit.

    `mediator` (R, waves) is the arms' difference in the mediator. What it adds to the outcome a
    visit later is carried on by the outcome's own path.
    """
    path, carried = theta[:, SECOND_ON_FIRST], theta[:, SECOND_ON_ITSELF]
    last = mediator.shape[1] - 1
    found = np.zeros(len(theta))
    for visit in range(1, last):
        found += mediator[:, visit] * carried ** (last - 1 - visit)
    return np.asarray(path * found)


def standardised(structure: LaggedStructure, theta: Array) -> tuple[Array, Array]:
    """(R,) each: the path from the mediator to the outcome and back, in standard deviations.

    They are within people, of what moves on, averaged as variances over the visits.
    """
    parts = parts_of(structure, theta)
    f = structure.staying
    moving = parts.maps[:, :, f:]
    within = moving @ parts.parts[:, f:, f:] @ moving.transpose(0, 2, 1)
    variance = np.einsum("rii->ri", within)
    one, other = variance[:, 0::2].mean(axis=1), variance[:, 1::2].mean(axis=1)
    positive = (one > 0) & (other > 0)
    ratio = np.sqrt(np.divide(one, other, out=np.full_like(one, np.nan), where=positive))
    return theta[:, SECOND_ON_FIRST] * ratio, theta[:, FIRST_ON_SECOND] / ratio
