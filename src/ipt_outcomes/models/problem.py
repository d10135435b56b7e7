"""What a mixed model must offer to be maximised and tested: the protocol `Problem`.

The likelihood, the optimiser and the inference are written once, against this protocol. There are
two families of problems: visit patterns (`patterns.py`: people who share a visit schedule share a
covariance) and random effects (`random_effects/`: blocks of a subject, a therapist, a village).
Both are built from a `Design` (see `design.py`), whose columns `design.x` (n x p) and response
`design.y` (n) are already the *internal* ones: orthogonalised, the response centred on its least
squares fit, aliased columns gone. A problem hands these on as they are; `fit.py` turns the results
back into the user's columns. Variables named in a random term are in `design.frame`, row for row.

What a problem of random effects must provide besides: a function
`build_random_effects(design: Design, random_terms: tuple[RandomTerm, ...]) -> RandomEffectsProblem`
in `models/random_effects/__init__.py`. `fit.py` imports it only when a formula has random terms.

Theta is the *natural* parameter: V is linear in it wherever the covariance allows (variances and
covariances, not standard deviations and correlations), because Fisher scoring is then fast and
Kenward-Roger's second-derivative term vanishes. `free` is an unconstrained vector in which V is
positive definite by construction (a log-Cholesky factor; the Cholesky factor of a random effect).

Formulas: docs/methods.md, "Notation".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.lazy_frame import Made
from ipt_outcomes.models.likelihood import Evaluation
from ipt_outcomes.models.moments import Array, Moments


class NotPositiveDefiniteError(ArithmeticError):
    """V is not positive definite at this theta: `Problem.moments` raises it, a step is halved."""


@dataclass(frozen=True, repr=False)
class Proposal:
    """Where a problem's own optimiser ended.

    problem  the problem, in coordinates that suit theta
    theta    (K,) in these coordinates
    at       the evaluation of order 2 there
    turn     (K, K) the problem's own theta is turn @ theta; None where that is theta
    """

    problem: Problem
    theta: Array
    at: Evaluation
    turn: Array | None = None


class Problem(Protocol):
    """One model on one data set, as the engine sees it."""

    @property
    def n_observations(self) -> int:
        """Rows that entered the fit."""

    @property
    def n_subjects(self) -> int:
        """People (for random effects: levels of the grouping factor with most levels)."""

    @property
    def n_columns(self) -> int:
        """p, the number of internal fixed-effect columns."""

    @property
    def theta_names(self) -> tuple[str, ...]:
        """A name for each of the K covariance parameters, in theta's order."""

    @property
    def linear(self) -> bool:
        """Whether V is linear in theta; then `Moments.curvature` is None."""

    @property
    def kind(self) -> str:
        """ "visits" or "random": decides the defaults of information and of AIC and BIC."""

    def start(self) -> Array:
        """A theta (K,) computed from the data, at which V is positive definite."""

    def moments(self, theta: Array, order: int) -> Moments:
        """The sums at theta.

        Order 0: `zz` and `log_det`. Order 1: also `first` and `trace`. Order 2: everything.

        Raises:
            NotPositiveDefiniteError: V is not positive definite at theta.
        """

    def optimise(self, method: str) -> Proposal | None:
        """What an optimiser of the problem's own found, or None to have the engine's.

        `method` is "reml" or "ml". Random effects use it for a search over Cholesky factors, where
        a variance may be zero. The engine polishes and checks what it returns: nothing here says
        that it converged.
        """

    def to_natural(self, free: Array) -> Array:
        """Theta (K,) for an unconstrained vector (K,)."""

    def to_free(self, theta: Array) -> Array:
        """The unconstrained vector (K,) for theta (K,)."""

    def jacobian(self, free: Array) -> Array:
        """d theta / d free, (K, K): row theta, column free."""

    def curvature(self, gradient: Array, free: Array) -> Array:
        """sum_k gradient_k d2 theta_k / d free d free', (K, K).

        Needed only where the gradient does not vanish at the maximum: at a boundary. Parameters
        that have no boundary may leave zeros.
        """

    def at_boundary(self, theta: Array) -> bool:
        """Whether the covariance is singular at theta (a zero variance, a correlation of one)."""

    def residual_at_boundary(self, theta: Array) -> bool:
        """Whether the residual covariance is, random effects aside."""

    def interior(self, theta: Array) -> NDArray[np.bool_]:
        """A boolean (K,): parameters not held at a boundary. Convergence is judged on these."""

    def boundary_decrement(self, theta: Array, at: Evaluation) -> float:
        """What a parameter held at a boundary could still gain, as `Optimum.decrement`.

        Asked for only where `interior` is not all true; the derivatives there are one-sided.
        """

    def covariance_made(self, theta: Array) -> Made:
        """What makes the frame that `Fit.covariance` shows, of nothing that is large.

        Visit by visit, or one row a variance component.
        """
