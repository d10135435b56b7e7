"""Products of clusters' atoms, by groups of one pattern and one by one, as they are defined."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects import cluster_products
from ipt_outcomes.models.random_effects.arrow import Batch
from ipt_outcomes.models.random_effects.arrow_solution import SolvedClusters
from ipt_outcomes.models.random_effects.cluster_products import inner_products

M, S, R, WIDTH, K = 5, 9, 3, 4, 6


def drawn(rank: int, n_patterns: int) -> tuple[Batch, SolvedClusters, Array]:
    rng = np.random.default_rng(rank)
    pattern = rng.integers(0, n_patterns, (M, S))
    batch = Batch(rng.normal(size=(M, S, R, rank + WIDTH)), pattern, np.zeros((M, 0, 1)), (), rank)
    none = np.zeros(0)
    solved = SolvedClusters(
        rows=none,
        log_det=0.0,
        q=rng.normal(size=(M, S, R, rank)),
        v=rng.normal(size=(M, S, R, WIDTH)),
        q_alone=none,
        v_alone=none,
        c=none,
        wt=none,
        zf=none,
        spread=none,
    )
    return batch, solved, rng.normal(size=(K, n_patterns, R, R))


@pytest.mark.parametrize("at_once", [1, 1000, 1 << 20])
@pytest.mark.parametrize(("rank", "n_patterns"), [(1, 1), (1, 7), (2, 3), (30, 200)])
def test_products_are_their_definition(
    rank: int, n_patterns: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_products, "_AT_ONCE", at_once)
    batch, solved, first = drawn(rank, n_patterns)
    both = np.concatenate([solved.v, solved.q], axis=3)
    expected = np.einsum("msix,kmsij,msjy->kmxy", solved.q, first[:, batch.pattern], both)
    np.testing.assert_allclose(inner_products(batch, solved, first), expected, atol=1e-11)


def test_groups_are_the_atoms_of_one_cluster_and_pattern() -> None:
    batch, _, _ = drawn(1, 4)
    groups = batch.groups
    assert groups.firsts[0] == 0 and groups.firsts[-1] == len(groups.pattern)
    found = []
    for cluster in range(M):
        for group in range(groups.firsts[cluster], groups.firsts[cluster + 1]):
            atoms = groups.order[groups.starts[group] : groups.starts[group + 1]]
            assert (atoms // S == cluster).all()
            assert (batch.pattern.ravel()[atoms] == groups.pattern[group]).all()
            found.extend(atoms)
    assert sorted(found) == list(range(M * S))
