"""Words follow from the interval, the margin and the scale's direction."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW, ttost_ind

from ipt_outcomes.estimate.conclusions import conclusion, favours, p_of_claim
from ipt_outcomes.instruments.entry import Direction
from ipt_outcomes.plan.claim import Claim, Hypothesis

NAN = float("nan")


@pytest.mark.parametrize(
    ("estimate", "direction", "arm"),
    [
        (-2.0, "higher_is_worse", "ipt"),
        (2.0, "higher_is_worse", "cbt"),
        (-2.0, "higher_is_better", "cbt"),
        (2.0, "higher_is_better", "ipt"),
        (0.0, "higher_is_worse", None),
        (NAN, "higher_is_worse", None),
    ],
)
def test_favours(estimate: float, direction: str, arm: str | None) -> None:
    assert favours(estimate, direction, "ipt", "cbt") == arm  # type: ignore[arg-type]


WORSE: Direction = "higher_is_worse"
BETTER: Direction = "higher_is_better"


@pytest.mark.parametrize(
    ("lower", "upper", "direction", "hypothesis", "words"),
    [
        (-5, -1, WORSE, "superiority", "test arm better"),
        (1, 5, WORSE, "superiority", "test arm worse"),
        (-1, 5, WORSE, "superiority", "no difference shown"),
        (0, 5, WORSE, "superiority", "no difference shown"),
        (1, 5, BETTER, "superiority", "test arm better"),
        (-5, -1, BETTER, "superiority", "test arm worse"),
        (-1.0, 2.4, WORSE, "non-inferiority", "non-inferior"),
        (-1.0, 2.5, WORSE, "non-inferiority", "non-inferiority not shown"),
        (2.6, 4.0, WORSE, "non-inferiority", "inferior"),
        (-2.4, 1.0, BETTER, "non-inferiority", "non-inferior"),
        (-9.0, -3.0, WORSE, "non-inferiority", "non-inferior"),
        (-2.6, 1.0, BETTER, "non-inferiority", "non-inferiority not shown"),
        (-4.0, -2.6, BETTER, "non-inferiority", "inferior"),
        (-2.4, 2.4, WORSE, "equivalence", "equivalent"),
        (-2.4, 2.4, BETTER, "equivalence", "equivalent"),
        # A difference can be told from zero, and the arms still be equivalent.
        (0.5, 2.4, WORSE, "equivalence", "equivalent"),
        (-2.5, 1.0, WORSE, "equivalence", "equivalence not shown"),
        (-3.0, 3.0, BETTER, "equivalence", "equivalence not shown"),
        (-1.0, 2.6, WORSE, "equivalence", "equivalence not shown"),
        (2.6, 4.0, WORSE, "equivalence", "not equivalent"),
        (-4.0, -2.6, WORSE, "equivalence", "not equivalent"),
        (NAN, NAN, WORSE, "superiority", None),
        (NAN, NAN, WORSE, "equivalence", None),
    ],
)
def test_conclusion(
    lower: float, upper: float, direction: Direction, hypothesis: Hypothesis, words: str | None
) -> None:
    margin = None if hypothesis == "superiority" else 2.5
    assert conclusion(lower, upper, Claim(hypothesis, direction, margin)) == words


@pytest.mark.parametrize("direction", [WORSE, BETTER])
@pytest.mark.parametrize("shift", [-1.6, -0.2, 0.4, 1.2])
def test_equivalence_is_two_one_sided_tests(direction: Direction, shift: float) -> None:
    """The greater p-value, doubled, of statsmodels' two one-sided t tests of two samples."""
    rng = np.random.default_rng(7)
    one, other = rng.normal(shift, 1.0, 24), rng.normal(0.0, 1.0, 31)
    greater = ttost_ind(one, other, -1.0, 1.0)[0]
    means = CompareMeans(DescrStatsW(one), DescrStatsW(other))
    estimate, se, df = float(one.mean() - other.mean()), float(means.std_meandiff_pooledvar), 53.0
    claim = Claim("equivalence", direction, 1.0)
    found = p_of_claim(estimate, se, df, 0.5, claim)
    assert found == pytest.approx(min(2.0 * greater, 1.0), rel=1e-9)
    # It and the interval agree.
    lower, upper = means.tconfint_diff(alpha=0.05)
    assert (found < 0.05) == (conclusion(float(lower), float(upper), claim) == "equivalent")


@pytest.mark.parametrize(
    ("estimate", "direction", "t"), [(1.0, WORSE, -3.0), (-1.0, WORSE, -7.0), (-1.0, BETTER, -3.0)]
)
def test_non_inferiority_is_one_test(estimate: float, direction: Direction, t: float) -> None:
    claim = Claim("non-inferiority", direction, 2.5)
    expected = 2.0 * float(student.cdf(t, 40.0))
    assert p_of_claim(estimate, 0.5, 40.0, 0.9, claim) == pytest.approx(expected, rel=1e-12)
    assert p_of_claim(estimate, 0.5, 40.0, 0.9, Claim("superiority", direction)) == 0.9
