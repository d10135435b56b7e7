"""A standardised effect with its standard error and interval, by either of two methods.

Formulas: docs/methods.md, "Effect sizes".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import nctdtrinc
from scipy.stats import t as student

from ipt_outcomes.estimate.effect_sizes import hedges_correction, standardised_se

EXACT, APPROXIMATE, NONE = "exact", "approximate", "none"
DELTA, NONCENTRAL = "delta", "noncentral t"
INTERVALS = {"delta": DELTA, "noncentral-t": NONCENTRAL}
"""As the plan writes them."""


@dataclass(frozen=True)
class Standardised:
    """An effect in standard deviations."""

    estimate: float
    se: float
    ci_lower: float
    ci_upper: float


def correction(kind: str, df: float) -> float:
    """The factor against the bias of small samples.

    exact        Hedges 1981, J Educ Stat 6:107-128, equation 6e
    approximate  1 - 3 / (4 df - 1), the same article: what most meta-analyses use
    none         1: Cohen's d
    """
    if kind == NONE:
        return 1.0
    if kind == APPROXIMATE:
        return 1.0 - 3.0 / (4.0 * df - 1.0)
    return hedges_correction(df)


def by_delta(  # noqa: PLR0917
    estimate: float, se: float, df: float, sd: float, sd_df: float, factor: float, alpha: float
) -> Standardised:
    """J estimate / sd and J sqrt(se^2 / sd^2 + d^2 / (2 sd_df)), by the contrast's t quantile."""
    d = estimate / sd
    error = factor * float(standardised_se(se / sd, d, sd_df))
    reach = float(student.ppf(1.0 - alpha / 2.0, df)) * error
    return Standardised(factor * d, error, factor * d - reach, factor * d + reach)


def by_noncentral_t(  # noqa: PLR0917
    estimate: float, se: float, df: float, sd: float, sd_df: float, factor: float, alpha: float
) -> Standardised:
    """The interval whose limits are effects under which t is at its quantiles.

    t = estimate / se is noncentral with delta / (se / sd) (Steiger and Fouladi 1997, in Harlow,
    Mulaik and Steiger, What If There Were No Significance Tests?, 221-257). Exact for two raw means
    and their pooled SD.

    # ASSUME: elsewhere the standard error is the same multiple of the SD in every sample.
    """
    t = estimate / se
    limits = [float(nctdtrinc(df, p, t)) for p in (1.0 - alpha / 2.0, alpha / 2.0)]
    lower, upper = (factor * limit * se / sd for limit in limits)
    error = by_delta(estimate, se, df, sd, sd_df, factor, alpha).se
    return Standardised(factor * estimate / sd, error, lower, upper)


METHODS = {DELTA: by_delta, NONCENTRAL: by_noncentral_t}


@dataclass(frozen=True)
class Beside:
    """What an effect in standard deviations means, among normal scores of equal spread.

    overlap      the share that the two distributions have in common, 2 Phi(-|d| / 2)
    superiority  the chance that somebody of the test arm is better off than somebody of the other,
                 Phi(d / sqrt 2) (McGraw and Wong 1992, Psychol Bull 111:361-365)
    nnt          1 / (2 superiority - 1): treated for one more to be better off than with the
                 comparison (Kraemer and Kupfer 2006, Biol Psychiatry 59:990-996); negative: to harm
    """

    overlap: float
    superiority: float
    nnt: float


def beside(better: float) -> Beside:
    """Of an effect whose sign says that the test arm is better."""
    from scipy.stats import norm

    superiority = float(norm.cdf(better / math.sqrt(2.0)))
    gain = 2.0 * superiority - 1.0
    return Beside(
        2.0 * float(norm.cdf(-abs(better) / 2.0)),
        superiority,
        1.0 / gain if abs(gain) > np.finfo(float).eps else math.inf,
    )
