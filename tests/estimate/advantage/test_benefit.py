"""The benefit of following a rule: by hand, against plain means, and where it must be zero."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ipt_outcomes.estimate.advantage.benefit import (
    BEYOND,
    FOLLOWED,
    OVER_COMPARISON,
    OVER_TEST,
    QUANTITIES,
    benefit_of_following,
)

Flags = NDArray[np.bool_]


def benefit(
    test: Flags, outcome: NDArray[np.float64], recommended: Flags, sign: int = -1, **others: object
) -> tuple[dict[str, float], dict[str, float]]:
    """By quantity: estimates and variances, of one trial."""
    given: dict[str, object] = {
        "weights": np.ones(len(outcome)),
        "folds": np.zeros(len(outcome), int),
        "sign": sign,
    }
    found = benefit_of_following(
        test[None],
        outcome[None],
        recommended[None],
        **(given | others),  # type: ignore[arg-type]
    )
    estimates = dict(zip(QUANTITIES, found.estimate[:, 0], strict=True))
    return estimates, dict(zip(QUANTITIES, found.variance[:, 0], strict=True))


# Four people an arm, to two of whom the test arm is recommended; lower is better.
TEST = np.array([True] * 4 + [False] * 4)
RULE = np.array([True, True, False, False] * 2)
SCORES = np.array([4.0, 6.0, 11.0, 13.0, 9.0, 11.0, 6.0, 8.0])


def test_by_hand() -> None:
    """Means: test arm 5 where recommended, 12 where not; comparison arm 10 and 7.

    Got the recommended arm: (5 + 7) / 2 = 6; the other: (12 + 10) / 2 = 11. The rule's mean is 6;
    all in the test arm have 8.5, all in the other 8.5. Beyond the average difference, which is 0:
    the same 5, times n / (n - 1) = 4/3 of the arms' covariances.
    """
    found, _ = benefit(TEST, SCORES, RULE)
    assert found == pytest.approx(
        {FOLLOWED: 5.0, BEYOND: 5.0 * 4 / 3, OVER_TEST: 2.5, OVER_COMPARISON: 2.5}
    )


def test_where_higher_is_better_the_same_is_worth_the_reverse() -> None:
    lower, higher = benefit(TEST, SCORES, RULE)[0], benefit(TEST, SCORES, RULE, sign=1)[0]
    assert higher == pytest.approx({name: -value for name, value in lower.items()})


def test_the_variance_by_hand() -> None:
    """Each has ±1/4 of its distance from its arm's mean 8.5: -4.5, -2.5, 2.5, 4.5; .5, 2.5, ..."""
    squares = (4.5**2 + 2.5**2) * 2 + (0.5**2 + 2.5**2) * 2
    _, variance = benefit(TEST, SCORES, RULE)
    assert variance[FOLLOWED] == pytest.approx(squares / 16 * 4 / 3)


def test_one_arm_for_all_is_worth_the_average_difference_and_nothing_beyond() -> None:
    shifted = SCORES - 3 * TEST
    found, _ = benefit(TEST, shifted, np.ones(8, bool))
    assert found == pytest.approx(
        {FOLLOWED: 3.0, BEYOND: 0.0, OVER_TEST: 0.0, OVER_COMPARISON: 3.0}
    )


def test_an_average_difference_adds_nothing_beyond_itself() -> None:
    rng = np.random.default_rng(3)
    test, rule = rng.random(60) < 0.5, rng.random(60) < 0.3
    scores = rng.normal(size=60)
    one, other = benefit(test, scores, rule)[0], benefit(test, scores + 10 * test, rule)[0]
    assert other[BEYOND] == pytest.approx(one[BEYOND])
    assert other[FOLLOWED] == pytest.approx(one[FOLLOWED] - 10 * (2 * rule.mean() - 1))


def test_it_is_the_plain_difference_of_means_where_arms_are_recommended_alike() -> None:
    rng = np.random.default_rng(4)
    test = np.repeat([True, False], 30)
    rule = np.tile(np.repeat([True, False], [10, 20]), 2)
    scores = rng.normal(size=60)
    got = rule == test
    # With 30 an arm and a third recommended, those who got the recommended arm are 10 and 20.
    within = [
        scores[rule & ~test].mean() - scores[rule & test].mean(),
        scores[~rule & test].mean() - scores[~rule & ~test].mean(),
    ]
    assert got.sum() == 30
    found, _ = benefit(test, scores, rule)
    assert found[FOLLOWED] == pytest.approx(within[0] / 3 + 2 * within[1] / 3)


def test_weights_are_people() -> None:
    weights = np.array([2.0, 1, 1, 2, 1, 2, 2, 1])
    times = weights.astype(int)
    found, _ = benefit(TEST, SCORES, RULE, weights=weights)
    repeated, _ = benefit(*(np.repeat(each, times) for each in (TEST, SCORES, RULE)))
    assert found[FOLLOWED] == pytest.approx(repeated[FOLLOWED])


def test_a_rule_that_differs_between_folds_alone_is_worth_nothing_beyond() -> None:
    """One fold recommends the test arm to all, the other to nobody: no predictor decided."""
    folds = np.tile([0, 1], 4)
    found, _ = benefit(TEST, SCORES, folds == 0, folds=folds)
    assert found[BEYOND] == pytest.approx(0.0)


def test_a_fold_without_two_people_of_an_arm_is_left_out() -> None:
    folds = np.array([0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
    test, rule = np.append(TEST, [True, True]), np.append(RULE, [True, False])
    scores = np.append(SCORES, [0.0, 99.0])
    assert benefit(test, scores, rule, folds=folds)[0] == pytest.approx(
        benefit(TEST, SCORES, RULE)[0]
    )
