"""What a contrast says in words: whom it favours, and what its interval says of the hypothesis.

The formulas: docs/methods.md, "Conclusions".
"""

from __future__ import annotations

import math

from scipy.stats import t as student

from ipt_outcomes.instruments.entry import Direction
from ipt_outcomes.plan.claim import Claim, Hypothesis, worse_side

# Where the interval lies in the claim's zone, beyond it, and across a border.
_WORDS: dict[Hypothesis, tuple[str, str, str]] = {
    "superiority": ("test arm better", "test arm worse", "no difference shown"),
    "non-inferiority": ("non-inferior", "inferior", "non-inferiority not shown"),
    "equivalence": ("equivalent", "not equivalent", "equivalence not shown"),
}
CLAIMED = tuple(shown for shown, _, _ in _WORDS.values())


def favours(estimate: float, direction: Direction, test: str, comparison: str) -> str | None:
    """The arm that the sign of `estimate` (test minus comparison) favours; None without a sign."""
    if math.isnan(estimate) or estimate == 0:
        return None
    test_is_lower = estimate < 0
    return test if test_is_lower == (direction == "higher_is_worse") else comparison


def conclusion(lower: float, upper: float, claim: Claim) -> str | None:
    """What the two-sided interval (test minus comparison, scale points) says of the claim.

    Superiority: "test arm better" or "test arm worse" where the interval excludes zero, else "no
    difference shown". Non-inferiority: "non-inferior" where the whole interval is better than the
    margin, "inferior" where the whole is beyond, else "non-inferiority not shown". Equivalence:
    "equivalent" where the whole interval lies between the margins, "not equivalent" where the whole
    is beyond one of them, else "equivalence not shown" (CONSORT extension for non-inferiority and
    equivalence trials: Piaggio et al. 2012, JAMA 308:2594-2604). None without an interval.
    """
    if math.isnan(lower) or math.isnan(upper):
        return None
    shown, refuted, neither = _WORDS[claim.hypothesis]
    if claim.shown_by(lower, upper):
        return shown
    first, last = claim.zone
    return refuted if upper < first or lower > last else neither


def from_border(estimate: float, se: float, claim: Claim) -> float:
    """How many standard errors a difference is from the margin of its claim; below zero is within.

    Of equivalence from the nearer margin: the test whose p-value is the greater of the two
    one-sided ones (Schuirmann 1987, J Pharmacokinet Biopharm 15:657-680).
    """
    assert claim.margin is not None
    worse = worse_side(claim.direction) * estimate
    far = abs(worse) if claim.hypothesis == "equivalence" else worse
    return (far - claim.margin) / se


def p_of_claim(estimate: float, se: float, df: float, p_value: float, claim: Claim) -> float:
    """The p-value of a claim, to be held to the two-sided level.

    Of superiority `p_value`, the two-sided one of no difference; of non-inferiority twice the
    one-sided one of a difference as large as the margin; of equivalence twice the greater of the
    two one-sided ones.

    # ASSUME: twice, so that all claims are held to the same level: the interval of a claim with a
    # margin is two-sided at 1 - alpha, and each one-sided test is at alpha / 2.
    """
    if claim.margin is None:
        return p_value
    return min(2.0 * float(student.cdf(from_border(estimate, se, claim), df)), 1.0)
