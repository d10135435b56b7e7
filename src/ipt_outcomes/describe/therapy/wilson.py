"""A share with its interval."""

from __future__ import annotations

from statsmodels.stats.proportion import proportion_confint


def share_with_limits(found: int, n: int, alpha: float) -> tuple[float, float, float]:
    """The share and the limits of Wilson (1927) at 1 - alpha; NaN of nobody."""
    if n == 0:
        return (float("nan"),) * 3
    lower, upper = proportion_confint(found, n, alpha=alpha, method="wilson")
    return found / n, float(lower), float(upper)
