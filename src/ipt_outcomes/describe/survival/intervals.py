"""Events known to lie between two assessments: the complementary log-log model of intervals.

Formulas: docs/methods.md, "Time to an event".
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.describe.survival.kaplan_meier import Array

_NO_MAXIMUM = 100.0
"""A standard error past it is that of a ratio that runs to nought or to infinity."""


def interval_model(
    event: Array, interval: Array, predictors: pd.DataFrame
) -> tuple[Array, Array] | None:
    """The log hazard ratios of (n,) intervals of people, and their covariance.

    log(-log(1 - P(event in the interval))) = interval's own level + predictors: the hazards are
    proportional, and the event lies anywhere in the interval (Prentice and Gloeckler 1978,
    Biometrics 34:57-67). Intervals in which nobody had the event say nothing of the ratios and are
    left out. None where it has no maximum.
    """
    happened = pd.Series(event).groupby(interval).transform("max").to_numpy() > 0
    # Where everybody had the event, its level has no maximum: the model's first step shows it.
    if not happened.any() or event[happened].all():
        return None
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.families.links import CLogLog
    from statsmodels.genmod.generalized_linear_model import GLM

    levels = pd.get_dummies(pd.Series(interval[happened]), dtype=float).to_numpy()
    design = np.column_stack([levels, predictors.to_numpy(dtype=float)[happened]])
    k = predictors.shape[1]
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    model = GLM(event[happened], design, family=Binomial(link=CLogLog()))
    with np.errstate(all="ignore"):
        fit = model.fit(maxiter=100, tol=1e-10)
    covariance = np.asarray(fit.cov_params())[-k:, -k:]
    if not fit.converged or not (np.diag(covariance) < _NO_MAXIMUM**2).all():
        return None
    return np.asarray(fit.params)[-k:], covariance
