"""Standard errors and degrees of freedom of single functions l'beta, for many responses at once.

Those of `inference.py` for one function, which spare the p x p matrices: with u = M Phi l,
N_r = u G_r and B_r = W_r u G_r u' W_r, u as (m, C),

    l' dPhi/dtheta_k l          <V_k, sum_r B_r>
    l' Phi Q_kl Phi l           sum_r tr(V_k W_r V_l B_r)
    l' Phi P_k Phi P_l Phi l    a_k' Phi a_l with a_k = sum_r W_r V_k W_r N_r
    l' Phi R_kl Phi l           <V_kl, sum_r B_r>
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ipt_outcomes.models.batch.evaluation import (
    Evaluations,
    columns_turned,
    information,
    pair_traces,
)
from ipt_outcomes.models.batch.response_sums import ResponseSums
from ipt_outcomes.models.batch.stacks import Marks, solve_definite
from ipt_outcomes.models.inference import LEAST_ADJUSTED
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.optimise import DECREMENT_TOLERANCE


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

        The numbers are those of `linear_functions.estimate_functions`: estimate, se, df, statistic,
        p_value, ci_lower, ci_upper; NaN where an adjusted variance is not positive.
        """
        internal = functions @ self.recover
        b, rows = len(self.beta), functions.shape[-2]
        internal = np.broadcast_to(internal, (b, rows, internal.shape[-1]))
        estimate = (internal @ self.beta[:, :, None])[:, :, 0]
        spreads = [self._spread(internal[:, row]) for row in range(rows)]
        variance, df = (np.stack(part, axis=1) for part in zip(*spreads, strict=True))
        with np.errstate(invalid="ignore"):
            se = np.sqrt(variance)
        statistic = estimate / se
        normal = np.isinf(df)
        finite = np.where(normal, 1.0, df)
        beyond = -np.abs(statistic)
        tail = np.where(normal, special.ndtr(beyond), special.stdtr(finite, beyond))
        wanted = (1.0 + level) / 2.0
        quantile = np.where(normal, special.ndtri(wanted), special.stdtrit(finite, wanted))
        margin = quantile * se
        parts = (estimate, se, df, statistic, 2.0 * tail, estimate - margin, estimate + margin)
        return np.stack(parts, axis=2)

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
        slope = at.first @ whole
        w = self.theta_covariance
        spread = (np.swapaxes(slope, 1, 2) @ w @ slope)[:, 0, 0]
        positive = spread > 0
        df = np.where(positive, 2.0 * variance**2 / np.where(positive, spread, 1.0), np.inf)
        if not self.df_method.startswith("kenward-roger"):
            return variance, df
        sides = columns_turned(at.first, at.inverse, u @ self.grams)
        middle = pair_traces(at.first, at.inverse, between)
        middle = middle - sides @ at.phi @ np.swapaxes(sides, 1, 2)
        if at.bent is not None and self.df_method == "kenward-roger":
            middle = middle - (at.bent * whole.reshape(b, 1, 1, m, m)).sum(axis=(3, 4)) / 4.0
        adjusted = variance + 2.0 * (w * middle).sum(axis=(1, 2))
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
