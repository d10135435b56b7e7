"""The two learners of an index: scikit-learn's ridge and elastic net, tuned in the training set.

The formulas: docs/methods.md, "The personalized advantage index".
"""

from __future__ import annotations

import warnings
from typing import Literal

import numpy as np

from ipt_outcomes.estimate.advantage.projected import projected
from ipt_outcomes.estimate.advantage.ridge_many import penalties, ridge_many
from ipt_outcomes.estimate.advantage.selection import interaction_p_values, kept_columns
from ipt_outcomes.estimate.advantage.training import Indices, Learner, Training, together

LearnerName = Literal["ridge", "elastic-net"]
_INNER_FOLDS = 5
_HALF_LASSO = 0.5
"""ASSUME: the elastic net's penalty is in equal parts the lasso's and the ridge's."""


def ridge(training: Training) -> Indices:
    """An index of each trial by RidgeCV: the penalty by leave-one-out within the training set."""
    return together([_ridge(training.one(place)) for place in range(len(training.arm))])


def elastic_net(training: Training) -> Indices:
    """An index of each trial by ElasticNetCV: the penalty by folds within the training set.

    What it keeps are the predictors whose coefficients by arm are not zero.
    """
    return together([_elastic_net(training.one(place)) for place in range(len(training.arm))])


_LEAST, _PENALTIES = 0.01, 30
"""So many penalties are tried, from the one that keeps nothing down to a hundredth of it."""

LEARNERS: dict[LearnerName, tuple[Learner, Learner]] = {
    "ridge": (ridge, ridge_many),
    "elastic-net": (elastic_net, elastic_net),
}
"""By name: the learner of the trial itself, and that of its many permuted ones."""


def _ridge(training: Training) -> Indices:
    from sklearn.linear_model import RidgeCV

    seen = projected(training)
    kept = interaction_p_values(seen, training.blocks) <= training.keep
    n, q = training.columns.shape
    open_ = np.concatenate([np.ones(q, bool), kept_columns(kept, training.blocks)[0]])
    beta = np.zeros((1, 2 * q))
    model = RidgeCV(alphas=penalties(n), fit_intercept=False)
    beta[0, open_] = model.fit(seen.columns[0][:, open_], seen.outcome[0]).coef_
    return seen.indices(beta, kept)


def _elastic_net(training: Training) -> Indices:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import ElasticNetCV
    from sklearn.model_selection import KFold

    seen = projected(training)
    # The rows may stand in the order of arms or sites: the folds are of people here and there.
    folds = KFold(_INNER_FOLDS, shuffle=True, random_state=0)
    model = ElasticNetCV(
        l1_ratio=_HALF_LASSO, eps=_LEAST, alphas=_PENALTIES, cv=folds, fit_intercept=False
    )
    with warnings.catch_warnings():
        # Of the weakest penalties, which are tried and not taken.
        warnings.simplefilter("ignore", ConvergenceWarning)
        beta = model.fit(seen.columns[0], seen.outcome[0]).coef_[None, :]
    by_arm = beta[0, training.columns.shape[1] :]
    kept = np.array([[bool(np.any(by_arm[block] != 0)) for block in training.blocks]])
    return seen.indices(beta, kept)
