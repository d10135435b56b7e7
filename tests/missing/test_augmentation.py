"""Sums that are completed without people are distributed as those of completed people."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.missing.augmentation import completed_sums
from ipt_outcomes.missing.conditional import conditional
from ipt_outcomes.models.visits.cross_products import cross_products

COVARIANCE = np.array([[4.0, 2.0, 1.0], [2.0, 5.0, 3.0], [1.0, 3.0, 6.0]])
K = 8000


@pytest.mark.parametrize("people", [1, 2, 3, 12])
@pytest.mark.parametrize("seen", [(0,), (0, 2), (1, 2)])
def test_against_people_completed_one_by_one(people: int, seen: tuple[int, ...]) -> None:
    random = np.random.default_rng(people)
    here = np.array(seen)
    there = np.setdiff1d(np.arange(3), here)
    x = random.normal(size=(people * len(here), 1))
    y = random.normal(size=(people * len(here), 1))
    subject, visit = np.repeat(np.arange(people), len(here)), np.tile(here, people)
    cross = cross_products(np.hstack([x, y]), subject, visit, 3)
    beta = np.full((K, 1), 0.7)
    found = completed_sums(cross, np.tile(COVARIANCE, (K, 1, 1)), beta, random)

    residual = np.zeros((K, people, 3))
    residual[:, :, here] = (y - 0.7 * x).reshape(people, -1)
    slopes, left = conditional(COVARIANCE, here, there)
    noise = random.multivariate_normal(np.zeros(len(there)), left, (K, people))
    residual[:, :, there] = residual[:, :, here] @ slopes.T + noise
    direct = np.swapaxes(residual, 1, 2) @ residual
    spread = direct.std(axis=0)
    np.testing.assert_array_less(
        np.abs(found.mean(axis=0) - direct.mean(axis=0)), 5 * spread / np.sqrt(K / 2) + 1e-9
    )
    np.testing.assert_allclose(found.std(axis=0), spread, rtol=0.12, atol=1e-9)


def test_conditional_of_nothing_is_the_whole() -> None:
    none, wanted = np.array([], dtype=np.intp), np.array([2, 0])
    slopes, left = conditional(COVARIANCE, none, wanted)
    assert slopes.shape == (2, 0)
    np.testing.assert_array_equal(left, COVARIANCE[np.ix_(wanted, wanted)])
