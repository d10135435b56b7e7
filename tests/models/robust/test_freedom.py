"""The degrees of freedom of sandwiches against the covariances of all scores written out."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.robust.sandwich import sandwich
from ipt_outcomes.models.robust.whitened_clusters import WhitenedClusters

SIZES = [2, 3, 3, 5, 1, 4, 3]
CLUSTER = np.repeat(np.arange(len(SIZES)), SIZES)
P = 4


def white_rows() -> Array:
    random = np.random.default_rng(8)
    n = len(CLUSTER)
    return np.column_stack([np.ones(n), random.normal(size=(n, 2)), CLUSTER % 2])


def wishart(kind: str, functions: Array, weights: Array | None) -> float:
    """eta with every P_ij in full."""
    x = white_rows()
    w = np.ones(len(x)) if weights is None else weights
    phi = np.linalg.inv(x.T @ (w[:, None] * x))
    residual_maker = np.eye(len(x)) - x @ phi @ (w[:, None] * x).T
    spread = residual_maker @ residual_maker.T
    scores = []
    for i in range(len(SIZES)):
        own = np.flatnonzero(i == CLUSTER)
        power, middle = -0.5, spread[np.ix_(own, own)]
        if kind == "CR3":
            power, middle = -1.0, residual_maker[np.ix_(own, own)]
        values, vectors = np.linalg.eigh(middle)
        adjust = np.eye(len(own)) if kind == "CR0" else (vectors * values**power) @ vectors.T
        whole = np.zeros((len(functions), len(x)))
        whole[:, own] = functions @ phi @ (w[own, None] * x[own]).T @ adjust
        scores.append(whole)
    covariances = np.array([[one @ spread @ other.T for other in scores] for one in scores])
    expected = np.einsum("iist->st", covariances)
    half = np.linalg.inv(np.linalg.cholesky(expected))
    scaled = half @ covariances @ half.T
    total = (np.trace(scaled, axis1=2, axis2=3) ** 2).sum()
    total += np.einsum("ijst,ijts->", scaled, scaled)
    q = len(functions)
    return float(q * (q + 1) / total)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("kind", ["CR0", "CR2", "CR3"])
@pytest.mark.parametrize("q", [1, 2, 3])
def test_eta(q: int, kind: str, weighted: bool) -> None:
    x = white_rows()
    weights = 1.0 + CLUSTER % 3 if weighted else None
    w = np.ones(len(x)) if weights is None else weights
    phi = np.linalg.inv(x.T @ (w[:, None] * x))
    stacks = []
    for i in range(len(SIZES)):
        rows = np.flatnonzero(i == CLUSTER)[None]
        factor = np.eye(rows.shape[1])[None]
        stacks.append(WhitenedClusters(rows, factor, x[rows], np.zeros(rows.shape)))
    known = sandwich(stacks, phi, kind, root="symmetric", freedom=True, row_weights=weights).freedom
    functions = np.random.default_rng(q).normal(size=(q, P))
    assert known.is_seen(functions)
    assert known.wishart(functions) == pytest.approx(wishart(kind, functions, weights), rel=1e-9)
