"""The same model by other software: what statsmodels' MixedLM says of a fit.

MixedLM knows one grouping factor with correlated random effects and normal-theory inference, so it
can speak of the estimates and the model-based standard errors, not of degrees of freedom.
"""

from __future__ import annotations

import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fitted import refuse_unfitted
from ipt_outcomes.models.formula import RandomTerm, parse_formula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.terms import Codes, random_part
from ipt_outcomes.models.result import Fit
from ipt_outcomes.models.same_rows import same_rows

_OPTIMISERS = ["bfgs", "lbfgs", "powell"]


OTHER = f"statsmodels {version('statsmodels')}"


def other_software_can(fit: Fit) -> bool:
    """Whether MixedLM can express the fit: its formula, and no weights or sandwich."""
    try:
        _only_random_term(fit)
    except ModelError:
        return False
    return True


def second_opinion(fit: Fit, data: pd.DataFrame) -> pd.DataFrame:
    """Refit `fit` with statsmodels' MixedLM on the same rows.

    `fit` has one random term, `(1 | g)` or `(1 + x | g)`, model-based inference and no weights;
    `data` are the rows it was fitted to. Rows without a level of g, for which the term is zero, are
    in both. Returns one row per coefficient: term, estimate and se of this engine (model-based, not
    adjusted as Kenward-Roger does), statsmodels_estimate, statsmodels_se, and software (name and
    version). The statsmodels columns are NaN where it finds no fit. Raises ModelError for a fit
    that MixedLM cannot express, and for other rows than those of the fit.
    """
    refuse_unfitted(fit, "second_opinion")
    term = _only_random_term(fit)
    design = same_rows(fit, data).design
    part = random_part((term,), design.typed)
    x = fit.fixed.matrix(design.typed)[0][:, list(fit.kept)]
    # The components' columns are scaled: MixedLM's optimisers do poorly on raw weeks.
    z, groups = part.components[0].values, part.codes[0].copy()
    without = np.flatnonzero(groups < 0)
    groups[without] = groups.max(initial=-1) + 1 + np.arange(len(without))
    found = _mixed_lm(design.typed.numbers(fit.response), x, z, groups, fit.method)
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


def _only_random_term(fit: Fit) -> RandomTerm:
    if fit.weights is not None:
        raise ModelError(f"MixedLM has no precision weights, and the fit has {fit.weights!r}")
    if fit.vcov != "model":
        raise ModelError(f"MixedLM has model-based inference only, and the fit has {fit.vcov}")
    parsed = parse_formula(fit.formula)
    if len(parsed.random) != 1 or parsed.covariance is not None:
        raise ModelError(
            f"formula {fit.formula!r}: MixedLM takes one random term and no residual covariance"
        )
    term = parsed.random[0]
    if len(term.groups) != 1 or not (term.correlated or len(term.terms) + term.intercept == 1):
        raise ModelError(f"formula {fit.formula!r}: MixedLM takes one group and correlated effects")
    components = fit.covariance
    assert isinstance(components, pd.DataFrame)
    if components["variance_or_covariance"].isna().any():
        # Effects that no level has together have no covariance.
        raise ModelError(
            f"random term {term}: no level has some of its effects together, and MixedLM takes "
            "correlated effects only"
        )
    return term


def _mixed_lm(
    y: Array, x: Array, z: Array, groups: Codes, method: str
) -> tuple[Array, Array] | None:
    """Estimates and standard errors, or None where no optimiser says that it converged."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    scale = np.abs(x).max(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = MixedLM(y, x / scale, groups=groups, exog_re=z)
        try:
            result = model.fit(reml=method == "reml", method=_OPTIMISERS)
        except (np.linalg.LinAlgError, ValueError):
            return None
    if not result.converged:
        return None
    return np.asarray(result.fe_params) / scale, np.asarray(result.bse_fe) / scale
