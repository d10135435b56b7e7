"""The likelihood of many responses with random effects of several factors, and its derivatives.

In the turned rows of `crossed_sums.py`, with S = sigma^2 I + sum_k theta_k V_k on what the fixed
effects leave (q, q), the likelihood that REML maximises is that of y there, and P is S^-1:

    v = S^-1 y,    tr(P V_k) = <S^-1, V_k>,    y'P V_k P y = v'V_k v
    tr(P V_k P V_l) = tr(S^-1 V_k S^-1 V_l),    y'P V_k P V_l P y = v'V_k S^-1 V_l v

With ML the traces are those of the whole S, (p + q, p + q). What belongs to sigma^2 follows from
V being homogeneous, as in `evaluation.py`.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.coordinates import EffectEntries
from ipt_outcomes.models.batch.effects.crossed_sums import CrossedSums
from ipt_outcomes.models.batch.effects.evaluation import with_sigma2
from ipt_outcomes.models.batch.stacks import Marks, factors, inverses
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False)
class CrossedEvaluation:
    """B responses, each at its theta: the entries of G, then sigma^2.

    theta     (B, K)
    inverse   (B, q, q) S^-1 on what the fixed effects leave
    whole     (B, m, m) S^-1 of all turned rows with ML, which takes its traces; None with REML
    solved    (B, q) v
    squares   (B,) y'Py
    traces    (B, L) of the derivatives
    gradient  (B, K) of minus twice the log-likelihood
    value     (B,) minus twice the log-likelihood in internal columns; infinite where V is not
              positive definite
    """

    theta: Array
    inverse: Array
    whole: Array | None
    solved: Array
    squares: Array
    traces: Array
    gradient: Array
    value: Array

    def take(self, chosen: NDArray[np.intp]) -> CrossedEvaluation:
        """Those responses only."""
        kept: dict[str, Any] = {}
        for field in fields(self):
            stack = getattr(self, field.name)
            kept[field.name] = None if stack is None else stack[chosen]
        return CrossedEvaluation(**kept)

    @property
    def traced(self) -> Array:
        """(B, q, q) or (B, m, m): the S^-1 of the traces."""
        return self.inverse if self.whole is None else self.whole


@np.errstate(all="ignore")
def evaluate_crossed(
    sums: CrossedSums, beside: Array, theta: Array, reml: bool
) -> CrossedEvaluation:
    """Evaluate each response of `sums` at its row of `theta` (B, K); `beside` is theirs."""
    sigma2 = theta[:, -1]
    admissible = (sigma2 > 0) & np.isfinite(theta).all(axis=1)
    safe = np.where(admissible[:, None], theta, np.append(np.zeros(theta.shape[1] - 1), 1.0))
    sigma2, weights = safe[:, -1], safe[:, :-1]
    own = sums.of_each(beside)
    inverse, log_det, good = inverted(own, safe)
    solved = (inverse @ sums.inside[:, :, None])[:, :, 0]
    squares = sums.outside / sigma2 + (solved * sums.inside).sum(axis=1)
    freedom, whole, of_traces = sums.n, None, own
    if reml:
        freedom = freedom - sums.x.shape[1]
        value = log_det + sums.log_gram
    else:
        of_traces = sums.of_each(sums.parts)
        whole, value, definite = inverted(of_traces, safe)
        good = good & definite
    traced = inverse if whole is None else whole
    value = value + (freedom - traced.shape[1]) * np.log(sigma2) + squares
    value = value + freedom * np.log(2 * np.pi)
    traces = _contracted(of_traces, traced)
    by_entry = traces - (times(own, solved) * solved[:, None]).sum(axis=2)
    by_sigma2 = (freedom - squares - (weights * by_entry).sum(axis=1)) / sigma2
    return CrossedEvaluation(
        theta=theta,
        inverse=inverse,
        whole=whole,
        solved=solved,
        squares=squares,
        traces=traces,
        gradient=np.concatenate([by_entry, by_sigma2[:, None]], axis=1),
        value=np.where(admissible & good & np.isfinite(value), value, np.inf),
    )


def crossed_information(  # noqa: PLR0917
    at: CrossedEvaluation,
    sums: CrossedSums,
    beside: Array,
    entries: EffectEntries,
    observed: Marks,
    reml: bool,
) -> Array:
    """(B, K, K): observed where marked, expected elsewhere; as `likelihood.py` scales it."""
    own = sums.of_each(beside)
    turned = at.traced[:, None] @ (own if reml else sums.of_each(sums.parts))
    form = np.einsum("bkij,blji->bkl", turned, turned)
    edge, corner = at.traces, sums.n - (sums.x.shape[1] if reml else 0)
    if observed.any():
        slopes = times(own, at.solved)
        twice = 2.0 * (slopes @ at.inverse @ np.swapaxes(slopes, 1, 2))
        beside_v = 2.0 * (slopes * at.solved[:, None]).sum(axis=2)
        form = np.where(observed[:, None, None], twice - form, form)
        edge = np.where(observed[:, None], beside_v - edge, edge)
        corner = np.where(observed, 2.0 * at.squares - corner, corner)
    return with_sigma2(form, edge, corner, at.theta, entries) / 2.0


def turned_covariance(parts: Array, theta: Array) -> Array:
    """S (B, m, m) at theta (B, K), from the derivatives (B or 1, L, m, m)."""
    b, m = len(theta), parts.shape[2]
    flat = parts.reshape(len(parts), parts.shape[1], m * m)
    weights = theta[:, :-1]
    made = weights @ flat[0] if len(flat) == 1 else (weights[:, None] @ flat)[:, 0]
    made[:, :: m + 1] += theta[:, -1:]
    return np.asarray(made.reshape(b, m, m))


def inverted(parts: Array, theta: Array) -> tuple[Array, Array, Marks]:
    """S^-1, log |S| (B,), and where S is positive definite."""
    factor, good = factors(turned_covariance(parts, theta))
    log_det = 2.0 * np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
    return inverses(factor), log_det, good


def _contracted(parts: Array, matrix: Array) -> Array:
    """(B, L): <V_k, matrix> for matrices (B, m, m)."""
    b, m = matrix.shape[:2]
    flat = parts.reshape(len(parts), parts.shape[1], m * m)
    if len(flat) == 1:
        return np.asarray(matrix.reshape(b, m * m) @ flat[0].T)
    return np.asarray((flat @ matrix.reshape(b, m * m, 1))[:, :, 0])


def times(parts: Array, vectors: Array) -> Array:
    """(B, L, m): V_k times vectors (B, m)."""
    if len(parts) == 1:
        n, m = parts.shape[1:3]
        made = vectors @ parts[0].reshape(n * m, m).T
        return np.asarray(made.reshape(-1, n, m))
    return np.asarray((parts @ vectors[:, None, :, None])[..., 0])
