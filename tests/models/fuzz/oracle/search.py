"""An optimiser of the oracle's own: BFGS over `Free` vectors, from several starts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import structures
from .covariance import Covariance
from .description import Array
from .free import Free
from .likelihood import At

_STEPS = 200
_LONGEST = 2.0
_STILL = 1e-10


@dataclass(frozen=True)
class Found:
    """Where a search ended: theta, minus twice the log-likelihood, whether it came to rest."""

    theta: Array
    value: float
    at_rest: bool


def search(at: At, free: Free, start: Array) -> Found:
    """Minus twice the log-likelihood minimised from a vector `start`."""
    vector, here = start, at.moved(free.theta(start))
    if not np.isfinite(here.value):
        return Found(here.theta, here.value, False)
    gradient = free.slopes(vector) @ here.reduced
    inverse = np.eye(len(vector)) / max(1.0, float(np.abs(gradient).max()))
    fresh = True
    for _ in range(_STEPS):
        step = -inverse @ gradient
        if gradient @ step >= 0:
            inverse, step, fresh = np.eye(len(vector)), -gradient, True
        step *= min(1.0, _LONGEST / np.abs(step).max())
        moved = _line(at, free, vector, here, step, float(gradient @ step))
        if moved is None:
            if fresh:
                break
            # The curvature that was collected is of no use here: downhill once more.
            inverse = np.eye(len(vector)) / max(1.0, float(np.abs(gradient).max()))
            fresh = True
            continue
        new_vector, new = moved
        new_gradient = free.slopes(new_vector) @ new.reduced
        gained = here.value - new.value
        inverse = _updated(inverse, new_vector - vector, new_gradient - gradient, fresh)
        vector, here, gradient, fresh = new_vector, new, new_gradient, False
        if gained < _STILL and abs(gradient @ inverse @ gradient) < _STILL:
            return Found(here.theta, here.value, True)
    return Found(here.theta, here.value, False)


def starts(at: At, free: Free, covariance: Covariance, rng: np.random.Generator) -> list[Array]:
    """Vectors at random: least squares' variance shared out over orders of magnitude."""
    left = at.y - at.x @ np.linalg.lstsq(at.x, at.y, rcond=None)[0]
    spread = float(left @ left) / len(left)
    made = []
    for mean in (0.0, 1.0, -2.0):
        pieces = []
        family = covariance.model.residual.family if covariance.model.residual else ""
        for number, stratum in enumerate(covariance.strata):
            if family == "sp_exp":
                # A correlation of the closest scores, one unit of time apart.
                closest = covariance.distances[number][1]
                log_rho = -np.log1p(np.exp(-rng.normal(mean, 1.0))) / closest
                logit = log_rho - np.log(-np.expm1(log_rho))
                pieces.append(np.array([np.log(spread), logit]))
                continue
            m = len(stratum.place)
            noise = 0.3 * rng.standard_normal((m, m)) * rng.random()
            whole = spread * (np.eye(m) if m == 1 else np.eye(m) + 0.2 * noise @ noise.T)
            theta = structures.parameters(family, stratum.place, whole)
            pieces.append(structures.free(family, stratum.place, theta))
        for unit in free.units:
            q = len(unit)
            size = 10.0 ** rng.normal(mean, 1.0, q)
            factor = np.diag(size) + np.tril(0.1 * rng.standard_normal((q, q)), -1)
            pieces.append(factor[np.tril_indices(q)])
        if not covariance.strata:
            pieces.append(np.array([np.log(spread) / 2.0]))
        made.append(np.concatenate(pieces))
    return made


def _line(
    at: At, free: Free, vector: Array, here: At, step: Array, slope: float
) -> tuple[Array, At] | None:
    """The first of the halved steps that lowers the value enough (Armijo)."""
    for halvings in range(40):
        length = 0.5**halvings
        moved = vector + length * step
        new = at.moved(free.theta(moved))
        if new.value <= here.value + 1e-4 * length * slope:
            return moved, new
    return None


def _updated(inverse: Array, step: Array, change: Array, fresh: bool) -> Array:
    """The inverse Hessian after a step, by the BFGS formula; unchanged where it would not curve."""
    product = float(step @ change)
    if product <= 1e-12 * float(np.linalg.norm(step) * np.linalg.norm(change)):
        return inverse
    if fresh:
        inverse = np.eye(len(step)) * product / float(change @ change)
    left = np.eye(len(step)) - np.outer(step, change) / product
    return np.asarray(left @ inverse @ left.T + np.outer(step, step) / product)
