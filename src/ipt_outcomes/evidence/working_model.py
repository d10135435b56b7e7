"""The working model of correlated and hierarchical effects: its likelihood, and REML estimates.

S_j = V_j + tau^2 1 1' + omega^2 I, block by block; studies of one size are computed together. With
P = S^-1 - S^-1 X (X'S^-1 X)^-1 X'S^-1, K_1 = 1 1' within studies and K_2 = I,

    dl / dtheta_k = (y'P K_k P y - tr P K_k) / 2,    information_kl = y'P K_k P K_l P y / 2

(the average information: Gilmour, Thompson and Cullis 1995, Biometrics 51:1440-1450).

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from ipt_outcomes.evidence.effects import Effects
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.robust.whitened_clusters import WhitenedClusters

_STEPS = 60
_CLOSE = 1e-16
"""A gain in log-likelihood that is none."""


@dataclass(frozen=True, repr=False)
class _Block:
    """m studies of n_c effects, with S_j = L_j L_j': rows (m, n_c), L and its inverse."""

    rows: NDArray[np.intp]
    factor: Array
    inverse: Array

    def white(self, columns: Array) -> Array:
        """(m, n_c, c): L^-1 times the rows of columns (k, c)."""
        return np.asarray(self.inverse @ columns[self.rows])


@dataclass(frozen=True, repr=False)
class At:
    """Generalised least squares at one theta; py (k,) is P y, traces (2,) are tr P K."""

    blocks: list[_Block]
    beta: Array
    phi: Array
    py: Array
    ypy: float
    traces: Array
    log_likelihood: float


class WorkingModel:
    """The model of given effects, by theta = (tau^2, omega^2)."""

    def __init__(self, given: Effects, rho: float) -> None:
        self.given = given
        sizes = np.bincount(given.study)
        # Whether tau^2 and omega^2 can be told apart.
        self.several = bool((sizes > 1).any())
        self._groups: list[tuple[NDArray[np.intp], Array]] = []
        order = np.argsort(given.study, kind="stable")
        first = np.cumsum(sizes) - sizes
        for size in np.unique(sizes):
            rows = order[first[sizes == size][:, None] + np.arange(size)]
            root = np.sqrt(given.v[rows])
            v = rho * root[:, :, None] * root[:, None, :]
            v[:, np.arange(size), np.arange(size)] = given.v[rows]
            self._groups.append((rows, v))

    def at(self, theta: Array) -> At:
        """Everything at theta.

        Raises:
            np.linalg.LinAlgError: S is singular to rounding.
        """
        x, y = self.given.x, self.given.y
        blocks, log_det = [], 0.0
        for rows, v in self._groups:
            covariance = v + theta[0] + theta[1] * np.eye(rows.shape[1])
            factor = np.asarray(np.linalg.cholesky(covariance))
            blocks.append(_Block(rows, factor, np.asarray(np.linalg.inv(factor))))
            log_det += float(np.log(np.diagonal(factor, axis1=1, axis2=2)).sum())
        wx = np.concatenate([_flat(block.white(x)) for block in blocks])
        wy = np.concatenate([_flat(block.white(y[:, None]))[:, 0] for block in blocks])
        q, r = np.linalg.qr(wx)
        beta = np.linalg.solve(r, q.T @ wy)
        inverse = np.linalg.inv(r)
        residual = wy - wx @ beta
        ypy = float(residual @ residual)
        log_det += float(np.log(np.abs(np.diag(r))).sum())
        py, traces, phi = np.empty(len(y)), np.zeros(2), inverse @ inverse.T
        done = 0
        for block in blocks:
            m, size = block.rows.shape
            part = slice(done, done + m * size)
            done += m * size
            back = np.swapaxes(block.inverse, 1, 2)
            py[block.rows] = (back @ residual[part].reshape(m, size, 1))[:, :, 0]
            sx = back @ wx[part].reshape(m, size, -1)
            summed = sx.sum(axis=1)
            ones = block.inverse.sum(axis=2)
            traces[0] += (ones**2).sum() - ((summed @ phi) * summed).sum()
            traces[1] += (block.inverse**2).sum() - ((sx @ phi) * sx).sum()
        return At(blocks, beta, phi, py, ypy, traces, -log_det - ypy / 2.0)

    def clusters(self, at: At) -> list[WhitenedClusters]:
        """The studies, for a sandwich."""
        residual = (self.given.y - self.given.x @ at.beta)[:, None]
        return [
            WhitenedClusters(
                block.rows, block.factor, block.white(self.given.x), block.white(residual)[:, :, 0]
            )
            for block in at.blocks
        ]

    def estimates(self) -> Array:
        """(2,): REML, by the best of several starts, then by steps of the average information.

        Raises:
            np.linalg.LinAlgError: S is singular to rounding.
        """
        free = np.array([True, self.several])
        unit = self._unit
        bounds = [(0.0, None), (0.0, None if self.several else 0.0)]

        def minus(scaled: Array) -> tuple[float, Array]:
            at = self.at(scaled * unit)
            return -at.log_likelihood, -unit * self._gradient(at)

        starts = [(0.01, 0.01), (0.5, 0.01), (0.01, 0.5), (0.3, 0.3)]
        found = [
            optimize.minimize(minus, np.where(free, start, 0.0), jac=True, bounds=bounds)
            for start in starts
        ]
        best = min(found, key=lambda each: float(each.fun))
        return self._polished(np.asarray(best.x) * unit, free)

    @cached_property
    def _unit(self) -> float:
        return float(self.given.v.mean() + self.given.y.var())

    def _summed(self, values: Array) -> Array:
        """K_1 values: each study's sum, at its rows."""
        return np.asarray(np.bincount(self.given.study, values)[self.given.study])

    def _gradient(self, at: At) -> Array:
        return (np.array([at.py @ self._summed(at.py), at.py @ at.py]) - at.traces) / 2.0

    def _information(self, at: At) -> Array:
        turned = np.column_stack([self._summed(at.py), at.py])
        wu = np.concatenate([_flat(block.white(turned)) for block in at.blocks])
        wx = np.concatenate([_flat(block.white(self.given.x)) for block in at.blocks])
        crossed = wx.T @ wu
        return np.asarray(wu.T @ wu - crossed.T @ at.phi @ crossed) / 2.0

    def _polished(self, theta: Array, free: NDArray[np.bool_]) -> Array:
        at = self.at(theta)
        for _ in range(_STEPS):
            gradient = self._gradient(at)
            moving = free & ((theta > 0) | (gradient > 0))
            information = self._information(at)[np.ix_(moving, moving)]
            step = np.zeros(2)
            step[moving] = np.linalg.lstsq(information, gradient[moving], rcond=None)[0]
            if float(step @ gradient) < _CLOSE:
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


def _flat(stack: Array) -> Array:
    """(m n_c, c) from (m, n_c, c)."""
    return stack.reshape(-1, stack.shape[-1])
