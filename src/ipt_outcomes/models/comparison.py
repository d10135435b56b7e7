"""Likelihood-ratio comparison of two fits of the same rows.

Formulas: docs/methods.md, "AIC, BIC and likelihood ratios".
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fitted import refuse_unfitted
from ipt_outcomes.models.result import Fit

# A nested model cannot be more likely; two optima differ by less than this through rounding.
_SLACK = 1e-6


def compare_fits(first: Fit, second: Fit) -> pd.DataFrame:
    """Compare two nested fits by their likelihoods, as lme4's anova does without refitting.

    Minus twice the difference of the log-likelihoods is referred to a chi-squared distribution with
    as many degrees of freedom as the larger fit has parameters more.

    # ASSUME: the smaller model is nested in the larger one, which only its author knows. Where it
    # sets a variance to zero the null value is at the boundary, and the p-value is too large (twice
    # the right one for a single variance: Self and Liang 1987, J Am Stat Assoc 82:605-610).

    Args:
        first, second: fits of one response by one method, in either order.

    Returns:
        Two rows, the smaller fit first: formula, method, n_parameters (fixed effects and
        covariance), minus_2_log_likelihood, aic, bic (of one meaning in both rows, nlme's
        and lme4's: all parameters, log(observations); a REML fit's own `Fit.aic` and `Fit.bic` are
        mmrm's where it has a residual covariance alone, and differ), status; then, in the second
        row, chi_squared, df, p_value (NaN in the first).

    Raises:
        ModelError: the fits differ in method, response, rows or weights; have the same number of
            parameters; one has probability weights, whose likelihood is not one; one has not
            converged; they are REML fits with different fixed parts, whose likelihoods are not
            comparable; the larger one is less likely, so that they are not nested.
    """
    for fit in (first, second):
        refuse_unfitted(fit, "compare_fits")
    for what in ("response", "method", "n_observations", "weights"):
        one, other = getattr(first, what), getattr(second, what)
        if one != other:
            raise ModelError(f"the fits differ in {what} ({one} and {other}): refit one of them")
    _refuse_other_rows(first, second)
    for fit in (first, second):
        if fit.probability_weights is not None:
            raise ModelError(
                f"{fit.formula!r} has probability weights: its likelihood cannot be compared"
            )
        if not fit.converged:
            raise ModelError(f"{fit.formula!r} has not converged: its likelihood is not a maximum")
    if first.method == "reml" and (first.column_names, first.kept) != (
        second.column_names,
        second.kept,
    ):
        raise ModelError(
            "REML likelihoods of different fixed parts cannot be compared: fit both with "
            "method='ml'"
        )
    small, large = sorted((first, second), key=_parameters)
    df = _parameters(large) - _parameters(small)
    if df == 0:
        raise ModelError(
            f"both fits have {_parameters(small)} parameters: neither is nested in the other, and "
            "no test compares them; AIC and BIC rank them as their minus_2_log_likelihood does "
            f"({first.minus_2_log_likelihood:.2f} and {second.minus_2_log_likelihood:.2f})"
        )
    chi_squared = small.minus_2_log_likelihood - large.minus_2_log_likelihood
    if chi_squared < -_SLACK:
        raise ModelError(
            "the fit with more parameters is less likely: the fits are not nested, or have "
            "different rows"
        )
    chi_squared = max(chi_squared, 0.0)
    table = pd.DataFrame(
        {
            "formula": [small.formula, large.formula],
            "method": [small.method, large.method],
            "n_parameters": [_parameters(small), _parameters(large)],
            "minus_2_log_likelihood": [small.minus_2_log_likelihood, large.minus_2_log_likelihood],
            "aic": [_criterion(fit, 2.0) for fit in (small, large)],
            "bic": [_criterion(fit, float(np.log(fit.n_observations))) for fit in (small, large)],
            "status": [small.status, large.status],
        }
    )
    table["chi_squared"] = [np.nan, chi_squared]
    table["df"] = pd.array([pd.NA, df], dtype="Int64")
    table["p_value"] = [np.nan, float(special.chdtrc(df, chi_squared))]
    return table


def _criterion(fit: Fit, penalty: float) -> float:
    """AIC or BIC, by the penalty for each of all parameters."""
    return fit.minus_2_log_likelihood + penalty * _parameters(fit)


def _refuse_other_rows(first: Fit, second: Fit) -> None:
    one, other = first.fingerprint, second.fingerprint
    if not one.same_response(other, first.n_observations):
        raise ModelError(
            f"the fits have other rows: {first.response!r} has other values in "
            f"{first.n_observations} rows of one than in as many of the other; refit one of them"
        )
    if (first.fixed.formula, first.terms) != (second.fixed.formula, second.terms):
        return
    if not one.same_space(other):
        raise ModelError(
            "the fits have other rows: the columns of one fixed part have other values in each; "
            "refit one of them"
        )
    if first.method == "reml" and not one.same_units(other):
        raise ModelError(
            "the fits have a covariate in other units, and REML likelihoods depend on them: refit "
            "one of them, or both with method='ml'"
        )


def _parameters(fit: Fit) -> int:
    return len(fit.kept) + len(fit.theta)
