"""Standard errors and degrees of freedom of single functions l'beta, random effects of several
factors.

The formulas are those of `kenward_roger.py` and `satterthwaite.py`; with u = Phi l and
g = V^-1 X u, in the turned rows of `crossed_sums.py`, what they take is, by the entries of G,

    l' dPhi/dtheta_k l      g'V_k g
    l' Phi Q_kl Phi l       g'V_k S^-1 V_l g
    P_k Phi l               X'S^-1 V_k g, up to its sign

and by sigma^2 from homogeneity, as in `evaluation.py`.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.batch.effects.coordinates import EffectEntries
from ipt_outcomes.models.batch.effects.crossed_evaluation import times
from ipt_outcomes.models.batch.effects.evaluation import with_sigma2
from ipt_outcomes.models.batch.functions import FunctionByFunction
from ipt_outcomes.models.kenward_roger import adjustment
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class CrossedInference(FunctionByFunction):
    """B responses with random effects of several factors.

    theta    (B, K) the entries of G, then sigma^2
    entries  which of theta are the entries of G
    parts    (B or 1, L, m, m) V's derivatives
    inverse  (B, m, m) S^-1
    solved   (B, m, p) S^-1 X
    phi      (B, p, p)
    """

    theta: Array
    entries: EffectEntries
    parts: Array
    inverse: Array
    solved: Array
    phi: Array

    @property
    def _phi(self) -> Array:
        return self.phi

    def _derivatives(
        self, function: Array, u: Array, variance: Array
    ) -> tuple[Array, Callable[[], Array]]:
        w, weights, sigma2 = self.theta_covariance, self.theta[:, :-1], self.theta[:, -1:]
        g = (self.solved @ u[:, :, None])[:, :, 0]
        slopes = times(self.parts, g)
        slope = (slopes * g[:, None]).sum(axis=2)
        last = (variance[:, None] - (weights * slope).sum(axis=1, keepdims=True)) / sigma2

        def added() -> Array:
            form = slopes @ self.inverse @ np.swapaxes(slopes, 1, 2)
            pairs = with_sigma2(form, slope, variance, self.theta, self.entries)
            second = (w * pairs).sum(axis=(1, 2))
            sides = slopes @ self.solved
            rest = function[:, None] - weights[:, None] @ sides
            sides = np.concatenate([sides, rest / sigma2[:, :, None]], axis=1)
            return adjustment(second[:, None, None], sides[..., None], self.phi, w)[:, 0, 0]

        return np.concatenate([slope, last], axis=1), added
