"""Standard errors and degrees of freedom of single functions l'beta, people inside groups.

The formulas are those of `kenward_roger.py` and `satterthwaite.py`; what they take of a function is
what `people_forms.VectorForms` says of the vector V^-1 X Phi l.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.people_forms import PeopleForms
from ipt_outcomes.models.inference import LEAST_ADJUSTED
from ipt_outcomes.models.kenward_roger import adjustment
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.satterthwaite import satterthwaite_df
from ipt_outcomes.models.t_and_f import t_statistics


@dataclass(frozen=True, repr=False, eq=False)
class PeopleInference:
    """B responses with the same design and options.

    forms             at the estimates
    beta              (B, p) internal coefficients of the scores
    recover           (p, p): the user's coefficients = recover @ the internal ones
    theta_covariance  (B, K, K) W
    df_method         one of `inference.DF_METHODS`
    residual_df       (B,) scores minus columns
    """

    forms: PeopleForms
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
        at = self.forms.at
        b = len(function)
        u = at.phi @ function[:, :, None]
        variance = (function * u[:, :, 0]).sum(axis=1)
        if self.df_method == "normal":
            return variance, np.full(b, np.inf)
        if self.df_method == "residual":
            return variance, self.residual_df.astype(np.float64)
        found = self.forms.of_function(u[:, :, 0])
        w = self.theta_covariance
        df = satterthwaite_df(variance, found.linear, w)
        if not self.df_method.startswith("kenward-roger"):
            return variance, df
        second = (w * found.form).sum(axis=(1, 2)).reshape(b, 1, 1)
        curvature = None
        if at.bent is not None and self.df_method == "kenward-roger":
            plain = self.forms.design.entries.plain
            bent = (at.bent * found.square[:, None, None]).sum(axis=(3, 4))
            own = w[:, plain[:, None], plain]
            curvature = (own * bent).sum(axis=(1, 2)).reshape(b, 1, 1)
        added = adjustment(second, found.sides[..., None], at.phi, w, curvature)
        adjusted = variance + 2.0 * added[:, 0, 0]
        return np.where(adjusted > LEAST_ADJUSTED * variance, adjusted, np.nan), df
