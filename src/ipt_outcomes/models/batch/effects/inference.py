"""Standard errors and degrees of freedom of single functions l'beta, random effects of one factor.

The formulas are those of `kenward_roger.py` and `satterthwaite.py`; with u = Phi l and
tau_j = T_j u what they take is, by the entries of G,

    l' dPhi/dtheta_k l      sum_j tau_j' E_k tau_j
    l' Phi Q_kl Phi l       sum_j tau_j' E_k N_j E_l tau_j
    P_k Phi l               sum_j T_j' E_k tau_j, up to its sign

and by sigma^2 from homogeneity, as in `evaluation.py`.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.coordinates import EffectEntries
from ipt_outcomes.models.batch.effects.evaluation import EffectsEvaluation, with_sigma2
from ipt_outcomes.models.batch.effects.small import form_sums, outer_sums, summed
from ipt_outcomes.models.inference import LEAST_ADJUSTED
from ipt_outcomes.models.kenward_roger import adjustment
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.satterthwaite import satterthwaite_df
from ipt_outcomes.models.t_and_f import t_statistics


@dataclass(frozen=True, repr=False, eq=False)
class EffectsInference:
    """B responses with the same design and options.

    at                the evaluations at the estimates
    entries           which of theta are the entries of G
    beta              (B, p) internal coefficients of the scores
    recover           (p, p): the user's coefficients = recover @ the internal ones
    theta_covariance  (B, K, K) W
    df_method         one of `inference.DF_METHODS`
    residual_df       (B,) scores minus columns
    """

    at: EffectsEvaluation
    entries: EffectEntries
    beta: Array
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
        at, entries = self.at, self.entries
        b = len(at.columns)
        u = at.phi @ function[:, :, None]
        variance = (function * u[:, :, 0]).sum(axis=1)
        if self.df_method == "normal":
            return variance, np.full(b, np.inf)
        if self.df_method == "residual":
            return variance, self.residual_df.astype(np.float64)
        basis, w = entries.basis, self.theta_covariance
        weights, sigma2 = at.theta[:, entries.at], at.theta[:, -1:]
        tau = (np.swapaxes(u, 1, 2)[:, None] @ at.columns)[:, :, 0]
        outer = tau[:, :, None] * tau[:, None]
        slope = (basis @ summed(outer))[:, :, 0]
        last = (variance[:, None] - (weights * slope).sum(axis=1, keepdims=True)) / sigma2
        df = satterthwaite_df(variance, np.concatenate([slope, last], axis=1), w)
        if not self.df_method.startswith("kenward-roger"):
            return variance, df
        form = form_sums(basis, at.effects, outer)
        second = (w * with_sigma2(form, slope, variance, at.theta, entries)).sum(axis=(1, 2))
        sides = basis @ outer_sums(tau, at.columns)
        rest = function[:, None] - (weights[:, None] @ sides)
        sides = np.concatenate([sides, rest / sigma2[:, :, None]], axis=1)
        added = adjustment(second.reshape(b, 1, 1), sides[..., None], at.phi, w)
        adjusted = variance + 2.0 * added[:, 0, 0]
        return np.where(adjusted > LEAST_ADJUSTED * variance, adjusted, np.nan), df
