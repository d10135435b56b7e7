"""Random effects with one effect a study: Knapp and Hartung's standard errors, or the plain ones.

With s^2 = y'Py / (k - p) at the estimated tau^2, the covariance is s^2 (X'WX)^-1 on k - p degrees
of freedom (Knapp and Hartung 2003, Stat Med 22:2693-2710). Where s^2 < 1 its standard error is
below the plain one; the ad hoc modification takes max(1, s^2) (ibid., and Jackson et al. 2017, Stat
Med 36:3923-3934).

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.evidence.between_studies import heterogeneity, tau2_of, weighted
from ipt_outcomes.evidence.effects import Effects
from ipt_outcomes.evidence.pooled import Pooled
from ipt_outcomes.models.t_and_f import f_tail

INTERVALS = ("knapp-hartung", "knapp-hartung-adhoc", "normal")


def pool_one_effect(given: Effects, method: str, interval: str, level: float) -> Pooled:
    """The model with one effect a study; k > p is taken for granted."""
    y, v, x = given.y, given.v, given.x
    k, p = x.shape
    tau2 = tau2_of(y, v, x, method)
    at = weighted(y, v, x, tau2)
    factor = at.ypy / (k - p)
    scale = {"knapp-hartung": factor, "knapp-hartung-adhoc": max(1.0, factor), "normal": 1.0}
    covariance = scale[interval] * at.phi
    df = np.inf if interval == "normal" else float(k - p)
    joint = np.full(4, np.nan)
    if p > 1 and scale[interval] > 0:
        rest = at.beta[1:]
        f = float(rest @ np.linalg.solve(covariance[1:, 1:], rest)) / (p - 1)
        joint = np.array([f, p - 1, df, f_tail(f, p - 1, df)])
    # A common effect has no tau^2 to make I^2 of; (Q - df) / Q is I^2 by DerSimonian and Laird's.
    shown = tau2_of(y, v, x, "dl") if method == "common" else tau2
    found = heterogeneity(y, v, x, shown, level)
    return Pooled(
        beta=at.beta,
        variance=np.diag(covariance).copy(),
        plain=at.phi,
        df=np.full(p, df),
        tau2=tau2,
        omega2=np.nan,
        limits=np.array([found.tau2_lower, found.tau2_upper]),
        i2=np.array([found.i2, found.i2_lower, found.i2_upper]),
        q=found.q,
        q_df=found.q_df,
        q_p_value=found.q_p_value,
        joint=joint,
        narrower=interval == "knapp-hartung" and factor < 1.0,
    )
