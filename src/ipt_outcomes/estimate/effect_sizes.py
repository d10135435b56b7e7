"""Standardised effect sizes: a contrast in units of the baseline standard deviation.

The formulas: docs/methods.md, "Effect sizes".
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import gammaln


def hedges_correction(df: float) -> float:
    """Hedges' exact small-sample factor J for an SD on `df` degrees of freedom, 0 < J < 1.

    J = Gamma(df / 2) / (sqrt(df / 2) Gamma((df - 1) / 2)); Hedges 1981, J Educ Stat 6:107-128,
    equation 6e. NaN for df of 1 or less, where it does not exist.
    """
    if df <= 1:
        return float("nan")
    return float(np.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) / np.sqrt(df / 2))


def pooled_sd(scores: pd.Series, arms: pd.Series) -> tuple[float, int]:
    """The pooled within-arm SD of the observed `scores` (scale points) and its degrees of freedom.

    Both have one entry a person; a missing score is left out. NaN where no arm has two scores.
    """
    observed = scores.notna()
    groups = scores[observed].groupby(arms[observed].astype(str))
    df = int((groups.count() - 1).sum())
    if df < 1:
        return float("nan"), 0
    squares = groups.apply(lambda values: float(((values - values.mean()) ** 2).sum()))
    return float(np.sqrt(squares.sum() / df)), df


def effect_sizes(contrasts: pd.DataFrame, *, sd: float, sd_df: float) -> pd.DataFrame:
    """Hedges' g of contrasts, with confidence limits.

    `contrasts` needs the columns estimate, se (scale points), df, ci_lower and ci_upper: the level
    of the limits is taken over. `sd` (scale points) on `sd_df` degrees of freedom is the
    standardiser; the workflow's is the pooled within-arm SD of the observed baseline scores, which
    no treatment has touched (Feingold 2009, Psychol Methods 14:43-53).

    Returns a frame on the same index with effect_size = J estimate / sd; effect_size_se, by the
    delta method J sqrt(se^2 / sd^2 + d^2 / (2 sd_df)) (Borenstein et al. 2009, Introduction to
    Meta-Analysis, chapter 4, with the model's variance in place of that of two raw means);
    effect_size_lower and effect_size_upper, the estimate plus and minus the contrast's own t
    quantile times that standard error. NaN where the contrast is.
    """
    correction = hedges_correction(sd_df)
    d = contrasts["estimate"] / sd
    # ASSUME: the baseline SD is independent of the contrast, so their variances add.
    se = correction * np.sqrt((contrasts["se"] / sd) ** 2 + d**2 / (2 * sd_df))
    quantile = (contrasts["ci_upper"] - contrasts["ci_lower"]) / (2 * contrasts["se"])
    g = correction * d
    return pd.DataFrame(
        {
            "effect_size": g,
            "effect_size_se": se,
            "effect_size_lower": g - quantile * se,
            "effect_size_upper": g + quantile * se,
        }
    )
