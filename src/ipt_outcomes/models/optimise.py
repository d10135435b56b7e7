"""The maximum of the (restricted) likelihood: Fisher scoring, then Newton, else BFGS.

In natural parameters V is linear, and Fisher scoring from a start made of the data needs a
handful of steps. A step that leaves the positive definite matrices or fails to lower the objective
is halved. Near the optimum the observed information, where positive definite, makes the steps
Newton's. Where scoring stalls, BFGS takes over in the free parameters, in which every point is
admissible, and scoring polishes what it finds.

Convergence is a statement about the point and not about the path: half the Newton decrement,
gradient' information^-1 gradient / 4 on minus twice the log-likelihood, is the distance in
log-likelihood still to be gained. At a boundary that is asked of the whole: a variance of zero must
be a maximum from the inside. A point at rest whose observed information has a negative eigenvalue
is a saddle: the search leaves it downhill, and where that leads to no maximum (rows that are fitted
exactly let the likelihood grow without end) it has not converged.

Formulas: docs/methods.md, "Search for the maximum".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ipt_outcomes.models.likelihood import Evaluation, evaluate, is_blind
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import NotPositiveDefiniteError, Problem

DECREMENT_TOLERANCE = 1e-10
_EXACT = 1e-18
_NEWTON_BELOW = 1e-1
_MAX_STEPS = 100
_MAX_HALVINGS = 40
_MANY = 100
"""Parameters for which BFGS needs hundreds of evaluations."""
_FLAT = 1e-6
"""Of the information in units of its diagonal: a smaller negative eigenvalue is rounding."""


@dataclass(frozen=True, repr=False)
class Optimum:
    """The end of the search.

    problem    the problem that was maximised, in coordinates that suit theta
    theta      (K,) natural parameters in these coordinates
    turn       (K, K) the parameters of the problem given are turn @ theta; None: theta
    at         the evaluation there, of order 2
    decrement  gradient' information^-1 gradient, one-sided at a boundary
    converged  decrement below `DECREMENT_TOLERANCE`
    steps      scoring steps taken
    """

    problem: Problem
    theta: Array
    at: Evaluation
    decrement: float
    converged: bool
    steps: int
    turn: Array | None = None


def maximise(problem: Problem, method: str) -> Optimum:
    """The (restricted) maximum-likelihood theta; `method` is "reml" or "ml".

    Raises:
        NotPositiveDefiniteError: V is not positive definite even at the problem's own start.
    """
    # A step too long may overflow: it is halved like any other that does not lower the objective.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return _maximise(problem, method)


def _maximise(problem: Problem, method: str) -> Optimum:
    reml = method == "reml"
    proposed = problem.optimise(method)
    if proposed is not None:
        best = _score(proposed.problem, proposed.theta, reml, proposed.at)
        return replace(_with_boundary(best), turn=proposed.turn)
    best = _score(problem, problem.start(), reml)
    if best.converged:
        downhill = _downhill(problem, best)
        if downhill is None:
            return best
        left = _score(problem, _search_free(problem, downhill, reml), reml)
        maximum = left.converged and _downhill(problem, left) is None
        return left if maximum else replace(best, converged=False)
    rescued = _score(problem, _search_free(problem, best.theta, reml), reml)
    better = rescued.at.minus_2_log_likelihood < best.at.minus_2_log_likelihood
    return rescued if rescued.converged or better else best


def _with_boundary(best: Optimum) -> Optimum:
    """The optimum, judged by the parameters at a boundary too."""
    problem = best.problem
    if problem.interior(best.theta).all():
        return best
    decrement = max(best.decrement, problem.boundary_decrement(best.theta, best.at))
    return replace(best, decrement=decrement, converged=decrement < DECREMENT_TOLERANCE)


def _downhill(problem: Problem, rest: Optimum) -> Array | None:
    """A point beside a saddle, where minus twice the log-likelihood is lower; None at a maximum."""
    assert rest.at.observed is not None
    scale = np.sqrt(np.abs(np.diag(rest.at.observed)))
    if not scale.all():
        return None
    values, vectors = np.linalg.eigh(rest.at.observed / np.outer(scale, scale))
    if values[0] > -_FLAT:
        return None
    step = vectors[:, 0] / scale
    for halvings in range(_MAX_HALVINGS):
        moved = rest.theta + step / 2.0**halvings
        try:
            problem.moments(moved, 0)
        except (NotPositiveDefiniteError, np.linalg.LinAlgError):
            continue
        return moved
    return None


def _score(problem: Problem, theta: Array, reml: bool, at: Evaluation | None = None) -> Optimum:
    """Scoring and Newton steps until the decrement is small or no step lowers the objective.

    `at` is the evaluation at theta, where it is known.
    """
    n = problem.n_observations
    if at is None:
        at = evaluate(problem.moments(theta, 2), n, reml)
    for step in range(_MAX_STEPS):
        inside = problem.interior(theta)
        direction, decrement = _direction(at, inside)
        if decrement < DECREMENT_TOLERANCE:
            if decrement > _EXACT:
                # One more full step costs little and squares the remaining error.
                theta, at = _accept(problem, theta, at, direction, reml)
                _, decrement = _direction(at, problem.interior(theta))
            return Optimum(problem, theta, at, decrement, decrement < DECREMENT_TOLERANCE, step)
        if np.isinf(decrement):
            # No information is positive definite: there is no step.
            return Optimum(problem, theta, at, decrement, False, step)
        moved, new = _accept(problem, theta, at, direction, reml)
        if new is at:
            return Optimum(problem, theta, at, decrement, False, step)
        theta, at = moved, new
    return Optimum(
        problem, theta, at, _direction(at, problem.interior(theta))[1], False, _MAX_STEPS
    )


def _direction(at: Evaluation, inside: NDArray[np.bool_]) -> tuple[Array, float]:
    """The step for theta and the decrement; zero where a parameter is at its bound."""
    assert at.gradient is not None and at.observed is not None and at.expected is not None
    direction = np.zeros_like(at.gradient)
    block = ... if inside.all() else np.ix_(inside, inside)
    gradient = at.gradient[inside]
    expected, observed = at.expected[block], at.observed[block]
    # Where the expected information is none, scoring's step has no bound.
    blind = is_blind(expected, observed)
    decrement = np.inf
    for information in (expected, observed):
        step = _solve(information, gradient)
        if step is None:
            continue
        if np.isinf(decrement) or decrement < _NEWTON_BELOW or blind:
            decrement = float(gradient @ step)
            direction[inside] = -step / 2.0
    return direction, decrement


def _solve(information: Array, gradient: Array) -> Array | None:
    """information^-1 gradient, or None when the information is not positive definite."""
    scale = np.sqrt(np.abs(np.diag(information)))
    if not scale.size:
        return gradient
    if not np.isfinite(scale).all() or not scale.all():
        return None
    scaled = information / (scale[:, None] * scale)
    try:
        np.linalg.cholesky(scaled)
    except np.linalg.LinAlgError:
        return None
    return np.linalg.solve(scaled, gradient / scale) / scale


def _accept(
    problem: Problem, theta: Array, at: Evaluation, direction: Array, reml: bool
) -> tuple[Array, Evaluation]:
    """The point after the longest halved step that lowers the objective; unchanged if none does."""
    n = problem.n_observations
    # Near the optimum the gain of a good step drowns in the rounding of the objective.
    slack = 1e-12 * (1.0 + abs(at.minus_2_log_likelihood))
    length = 1.0
    for halvings in range(_MAX_HALVINGS):
        moved = theta + length * direction
        # The full step is nearly always taken: it is evaluated whole, a halved one for its value.
        try:
            there = evaluate(problem.moments(moved, 0 if halvings else 2), n, reml)
            if there.minus_2_log_likelihood < at.minus_2_log_likelihood + slack:
                whole = evaluate(problem.moments(moved, 2), n, reml) if halvings else there
                return moved, whole
        except (NotPositiveDefiniteError, np.linalg.LinAlgError):
            pass
        length /= 2.0
    return theta, at


def _search_free(problem: Problem, theta: Array, reml: bool) -> Array:
    """BFGS over the unconstrained parameters, from theta, or from the start where V is indefinite.

    V need not be positive definite as a whole to be so at the visits of everyone. Where BFGS makes
    V singular the likelihood grows toward that, and what it still gains leads to no maximum; with
    many parameters, an evaluation of which is dear, it is stopped there.
    """
    n = problem.n_observations

    def objective(free: Array) -> tuple[float, Array]:
        try:
            at = evaluate(problem.moments(problem.to_natural(free), 1), n, reml)
        except (NotPositiveDefiniteError, np.linalg.LinAlgError):
            return np.inf, np.zeros_like(free)
        assert at.gradient is not None
        return at.minus_2_log_likelihood, problem.jacobian(free).T @ at.gradient

    def stop_where_singular(free: Array) -> None:
        if len(free) > _MANY and problem.at_boundary(problem.to_natural(free)):
            raise StopIteration

    try:
        begin = problem.to_free(theta)
    except np.linalg.LinAlgError:
        begin = problem.to_free(problem.start())
    found = minimize(objective, begin, jac=True, method="BFGS", callback=stop_where_singular)
    return problem.to_natural(np.asarray(found.x, dtype=np.float64))
