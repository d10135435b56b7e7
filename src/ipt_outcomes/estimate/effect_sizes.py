"""Standardised effect sizes: a contrast in units of the baseline standard deviation.

The formulas: docs/methods.md, "Effect sizes".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import gammaln

from ipt_outcomes.errors import DataError, Problem

_NEEDED = ("estimate", "se", "df", "ci_lower", "ci_upper")


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

    Both have one entry a person, on the same index; a missing score is left out. NaN where no arm
    has two scores.

    Raises:
        DataError: they are not of the same people, the scores are no numbers, or an arm is missing.
    """
    _refuse_unlike(scores, arms)
    observed = scores.notna().to_numpy()
    values = scores.to_numpy(dtype="float64")[observed]
    # By hand and not by `groupby`: a run asks some thousand times.
    codes = pd.factorize(arms[observed].astype(str).to_numpy(), sort=True)[0]
    groups = [values[codes == code] for code in range(codes.max(initial=-1) + 1)]
    df = sum(len(own) - 1 for own in groups)
    if df < 1:
        return float("nan"), 0
    squares = sum(float(((own - own.mean()) ** 2).sum()) for own in groups)
    return float(np.sqrt(squares / df)), df


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
    quantile times that standard error. NaN where the contrast is, or where the SD is.

    Raises:
        DataError: a column is not there, the rows are means and no differences, or the SD or its
            degrees of freedom are not positive.
    """
    _refuse_means(contrasts)
    for name, value in (("sd", sd), ("sd_df", sd_df)):
        # A trial in which no arm has two scores has no SD, on no degrees of freedom.
        known = not np.isnan(sd)
        if known and not (np.isfinite(value) and value > 0):
            raise _refusal(
                "contrasts",
                name,
                f"{name} is {value:g}, and must be positive",
                "Give the standard deviation of the scores and its degrees of freedom, as "
                "pooled_sd does.",
            )
    correction = hedges_correction(sd_df)
    d = contrasts["estimate"] / sd
    se = correction * standardised_se(contrasts["se"] / sd, d, sd_df)
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


def standardised_se(se: Any, d: Any, sd_df: float) -> Any:
    """sqrt(se^2 + d^2 / (2 sd_df)) of effects `d` whose numerators have the standard errors `se`,
    both in standard deviations; numbers, or arrays of them.

    # ASSUME: the SD is independent of the difference, so that their variances add (Borenstein et
    # al. 2009, Introduction to Meta-Analysis, chapter 4).
    """
    return np.sqrt(se**2 + d**2 / (2 * sd_df))


def _refuse_unlike(scores: Any, arms: Any) -> None:
    if not isinstance(scores, pd.Series) or not isinstance(arms, pd.Series):
        rule = "scores and arms must be pandas Series"
        raise _refusal("scores", None, rule, "Give two columns of one frame.")
    if not scores.index.equals(arms.index):
        rule = f"the {len(scores)} scores and the {len(arms)} arms are not of the same rows"
        raise _refusal("scores", None, rule, "Give two columns of one frame.")
    if not pd.api.types.is_numeric_dtype(scores.dtype):
        rule = "the scores are no numbers"
        raise _refusal("scores", None, rule, "Turn them into numbers, as pd.to_numeric does.")
    missing = int(arms.isna().sum())
    if missing:
        rule = f"the arm is missing in {missing} rows"
        raise _refusal("scores", None, rule, "Fill it in, or leave these rows out.")


def _refuse_means(contrasts: Any) -> None:
    if not isinstance(contrasts, pd.DataFrame):
        rule = "the contrasts are no DataFrame"
        raise _refusal("contrasts", None, rule, "Give what contrast() returns.")
    absent = [name for name in _NEEDED if name not in contrasts.columns]
    if absent:
        rule = f"the columns {', '.join(absent)} are not there"
        raise _refusal("contrasts", None, rule, "Give what contrast() returns.")
    if "status" in contrasts.columns and "p_value" not in contrasts.columns:
        rule = "the rows are means, and an effect size is of a difference"
        raise _refusal("contrasts", None, rule, "Give what contrast() returns.")


def _refusal(table: str, column: str | None, rule: str, remedy: str) -> DataError:
    return DataError([Problem(f"table {table}", None, column, rule, remedy)])
