"""Logistic regression by iteratively reweighted least squares.

McCullagh and Nelder 1989, Generalized Linear Models, section 4.4.

Formulas: docs/methods.md, "Weights for dropout".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

_STEPS = 50
_TOLERANCE = 1e-10
_SURE = 1e-8
"""ASSUME: a probability so near 0 or 1 is none that the data could tell: they are separated."""


def logistic(x: Array, happened: NDArray[np.bool_], what: str) -> tuple[Array, Array]:
    """(p,) coefficients and (p, p) their covariance, of columns x (n, p) of full rank.

    `what` is said in the error.

    Raises:
        ModelError: some combination of the columns tells exactly when it happened, so that there is
            no maximum.
    """
    beta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = expit(x @ beta)
        weight = chance * (1.0 - chance)
        information = x.T @ (x * weight[:, None])
        try:
            step = np.linalg.solve(information, x.T @ (happened - chance))
        except np.linalg.LinAlgError:
            break
        beta = beta + step
        if float(step @ information @ step) < _TOLERANCE:
            chance = expit(x @ beta)
            if min(chance.min(), 1.0 - chance.max()) < _SURE:
                break
            return beta, np.linalg.inv(information)
    raise ModelError(
        f"{what}: the covariates tell some of it for certain, and the model has no estimate; take "
        "some out"
    )
