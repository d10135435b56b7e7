"""What a contrast says in words: whom it favours, and what its interval says of the hypothesis.

The formulas: docs/methods.md, "Conclusions".
"""

from __future__ import annotations

import math

from ipt_outcomes.plan.plan import Direction


def worse_side(direction: Direction) -> int:
    """The sign of a difference (test minus comparison) by which the test arm is worse: 1 or -1."""
    return 1 if direction == "higher_is_worse" else -1


def favours(estimate: float, direction: Direction, test: str, comparison: str) -> str | None:
    """The arm that the sign of `estimate` (test minus comparison) favours; None without a sign."""
    if math.isnan(estimate) or estimate == 0:
        return None
    test_is_lower = estimate < 0
    return test if test_is_lower == (direction == "higher_is_worse") else comparison


def conclusion(
    lower: float, upper: float, direction: Direction, margin: float | None
) -> str | None:
    """What the two-sided interval (test minus comparison, scale points) says of the hypothesis.

    Superiority (no margin): "test arm better" or "test arm worse" where the interval excludes
    zero, else "no difference shown". Non-inferiority: "non-inferior" where the whole interval is
    better than `margin` points worse, "inferior" where the whole is beyond, else "non-inferiority
    not shown" (CONSORT extension for non-inferiority trials: Piaggio et al. 2012, JAMA
    308:2594-2604). None without an interval.
    """
    if math.isnan(lower) or math.isnan(upper):
        return None
    # As "how much worse the test arm is": least and most.
    least, most = (lower, upper) if direction == "higher_is_worse" else (-upper, -lower)
    if margin is not None:
        if most < margin:
            return "non-inferior"
        return "inferior" if least > margin else "non-inferiority not shown"
    if most < 0:
        return "test arm better"
    return "test arm worse" if least > 0 else "no difference shown"
