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
from numpy.typing import NDArray

from ipt_outcomes.models.batch.evaluation import (
    Evaluations,
    columns_turned,
    information,
    pair_traces,
)
from ipt_outcomes.models.batch.response_sums import ResponseSums
from ipt_outcomes.models.batch.stacks import Marks, solve_definite
from ipt_outcomes.models.inference import LEAST_ADJUSTED
from ipt_outcomes.models.kenward_roger import adjustment
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.optimise import DECREMENT_TOLERANCE
from ipt_outcomes.models.satterthwaite import satterthwaite_df
from ipt_outcomes.models.t_and_f import t_statistics


@dataclass(frozen=True)
class InferenceMany:
    """B responses with the same design and options.

    at                the evaluations at the estimates
    grams             (B, R, C, C)
    beta              (B, p) internal coefficients of the scores
    columns           (m C, p) M, or None for the identity
    recover           (p, p): the user's coefficients = recover @ the internal ones
    theta_covariance  (B, K, K) W
    df_method         one of `inference.DF_METHODS`
    residual_df       (B,) scores minus columns
    """

    at: Evaluations
    grams: Array
    beta: Array
    columns: Array | None
    recover: Array
    theta_covariance: Array
    df_method: str
    residual_df: NDArray[np.int64]

    def estimate(self, functions: Array, level: float) -> Array:
        """(B, rows, 7) for functions (rows, p) or (B, rows, p) of the user's coefficients.

        The numbers are `t_and_f.T_COLUMNS`, NaN where an adjusted variance is none.
        """
        internal = functions @ self.recover
        b, rows = len(self.beta), functions.shape[-2]
        internal = np.broadcast_to(internal, (b, rows, internal.shape[-1]))
        estimate = (internal @ self.beta[:, :, None])[:, :, 0]
        spreads = [self._spread(internal[:, row]) for row in range(rows)]
        variance, df = (np.stack(part, axis=1) for part in zip(*spreads, strict=True))
        return t_statistics(estimate, variance, df, level)

    def _spread(self, function: Array) -> tuple[Array, Array]:
        """Variance and degrees of freedom (B,) of one function (B, p)."""
        at = self.at
        b, _, m, _ = at.inverse.shape
        c = self.grams.shape[-1]
        saturated = function if self.columns is None else function @ self.columns.T
        u = at.phi @ saturated[:, :, None]
        variance = (saturated * u[:, :, 0]).sum(axis=1)
        if self.df_method == "normal":
            return variance, np.full(b, np.inf)
        if self.df_method == "residual":
            return variance, self.residual_df.astype(np.float64)
        u = u.reshape(b, 1, m, c)
        turned = at.inverse @ u
        between = turned @ self.grams @ np.swapaxes(turned, 2, 3)
        whole = between.sum(axis=1).reshape(b, m * m, 1)
        w = self.theta_covariance
        df = satterthwaite_df(variance, (at.first @ whole)[:, :, 0], w)
        if not self.df_method.startswith("kenward-roger"):
            return variance, df
        sides = columns_turned(at.first, at.inverse, u @ self.grams)
        second = (w * pair_traces(at.first, at.inverse, between)).sum(axis=(1, 2))
        curvature = None
        if at.bent is not None and self.df_method == "kenward-roger":
            bent = (at.bent * whole.reshape(b, 1, 1, m, m)).sum(axis=(3, 4))
            curvature = (w * bent).sum(axis=(1, 2)).reshape(b, 1, 1)
        added = adjustment(second.reshape(b, 1, 1), sides[..., None], at.phi, w, curvature)
        adjusted = variance + 2.0 * added[:, 0, 0]
        return np.where(adjusted > LEAST_ADJUSTED * variance, adjusted, np.nan), df


def theta_covariances(
    at: Evaluations, sums: ResponseSums, wanted: str, reml: bool
) -> tuple[Array, Marks]:
    """W (B, K, K), and where the point is a maximum and the information positive definite.

    It is one by the criterion of `optimise.py`, the Newton decrement, with the exact observed
    information.
    """
    b, k = at.theta.shape
    every = np.ones(b, dtype=bool)
    observed = information(at, sums, every, exact=True, reml=reml)
    unit = np.broadcast_to(np.eye(k), observed.shape)
    inverse, good = solve_definite(observed, unit)
    gradient = at.gradient
    decrement = ((inverse @ gradient[:, :, None])[:, :, 0] * gradient).sum(axis=1)
    good = good & (decrement < DECREMENT_TOLERANCE)
    if wanted == "expected":
        inverse, definite = solve_definite(
            information(at, sums, ~every, exact=True, reml=reml), unit
        )
        good = good & definite
    return (inverse + np.swapaxes(inverse, 1, 2)) / 2.0, good
