"""Two kinds of weights, which mean different things and are separate arguments.

Precision weights w: an observation has the variance sigma^2 / w (an average of w measurements). The
covariance of the rows is D^-1/2 V D^-1/2 with D = diag(w), as in mmrm; with random effects the
residual variance alone is divided, as in lme4. Both are the unweighted model of rows that are
multiplied by sqrt(w), but for the Jacobian: minus twice the log-likelihood has the term -sum log w.

Probability weights: a person stands for w people of the population, or was kept with probability
proportional to 1 / w. Each person's log-likelihood is multiplied by w (pseudo-maximum likelihood,
Binder 1983; Pfeffermann 1993, Int Stat Rev 61:317-337). Model-based standard errors are then wrong
and only a sandwich is right.

Formulas: docs/methods.md, "Weights".
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array


def precision_roots(frame: pd.DataFrame, name: str) -> Array:
    """(n,) square roots of the precision weights in the column `name`.

    Raises:
        ModelError: a weight is zero or negative.
    """
    return np.sqrt(_positive(frame, name, "precision weights"))


def person_weights(formula: ModelFormula, frame: pd.DataFrame, name: str | None) -> Array | None:
    """(n,) probability weights from the column `name`, scaled to a mean of one over people.

    # ASSUME: only the relative size of probability weights means something; under REML an overall
    # factor would change how much the estimation of beta takes from the variances.

    Raises:
        ModelError: a weight is zero or negative, or differs between rows of one person; the model
            has random effects.
    """
    if name is None:
        return None
    term = formula.covariance
    if term is None or formula.random:
        raise ModelError(
            "probability weights are available with a residual covariance, such as "
            "us(visit | participant), and not with random effects"
        )
    subject = term.subject
    weights = _positive(frame, name, "probability weights")
    people = frame[subject]
    varying = int((pd.Series(weights).groupby(people.to_numpy()).nunique() > 1).sum())
    if varying:
        raise ModelError(
            f"probability weights {name!r} change from row to row for {varying} levels of "
            f"{subject!r}: they belong to people, one weight for each"
        )
    first = ~people.duplicated().to_numpy()
    return np.asarray(weights / weights[first].mean())


def _positive(frame: pd.DataFrame, name: str, what: str) -> Array:
    weights = frame[name].to_numpy(dtype=np.float64)
    refused = int((weights <= 0).sum())
    if refused:
        raise ModelError(
            f"{what} {name!r} are zero or negative in {refused} rows: leave those rows out"
        )
    return weights
