"""A share with its interval."""

from __future__ import annotations

from statsmodels.stats.proportion import proportion_confint


def share_with_limits(found: int, n: int, alpha: float) -> tuple[float, float, float]:
    """The share and the limits of Wilson (1927) at 1 - alpha; NaN of nobody.

    The limits of none and of all are 0 and 1, which the formula gives but for rounding.
    """
    if n == 0:
        return (float("nan"),) * 3
    lower, upper = proportion_confint(found, n, alpha=alpha, method="wilson")
    return found / n, 0.0 if found == 0 else float(lower), 1.0 if found == n else float(upper)
