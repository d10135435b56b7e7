"""Weights of those who have an outcome, so that they stand for those who have none.

The formulas: docs/methods.md, "The personalized advantage index".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.estimate.advantage.predictors import as_standardised, standardised
from ipt_outcomes.models.moments import Array


def weights_of_staying(values: Array, test: NDArray[np.bool_], known: NDArray[np.bool_]) -> Array:
    """(n,) one over the probability of having an outcome, with mean 1 among those who have it.

    That probability is by scikit-learn's logistic regression on the arm and the predictors, with
    its ridge penalty (C = 1), so that there is an estimate however few left.

    ASSUME: who has no outcome is missing at random given the arm and the predictors. The weights
    look at who has an outcome, never at what it is, so that they may be made outside the folds.
    """
    from sklearn.linear_model import LogisticRegression

    mean, sd = standardised(values, np.ones(len(values)))
    arm = np.where(test, 1.0, -1.0)
    columns = np.column_stack([arm, as_standardised(values, mean, sd)])
    model = LogisticRegression(C=1.0, max_iter=1000).fit(columns, known)
    weights = 1.0 / model.predict_proba(columns)[:, 1]
    for side in (test, ~test):
        weights[side] /= weights[side & known].mean()
    return np.where(known, weights, 0.0)
