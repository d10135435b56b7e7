"""Several effects a study: a working model of their correlation, and a sandwich by study.

The working model ("CHE": correlated and hierarchical effects; Pustejovsky and Tipton 2022, Prev Sci
23:425-438): within study j the sampling errors correlate by a rho that is given, and the true
effects vary between studies (tau^2) and within (omega^2),

    S_j = V_j + tau^2 1 1' + omega^2 I,    V_j[a, b] = rho sqrt(v_a v_b), a != b.

tau^2 and omega^2 are by REML. Standard errors are CR2, clubSandwich's, with Satterthwaite df, and
several moderators are tested by the approximate Hotelling test: they hold whatever the correlation
is in truth. Where no study has two effects omega^2 cannot be told from tau^2, and is zero.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, special

from ipt_outcomes.evidence.effects import Effects
from ipt_outcomes.evidence.pooled import Pooled
from ipt_outcomes.models.f_tests import f_test
from ipt_outcomes.models.inference import Inference
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.robust.sandwich import sandwich
from ipt_outcomes.models.robust.whitened_clusters import WhitenedClusters
from ipt_outcomes.models.t_and_f import f_tail

_STEPS = 60
_CLOSE = 1e-16
"""A gain in log-likelihood that is none."""


def pool_correlated(given: Effects, rho: float) -> Pooled:
    """The working model by REML, with CR2 by study; at least p + 1 studies are taken for granted.

    What a single study determines alone has no variance that could be estimated: NaN.
    """
    model = _Working(given, rho)
    theta = model.estimates()
    at = model.at(theta)
    inference = _inference(given, model, at, theta)
    eye = np.eye(len(at.beta))
    joint = np.full(4, np.nan)
    if len(eye) > 1:
        test = f_test(inference, eye[1:])
        if test.valid:
            q = len(eye) - 1
            joint = np.array([test.statistic, q, test.df2, f_tail(test.statistic, q, test.df2)])
    zero = model.at(np.zeros(2))
    df = len(given.y) - len(at.beta)
    typical = df / float(np.trace(zero.p))
    spread = float(theta.sum())
    several = model.several
    return Pooled(
        beta=at.beta,
        variance=inference.variance(eye),
        plain=at.phi,
        df=inference.degrees_of_freedom(eye),
        tau2=float(theta[0]),
        omega2=float(theta[1]) if several else np.nan,
        limits=np.full(2, np.nan),
        i2=np.array([100.0 * spread / (spread + typical), np.nan, np.nan]),
        q=zero.ypy,
        q_df=df,
        q_p_value=float(special.chdtrc(df, zero.ypy)),
        joint=joint,
        narrower=False,
    )


@dataclass(frozen=True, repr=False)
class _At:
    """Generalised least squares at one theta; p (k, k) is P, py (k,) is P y."""

    beta: Array
    phi: Array
    p: Array
    py: Array
    ypy: float
    log_likelihood: float


class _Working:
    """The working model of given effects, by theta = (tau^2, omega^2)."""

    def __init__(self, given: Effects, rho: float) -> None:
        self.given = given
        together = given.study[:, None] == given.study[None, :]
        root = np.sqrt(given.v)
        self._v = np.where(together, rho * np.outer(root, root), 0.0)
        np.fill_diagonal(self._v, given.v)
        self._parts = (together.astype(np.float64), np.eye(len(root)))
        self.several = bool(given.n_studies < len(root))

    def covariance(self, theta: Array) -> Array:
        """(k, k), S."""
        return np.asarray(self._v + theta[0] * self._parts[0] + theta[1] * self._parts[1])

    def at(self, theta: Array) -> _At:
        """Everything at theta."""
        x, y = self.given.x, self.given.y
        factor = np.linalg.cholesky(self.covariance(theta))
        wx = linalg.solve_triangular(factor, x, lower=True)
        q, r = np.linalg.qr(wx)
        wy = linalg.solve_triangular(factor, y, lower=True)
        beta = np.linalg.solve(r, q.T @ wy)
        inverse = np.linalg.inv(r)
        white = linalg.solve_triangular(factor, np.eye(len(y)), lower=True)
        residual = wy - wx @ beta
        hat = white.T @ q
        p = white.T @ white - hat @ hat.T
        log_det = np.log(np.diag(factor)).sum() + np.log(np.abs(np.diag(r))).sum()
        ypy = float(residual @ residual)
        return _At(
            beta, inverse @ inverse.T, p, white.T @ residual, ypy, -float(log_det) - ypy / 2.0
        )

    def gradient(self, at: _At) -> Array:
        """(2,): of the restricted log-likelihood."""
        return np.array(
            [(at.py @ part @ at.py - (at.p * part).sum()) / 2.0 for part in self._parts]
        )

    @cached_property
    def _unit(self) -> float:
        return float(self.given.v.mean() + self.given.y.var())

    def estimates(self) -> Array:
        """(2,): REML, by the best of several starts, then by steps of the average information."""
        free = np.array([True, self.several])
        unit = self._unit
        bounds = [(0.0, None), (0.0, None if self.several else 0.0)]

        def minus(scaled: Array) -> tuple[float, Array]:
            at = self.at(scaled * unit)
            return -at.log_likelihood, -unit * self.gradient(at)

        starts = [(0.01, 0.01), (0.5, 0.01), (0.01, 0.5), (0.3, 0.3)]
        found = [
            optimize.minimize(minus, np.where(free, start, 0.0), jac=True, bounds=bounds)
            for start in starts
        ]
        best = min(found, key=lambda each: float(each.fun))
        return self._polished(np.asarray(best.x) * unit, free)

    def _polished(self, theta: Array, free: NDArray[np.bool_]) -> Array:
        at = self.at(theta)
        for _ in range(_STEPS):
            gradient = self.gradient(at)
            moving = free & ((theta > 0) | (gradient > 0))
            if not moving.any():
                break
            turned = np.array(
                [part @ at.py for part, go in zip(self._parts, moving, strict=True) if go]
            )
            information = turned @ at.p @ turned.T / 2.0
            step = np.zeros(2)
            step[moving] = np.linalg.lstsq(information, gradient[moving], rcond=None)[0]
            if float(step[moving] @ gradient[moving]) < _CLOSE:
                break
            for halving in range(30):
                tried = np.maximum(theta + step * 0.5**halving, 0.0)
                new = self.at(tried)
                if new.log_likelihood >= at.log_likelihood:
                    break
            else:
                break
            theta, at = tried, new
        return theta


def _inference(given: Effects, model: _Working, at: _At, theta: Array) -> Inference:
    clusters = _clusters(given, model.covariance(theta), at)
    robust = sandwich(clusters, at.phi, "CR2", root="clubSandwich", freedom=True)
    p = len(at.beta)
    return Inference(
        beta=at.beta,
        phi=at.phi,
        covariance=robust.covariance,
        phi_gradient=np.zeros((0, p, p)),
        theta_covariance=np.zeros((0, 0)),
        df_method="satterthwaite",
        residual_df=len(given.y) - p,
        sandwich=robust.freedom,
    )


def _clusters(given: Effects, covariance: Array, at: _At) -> list[WhitenedClusters]:
    residual = given.y - given.x @ at.beta
    found = []
    for study in range(given.n_studies):
        rows = np.flatnonzero(given.study == study)
        factor: Array = np.asarray(np.linalg.cholesky(covariance[np.ix_(rows, rows)]), np.float64)
        white = linalg.solve_triangular(
            factor, np.column_stack([given.x[rows], residual[rows]]), lower=True
        )
        found.append(
            WhitenedClusters(rows[None], factor[None], white[None, :, :-1], white[None, :, -1])
        )
    return found
