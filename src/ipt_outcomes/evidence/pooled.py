"""What a model of effects gives, of whatever dependence, for one shape of result."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False, eq=False)
class Pooled:
    """Coefficients and what is known of them.

    beta          (p,)
    variance      (p,), the squared standard errors; NaN where they cannot be estimated
    plain         (p, p), (X'WX)^-1
    df            (p,) of t; infinite: normal
    tau2          between studies
    omega2        within studies; NaN where each study has one effect
    limits        (2,) of tau2, NaN where they are not computed
    i2            (3,) percent, and its limits
    q, q_df, q_p_value
    joint         (4,) F, its two df and p of all moderators at once; NaN without moderators
    narrower      whether Knapp and Hartung's factor, below one, made the interval narrower
    """

    beta: Array
    variance: Array
    plain: Array
    df: Array
    tau2: float
    omega2: float
    limits: Array
    i2: Array
    q: float
    q_df: int
    q_p_value: float
    joint: Array
    narrower: bool

    @property
    def spread(self) -> float:
        """The variance of true effects, in all."""
        return self.tau2 + (0.0 if np.isnan(self.omega2) else self.omega2)
