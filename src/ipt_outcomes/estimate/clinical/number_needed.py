"""The number needed to treat in words, through infinity where its interval goes there.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from math import inf, isnan

BENEFIT, HARM = "NNTB", "NNTH"


def number_needed_in_words(
    difference: float, lower: float, upper: float, *, good: bool = True, level: float = 0.95
) -> str:
    """A risk difference, test less comparison, and its limits as numbers needed to treat.

    As Altman (1998, BMJ 317:1309-1312) writes them: NNTB to benefit, NNTH to harm one person more,
    and "NNTB 4.0 to ∞ to NNTH 20.0" where the interval of the difference has zero in it. `good`
    says that the event is wanted; of an unwanted one, less is the benefit. Empty without an
    estimate.
    """
    if isnan(difference):
        return ""
    benefit, low, high = (x if good else -x for x in (difference, lower, upper))
    low, high = min(low, high), max(low, high)
    said = _one(benefit)
    if isnan(low) or isnan(high):
        return said
    percent = f"{100 * level:g}% CI "
    if low < 0 < high:
        return f"{said} ({percent}{_one(high)} to ∞ to {_one(low)})"
    nearest, farthest = (high, low) if high > 0 else (low, high)
    return f"{said} ({percent}{_one(nearest)} to {_one(farthest)})"


def _one(difference: float) -> str:
    if difference == 0:
        return "∞"
    return f"{BENEFIT if difference > 0 else HARM} {reciprocal(abs(difference)):.1f}"


def reciprocal(difference: float) -> float:
    """1 / difference; infinite for none."""
    return inf if difference == 0 else 1.0 / difference
