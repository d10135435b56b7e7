"""Standard errors and degrees of freedom of single functions l'beta, for many responses at once.

The formulas are those of `kenward_roger.py` and `satterthwaite.py`; what they take is made here
without p x p matrices: with u = M Phi l, N_r = u G_r and B_r = W_r u G_r u' W_r, u as (m, C),

    l' dPhi/dtheta_k l          <V_k, sum_r B_r>
    l' Phi Q_kl Phi l           sum_r tr(V_k W_r V_l B_r)
    P_k Phi l                   sum_r W_r V_k W_r N_r, up to its sign
    l' Phi R_kl Phi l           <V_kl, sum_r B_r>

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.batch.evaluation import (
    Evaluations,
    information,
    vectors_turned,
)
from ipt_outcomes.models.batch.functions import FunctionsMany, known_variance
from ipt_outcomes.models.batch.response_sums import ResponseSums
from ipt_outcomes.models.batch.stacks import AGREES, Marks, solve_definite
from ipt_outcomes.models.covariance.entries import by_parameters, entry_sums, pair_weights
from ipt_outcomes.models.kenward_roger import own_adjustments
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.satterthwaite import satterthwaite_df

_AT_ONCE = 16
"""Responses whose (K, m C, rows) arrays are held together, to stay near the processor."""


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class InferenceMany(FunctionsMany):
    """B responses with one covariance over visits.

    at       the evaluations at the estimates
    grams    (B, R, C, C)
    columns  (m C, p) M, or None for the identity
    """

    at: Evaluations
    grams: Array
    columns: Array | None

    def _spreads(self, internal: Array) -> tuple[Array, Array]:
        saturated = internal if self.columns is None else internal @ self.columns.T
        u = self.at.phi @ np.swapaxes(saturated, 1, 2)
        variance = (np.swapaxes(saturated, 1, 2) * u).sum(axis=1)
        plain = self._without_theta(variance)
        if plain is not None:
            return variance, plain
        parts = [
            self._spread(slice(begin, begin + _AT_ONCE), variance, u)
            for begin in range(0, len(self.beta), _AT_ONCE)
        ]
        variance, df = (np.concatenate(part) for part in zip(*parts, strict=True))
        return variance, df

    def _spread(self, some: slice, variance: Array, u: Array) -> tuple[Array, Array]:
        """Variances and degrees of freedom (b, rows) of some of the responses.

        Args:
            some: which.
            variance: (B, rows), unadjusted.
            u: (B, m C, rows), M Phi l.
        """
        at, w, inverse = self.at, self.theta_covariance[some], self.at.inverse[some]
        variance, u = variance[some], u[some]
        first = at.first if at.first is None or len(at.first) == 1 else at.first[some]
        b, r, m, _ = inverse.shape
        rows, c = u.shape[2], self.grams.shape[-1]
        turned = (inverse @ u.reshape(b, 1, m, c * rows)).reshape(b, r, m, c, rows)
        turned = np.ascontiguousarray(turned.swapaxes(3, 4))
        shared = turned.reshape(b, r, m * rows, c) @ self.grams[some]
        shared = shared.reshape(b, r, m, rows, c)
        # sum_r B_r of each function
        flat = (0, 3, 2, 1, 4)
        left = turned.transpose(flat).reshape(b, rows, m, r * c)
        whole = left @ shared.transpose(flat).reshape(b, rows, m, r * c).swapaxes(2, 3)
        slope = by_parameters(first, entry_sums(whole.transpose(0, 2, 3, 1)))
        df = satterthwaite_df(variance, slope.swapaxes(1, 2), w[:, None])
        if not self._adjusts:
            return variance, df
        carried = pair_weights(first, w, inverse) @ shared.reshape(b, r, m, rows * c)
        terms = (carried * turned.reshape(carried.shape)).reshape(b, r * m, rows * c)
        second = terms.sum(axis=1).reshape(b, rows, c).sum(axis=2)
        if at.bent is not None and self.df_method == "kenward-roger":
            bent = (w[..., None, None] * at.bent[some]).sum(axis=(1, 2))
            second = second - (bent[:, None] * whole).sum(axis=(2, 3)) / 4.0
        columns = shared.swapaxes(3, 4).reshape(b, r, m, c * rows)
        sides = vectors_turned(first, inverse, columns).reshape(b, -1, m * c, rows)
        return known_variance(variance, own_adjustments(second, sides, at.phi[some], w)), df


def theta_covariances(
    at: Evaluations, sums: ResponseSums, wanted: str, reml: bool
) -> tuple[Array, Marks]:
    """W (B, K, K), and where the point is a maximum and the information positive definite.

    It is one by the Newton decrement with the exact observed information, as in `optimise.py`, and
    so near that nothing else of the search can matter.
    """
    b, k = at.theta.shape
    every = np.ones(b, dtype=bool)
    observed = information(at, sums, every, exact=True, reml=reml)
    unit = np.broadcast_to(np.eye(k), observed.shape)
    inverse, good = solve_definite(observed, unit)
    gradient = at.gradient
    decrement = ((inverse @ gradient[:, :, None])[:, :, 0] * gradient).sum(axis=1)
    good = good & (decrement < AGREES)
    if wanted == "expected":
        inverse, definite = solve_definite(
            information(at, sums, ~every, exact=True, reml=reml), unit
        )
        good = good & definite
    return (inverse + np.swapaxes(inverse, 1, 2)) / 2.0, good
