"""The permutation test over clusters, against all draws counted by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from ipt_outcomes.random_streams import named_stream
from ipt_outcomes.sensitivity import cluster_permutation
from ipt_outcomes.sensitivity.cluster_permutation import permutation_test

FOUR = np.array([1.0, 2.0, 4.0, 7.0, 3.0, 5.0, 8.0, 11.0])
TREATED = np.array([True, True, True, True, False, False, False, False])


def stream() -> np.random.Generator:
    return named_stream(1, "test")


def one_stratum(means: np.ndarray) -> np.ndarray:
    return np.zeros(len(means), dtype=int)


def enumerated(means: np.ndarray, treated: np.ndarray, shift: float) -> float:
    """The share of draws as far out as the trial's, in whole numbers of the sums."""
    shifted = means - shift * treated
    n, k = len(means), int(treated.sum())
    differences = []
    for chosen in combinations(range(n), k):
        inside = sum(shifted[i] for i in chosen)
        differences.append(abs(inside / k - (shifted.sum() - inside) / (n - k)))
    own = abs(shifted[treated].mean() - shifted[~treated].mean())
    return sum(one >= own - 1e-12 for one in differences) / len(differences)


def test_the_p_value_is_the_share_of_all_draws() -> None:
    found = permutation_test(FOUR, TREATED, one_stratum(FOUR), 0.95, stream())
    assert found is not None
    estimate, _, _, p_value = found
    assert estimate == pytest.approx(3.5 - 6.75)
    assert p_value == enumerated(FOUR, TREATED, 0.0)
    # By hand: of four sums to 41 the treated have 14. As far out are sums of at most 14 (1+2+3+4,
    # 1+2+3+5, 1+2+4+5, 1+2+3+7, 1+2+4+7, 1+2+3+8, 1+3+4+5, 2+3+4+5) and of at least 27 (8).
    assert p_value == pytest.approx(16 / 70)


def test_the_interval_is_where_the_test_begins_to_refuse() -> None:
    means = np.array([1.0, 2.0, 4.5, 7.0, 5.2, 3.3, 8.1, 11.0, 9.4, 12.7])
    treated = np.array([True] * 5 + [False] * 5)
    found = permutation_test(means, treated, one_stratum(means), 0.95, stream())
    assert found is not None
    estimate, lower, upper, _ = found
    assert lower < estimate < upper
    for limit, outward in ((lower, -1e-6), (upper, 1e-6)):
        assert enumerated(means, treated, limit - outward) > 0.05
        assert enumerated(means, treated, limit + outward) <= 0.05


def test_three_clusters_an_arm_cannot_give_a_p_value_below_a_twentieth() -> None:
    """Of twenty draws two are always as far out: at best 2 / 20."""
    means = np.array([1.0, 2.0, 3.0, 11.0, 12.0, 13.0])
    treated = np.array([True] * 3 + [False] * 3)
    assert permutation_test(means, treated, one_stratum(means), 0.95, stream()) is None
    found = permutation_test(means, treated, one_stratum(means), 0.8, stream())
    assert found is not None and found[3] == pytest.approx(0.1)
    assert permutation_test(means[2:], treated[2:], one_stratum(means[2:]), 0.8, stream()) is None


def test_many_clusters_are_drawn_and_the_same_for_the_same_seed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(4)
    means, treated = rng.normal(size=14), np.arange(14) % 2 == 0
    whole = permutation_test(means, treated, one_stratum(means), 0.95, stream())
    monkeypatch.setattr(cluster_permutation, "MOST_DRAWS", 2_000)
    drawn = permutation_test(means, treated, one_stratum(means), 0.95, stream())
    assert whole is not None and drawn is not None
    # 3 432 draws there are, 2 000 of them drawn: four Monte Carlo standard errors.
    assert abs(drawn[3] - whole[3]) < 4 * np.sqrt(whole[3] * (1 - whole[3]) / 2_000)
    assert drawn == permutation_test(means, treated, one_stratum(means), 0.95, stream())
