"""The maximum: scoring for the people as they are, BFGS for many weightings of them at once.

Formulas: docs/methods.md, "Lagged paths within people".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.lagged.likelihood import evaluate, information
from ipt_outcomes.models.lagged.structure import LaggedStructure, Marks
from ipt_outcomes.models.lagged.sums import Sums
from ipt_outcomes.models.moments import Array

_MAX_STEPS = 200
_CLOSE, _ARRIVED = 0.1, 1e-8
_DAMPING = 1e-9
_STEEPEST = 1e8
_MAX_SWEEPS = 40
_NEAR = 1e-3
"""Of minus twice the log-likelihood: 3 % of a standard error."""
_SHORTEST = 2.0**-12


@dataclass(frozen=True, repr=False, eq=False)
class Maximum:
    """theta (K,); means (p, 2) by arm; minus twice the log-likelihood without its constant;
    information (K, K), twice the expected one; whether the search came to rest there.
    """

    theta: Array
    means: Array
    value: float
    information: Array
    converged: bool


def maximum(structure: LaggedStructure, sums: Sums, start: Array) -> Maximum:
    """From `start` (K,): by scoring until near, by BFGS from there, and by scoring to the end.

    Scoring is sure and slow: the model leaves directions in which the likelihood is nearly flat.

    Raises ModelError where the visits are too few for the parameters.
    """
    if not structure.identified:
        known, needed = structure.size * (structure.size + 1) // 2, 4 if structure.pace else 3
        raise ModelError(
            f"the model has {structure.parameters} parameters of covariance, and two variables at "
            f"{structure.waves} visits have {known} variances and covariances: it needs {needed} "
            "visits"
        )
    near = _scored(structure, sums, start, _CLOSE)
    theta, _, _ = maxima(structure, sums, near, _ARRIVED / 10.0)
    return _scored(structure, sums, theta[0], _ARRIVED)


def _scored(structure: LaggedStructure, sums: Sums, start: Array, enough: float) -> Maximum:
    """By scoring, damped where a step does not lower the objective, to a decrement of `enough`."""
    theta, damping, decrement = start[None].copy(), _DAMPING, np.inf
    at = evaluate(structure, sums, theta)
    known = information(structure, sums, theta)
    for _ in range(_MAX_STEPS):
        damped = known + damping * np.diag(np.diag(known))
        step = -np.linalg.solve(damped, at.gradient[0])
        decrement = -float(at.gradient[0] @ step)
        if decrement < enough:
            break
        there = evaluate(structure, sums, theta + step)
        if there.value[0] <= at.value[0] + 1e-10:
            theta, at, damping = theta + step, there, max(damping / 10.0, _DAMPING)
            known = information(structure, sums, theta)
        else:
            damping = max(damping * 10.0, 1e-3)
            if damping > _STEEPEST:
                break
    return Maximum(theta[0], at.means[0], float(at.value[0]), known, decrement < enough)


def maxima(
    structure: LaggedStructure, sums: Sums, of_all: Maximum, near: float = _NEAR
) -> tuple[Array, Array, Marks]:
    """(R, K) theta, (R, p, 2) means, (R,) whether at rest: of R weightings, from the fit to all.

    At rest is where a step would lower minus twice the log-likelihood by less than `near`. A
    weighting without anybody of an arm at a visit has no maximum: NaN, and not at rest.
    """
    active = np.flatnonzero(_everywhere(sums))
    theta = np.full((len(sums.people), len(of_all.theta)), np.nan)
    theta[active] = of_all.theta
    means = np.full((len(theta), *of_all.means.shape), np.nan)
    rest = np.zeros(len(theta), dtype=bool)
    if not len(active):
        return theta, means, rest
    inverse = np.repeat(np.linalg.inv(of_all.information)[None], len(theta), axis=0)
    at = evaluate(structure, _of(sums, active), theta[active])
    value, gradient, length = np.empty(len(theta)), np.zeros_like(theta), np.ones(len(theta))
    means[active], value[active], gradient[active] = at.means, at.value, at.gradient
    for _ in range(_MAX_SWEEPS):
        step = -(inverse[active] @ gradient[active][..., None])[..., 0]
        rest[active] = np.abs((gradient[active] * step).sum(axis=1)) < near
        remains = ~rest[active] & (length[active] > _SHORTEST)
        active, step = active[remains], step[remains]
        if not len(active):
            break
        step = step * length[active, None]
        there = evaluate(structure, _of(sums, active), theta[active] + step)
        lower = there.value < value[active]
        length[active[~lower]] /= 4.0
        moved = active[lower]
        length[moved] = 1.0
        change = there.gradient[lower] - gradient[moved]
        inverse[moved] = _updated(inverse[moved], step[lower], change)
        theta[moved] += step[lower]
        value[moved], gradient[moved] = there.value[lower], there.gradient[lower]
        means[moved] = there.means[lower]
    return theta, means, rest


def _everywhere(sums: Sums) -> Marks:
    """(R,): whether each arm has somebody with each variable at each visit."""
    people = np.einsum("rac,cp->rap", sums.people, sums.seen.astype(float))
    everywhere: Marks = np.all(people > 0, axis=(1, 2))
    return everywhere


def _of(sums: Sums, chosen: NDArray[np.intp]) -> Sums:
    return Sums(sums.seen, sums.people[chosen], sums.values[chosen], sums.products[chosen])


def _updated(inverse: Array, step: Array, change: Array) -> Array:
    """BFGS: the inverse of the curvature after a step that changed the gradient so."""
    along = (step * change).sum(axis=1)
    fine = along > 1e-12
    weight = np.divide(1.0, along, out=np.zeros_like(along), where=fine)
    bent = (inverse @ change[..., None])[..., 0]
    own = 1.0 + weight * (change * bent).sum(axis=1)
    cross = step[:, :, None] * bent[:, None, :]
    square = step[:, :, None] * step[:, None, :]
    w = weight[:, None, None]
    updated: Array = inverse + w * (own[:, None, None] * square - cross - cross.transpose(0, 2, 1))
    return updated
