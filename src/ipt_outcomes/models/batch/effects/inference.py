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

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.batch.effects.coordinates import EffectEntries
from ipt_outcomes.models.batch.effects.evaluation import EffectsEvaluation, with_sigma2
from ipt_outcomes.models.batch.effects.small import form_sums, outer_sums, summed
from ipt_outcomes.models.batch.functions import FunctionByFunction
from ipt_outcomes.models.kenward_roger import adjustment
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class EffectsInference(FunctionByFunction):
    """B responses with random effects of one factor.

    at       the evaluations at the estimates
    entries  which of theta are the entries of G
    """

    at: EffectsEvaluation
    entries: EffectEntries

    @property
    def _phi(self) -> Array:
        return self.at.phi

    def _derivatives(
        self, function: Array, u: Array, variance: Array
    ) -> tuple[Array, Callable[[], Array]]:
        at, entries = self.at, self.entries
        basis, w = entries.basis, self.theta_covariance
        weights, sigma2 = at.theta[:, entries.at], at.theta[:, -1:]
        tau = (u[:, None, None, :] @ at.columns)[:, :, 0]
        outer = tau[:, :, None] * tau[:, None]
        slope = (basis @ summed(outer))[:, :, 0]
        last = (variance[:, None] - (weights * slope).sum(axis=1, keepdims=True)) / sigma2

        def added() -> Array:
            form = form_sums(basis, at.effects, outer)
            second = (w * with_sigma2(form, slope, variance, at.theta, entries)).sum(axis=(1, 2))
            sides = basis @ outer_sums(tau, at.columns)
            rest = function[:, None] - (weights[:, None] @ sides)
            sides = np.concatenate([sides, rest / sigma2[:, :, None]], axis=1)
            return adjustment(second[:, None, None], sides[..., None], at.phi, w)[:, 0, 0]

        return np.concatenate([slope, last], axis=1), added
