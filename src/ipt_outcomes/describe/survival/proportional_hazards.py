"""Whether a hazard ratio stays the same over time: the test of R's survival::cox.zph.

Formulas: docs/methods.md, "Time to an event".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from ipt_outcomes.describe.survival.kaplan_meier import Array, Marks


@dataclass(frozen=True)
class Proportionality:
    """The chi-squared statistic with one degree of freedom, and its p value."""

    statistic: float
    p_value: float


def proportionality(time: Array, event: Marks, test: Marks, log_ratio: float) -> Proportionality:
    """The score test of a log hazard ratio that changes with g(t), one minus Kaplan-Meier.

    At each event j the residual of Schoenfeld is s_j = x_j - p_j, where p_j is the share of the
    hazards at risk that is the test group's, and V_j = p_j (1 - p_j). With ties, p_j and V_j are
    averages over Efron's risk sets. The statistic is (sum g s)^2 / (sum g^2 V - (sum g V)^2 /
    sum V), as cox.zph has it since version 3.0 (Grambsch and Therneau 1994, Biometrika 81:515-526,
    with the variance at each time). NaN where all events are at one time.
    """
    hazard = np.where(test, np.exp(log_ratio), 1.0)
    shares, spread, g_of = [], [], []
    free = 1.0
    for at in np.unique(time[event]):
        risk, now = time >= at, (time == at) & event
        deaths = int(now.sum())
        g = 1.0 - free
        free *= 1.0 - deaths / int(risk.sum())
        of_test, of_all = hazard[risk & test].sum(), hazard[risk].sum()
        out_test, out_all = hazard[now & test].sum(), hazard[now].sum()
        step = np.arange(deaths) / deaths
        p = (of_test - step * out_test) / (of_all - step * out_all)
        shares.append(float(now[test].sum() - p.sum()))
        spread.append(float((p * (1.0 - p)).sum()))
        g_of.append(g)
    residual, V, grown = np.asarray(shares), np.asarray(spread), np.asarray(g_of)
    total = V.sum()
    information = (grown**2 * V).sum() - (grown * V).sum() ** 2 / total if total > 0 else 0.0
    if information <= 1e-12:
        return Proportionality(float("nan"), float("nan"))
    statistic = float((grown * residual).sum() ** 2 / information)
    return Proportionality(statistic, float(chi2.sf(statistic, 1)))
