"""Whether the engine's covariance parameters are a maximum, and whether there is a better one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .case import Case
from .disagreement import Disagreement
from .oracle.answers import Answers
from .oracle.free import SINGULAR
from .oracle.inference import inverse
from .oracle.likelihood import At
from .oracle.search import Found, search, starts

# Of minus twice the log-likelihood: what may be left to gain.
TO_GAIN = 1e-6
# The smallest eigenvalue of a correlation matrix that is not at its edge.
EDGE = 1e-6
# Of the largest variance of a score: a residual that is none.
NO_RESIDUAL = 1e-6
MOST_ROWS, MOST_PARAMETERS = 160, 11


def check_maximum(case: Case, answers: Answers, point: At, n_starts: int) -> Iterator[Disagreement]:
    """The gradient, at a boundary the one-sided one, and the best of several starts."""
    gain = to_gain(answers, point)
    if gain > TO_GAIN:
        yield Disagreement(case.seed, "not stationary", gain, 0.0, "still to gain")
    if len(answers.rows.y) > MOST_ROWS or len(point.theta) > MOST_PARAMETERS:
        return
    best = best_of(answers, point, case.seed, n_starts)
    if best < point.value - 1e-5:
        yield Disagreement(case.seed, "not the maximum", point.value, best)


def to_gain(answers: Answers, point: At) -> float:
    """What a quadratic says of how far minus twice the log-likelihood can still fall.

    Infinite at a saddle.
    """
    free = answers.free
    if not free.singular(point.theta):
        information = inverse(point.observed)
        if information is None:
            return float("inf")
        return float(point.gradient @ information @ point.gradient) / 4.0
    # On the boundary: along it, in the factors, and away from it, in every direction at zero.
    vector = free.of(free.zeroed(point.theta))
    there = point.moved(free.theta(vector))
    jacobian = free.jacobian(vector)
    hessian = 2.0 * jacobian.T @ there.observed @ jacobian
    hessian += free.curvature(vector, there.gradient)
    scale = np.sqrt(np.abs(np.diag(hessian)))
    scale[scale == 0] = 1.0
    values, turned = np.linalg.eigh(hessian / np.outer(scale, scale))
    along = (jacobian / scale) @ turned
    tangent = 2.0 * np.einsum("ki,kl,li->i", along, there.expected, along)
    if ((values < -1e-6) & (tangent > 1e-3)).any():
        return float("inf")
    slope = turned.T @ (jacobian.T @ there.gradient / scale)
    up = values > 1e-8
    gain = float((slope[up] ** 2 / values[up]).sum()) / 2.0
    return max(gain, point.value - there.value, *_outward(answers, there))


def _outward(answers: Answers, point: At) -> list[float]:
    """For every random vector with directions without variance: the gain of giving them some."""
    first = len(answers.covariance.strata)
    ends = np.cumsum(answers.covariance.sizes)
    gains = [0.0]
    for effect, (values, vectors) in enumerate(answers.free.directions(point.theta)):
        span = slice(ends[first + effect - 1] if first + effect else 0, ends[first + effect])
        null = vectors[:, values <= 0.5 * SINGULAR**2 * answers.free.scale(point.theta)]
        if not null.shape[1]:
            continue
        rows, columns = np.tril_indices(vectors.shape[0])
        slope = np.zeros((vectors.shape[0],) * 2)
        slope[rows, columns] = point.gradient[span] / np.where(rows == columns, 1.0, 2.0)
        slope = slope + np.tril(slope, -1).T
        steepest, turned = np.linalg.eigh(null.T @ slope @ null)
        if steepest[0] >= 0:
            continue
        direction = null @ turned[:, 0]
        change = np.zeros(len(point.theta))
        change[span] = np.outer(direction, direction)[rows, columns]
        curvature = 2.0 * float(change @ point.expected @ change)
        gains.append(float(steepest[0] ** 2) / (2.0 * curvature))
    return gains


def best_of(answers: Answers, point: At, seed: int, n_starts: int) -> float:
    """The smallest minus twice the log-likelihood there and of searches from afar.

    Where the lowest search does not come to rest, or does so at the edge of what is a covariance,
    few data have a likelihood without a maximum, and none of them counts.
    """
    rng = np.random.default_rng(seed)
    begun = starts(point, answers.free, answers.covariance, rng)
    found = [search(point, answers.free, start) for start in begun[:n_starts]]
    best = min(found, key=lambda one: one.value)
    return min(point.value, best.value) if sound(point.moved(best.theta), best) else point.value


def sound(point: At, found: Found) -> bool:
    """Whether a search ended at rest, at a covariance well inside."""
    if not found.at_rest:
        return False
    deviations = np.sqrt(np.diag(point.v))
    correlation = point.v / np.outer(deviations, deviations)
    return bool(np.linalg.eigvalsh(correlation)[0] > EDGE)


def check_unfitted(case: Case, said: str, n_starts: int) -> Iterator[Disagreement]:
    """A model that was refused as beyond its data, or not fitted, must not have a sound maximum.

    `said` is the refusal, or the status.
    """
    no_residual = "nothing is left for the residual" in said
    refused = no_residual or "do not identify" in said or "no admissible covariance" in said
    if not refused and said != "not converged":
        return
    answers = Answers(case.model, case.rows)
    if len(answers.rows.y) > MOST_ROWS or sum(answers.covariance.sizes) > MOST_PARAMETERS:
        return
    rng = np.random.default_rng(case.seed)
    point = answers.at(np.ones(sum(answers.covariance.sizes)))
    begun = starts(point, answers.free, answers.covariance, rng)
    found = [search(point, answers.free, start) for start in begun[:n_starts]]
    best = min(found, key=lambda one: one.value)
    there = answers.at(best.theta)
    if no_residual and best.theta[-1] < NO_RESIDUAL * np.diag(there.v).max():
        return
    if sound(there, best) and inverse(there.observed) is not None:
        yield Disagreement(case.seed, "refused" if refused else said, said, best.value)
