"""The same model by other software: what statsmodels' MixedLM says of a fit.

MixedLM knows one grouping factor with correlated random effects and normal-theory inference, so it
can speak of the estimates and the model-based standard errors, not of degrees of freedom.
"""

from __future__ import annotations

import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd

from ipt_outcomes.models.design.variables import typed_columns
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fitted import refuse_unfitted
from ipt_outcomes.models.formula import RandomTerm, parse_formula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.result import Fit

_OPTIMISERS = ["bfgs", "lbfgs", "powell"]


OTHER = f"statsmodels {version('statsmodels')}"


def other_software_can(fit: Fit) -> bool:
    """Whether MixedLM can express the fit's formula."""
    try:
        _only_random_term(fit.formula)
    except ModelError:
        return False
    return True


def second_opinion(fit: Fit, data: pd.DataFrame) -> pd.DataFrame:
    """Refit `fit` with statsmodels' MixedLM on the same rows.

    `fit` has one random term, `(1 | g)` or `(1 + x | g)`, and model-based inference; `data` are the
    rows it was fitted to. Returns one row per coefficient: term, estimate and se of this engine
    (model-based, not adjusted as Kenward-Roger does), statsmodels_estimate, statsmodels_se, and
    software (name and version). The statsmodels columns are NaN where it finds no fit. Raises
    ModelError for a formula that MixedLM cannot express.
    """
    refuse_unfitted(fit, "second_opinion")
    term = _only_random_term(fit.formula)
    rows = typed_columns(parse_formula(fit.formula), data).frame
    complete = rows.dropna()
    factors = {name for name in rows if isinstance(rows[name].dtype, pd.CategoricalDtype)}
    if not len(complete) or not all(
        (name in factors) == (name in fit.fixed.factors)
        for name in (*fit.fixed.factors, *fit.fixed.numeric)
    ):
        raise ModelError(
            f"these are not the data of the fit: {len(complete)} rows are complete, and "
            f"{len(factors)} variables are factors"
        )
    x = fit.fixed.matrix(complete)[0][:, list(fit.kept)]
    # Both sides of the random term are scaled: MixedLM's optimisers do poorly on raw weeks.
    z = _random_columns(term, complete)
    found = _mixed_lm(
        complete[fit.response].to_numpy(dtype=float), x, z, complete[term.groups[0]], fit.method
    )
    beta, se = found if found is not None else (np.full(x.shape[1], np.nan),) * 2
    return pd.DataFrame(
        {
            "term": list(fit.terms),
            "estimate": fit.inference.beta,
            "se": np.sqrt(np.diag(fit.inference.phi)),
            "statsmodels_estimate": beta,
            "statsmodels_se": se,
            "software": OTHER,
        }
    )


def _only_random_term(formula: str) -> RandomTerm:
    parsed = parse_formula(formula)
    if len(parsed.random) != 1 or parsed.covariance is not None:
        raise ModelError(
            f"formula {formula!r}: MixedLM takes one random term and no residual covariance"
        )
    term = parsed.random[0]
    if len(term.groups) != 1 or not (term.correlated or len(term.terms) + term.intercept == 1):
        raise ModelError(f"formula {formula!r}: MixedLM takes one group and correlated effects")
    return term


def _random_columns(term: RandomTerm, data: pd.DataFrame) -> Array:
    columns = [np.ones(len(data))] if term.intercept else []
    for name in term.terms:
        if name not in data:
            raise ModelError(f"random term {term}: MixedLM takes columns of the data only")
        values = data[name].to_numpy(dtype=float)
        columns.append(values / np.abs(values).max())
    return np.column_stack(columns)


def _mixed_lm(
    y: Array, x: Array, z: Array, groups: pd.Series, method: str
) -> tuple[Array, Array] | None:
    """Estimates and standard errors, or None where no optimiser says that it converged."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    scale = np.abs(x).max(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = MixedLM(y, x / scale, groups=groups.astype(str).to_numpy(), exog_re=z)
        try:
            result = model.fit(reml=method == "reml", method=_OPTIMISERS)
        except (np.linalg.LinAlgError, ValueError):
            return None
    if not result.converged:
        return None
    return np.asarray(result.fe_params) / scale, np.asarray(result.bse_fe) / scale
