"""A share's limits: Wilson's, and exactly none and all at the ends."""

from __future__ import annotations

import math

import pytest

from ipt_outcomes.models.wilson import share_with_limits


def test_a_share_has_the_limits_of_newcombe_1998() -> None:
    """81 of 263: his table 1, method 3."""
    assert share_with_limits(81, 263, 0.05) == pytest.approx((81 / 263, 0.2553, 0.3662), abs=5e-5)


@pytest.mark.parametrize("n", [1, 7, 29, 148])
def test_all_is_exactly_all_and_none_exactly_none(n: int) -> None:
    share, lower, upper = share_with_limits(n, n, 0.05)
    assert (share, upper) == (1.0, 1.0) and 0 < lower < 1
    share, lower, upper = share_with_limits(0, n, 0.05)
    assert (share, lower) == (0.0, 0.0) and 0 < upper < 1


def test_of_nobody_there_is_no_share() -> None:
    assert all(map(math.isnan, share_with_limits(0, 0, 0.05)))
