"""Forms by entries of V's triangle are those of the derivatives themselves."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.models.batch.evaluation import curves, pair_traces, vectors_turned
from ipt_outcomes.models.covariance.entries import (
    by_parameters,
    entry_sums,
    pair_weights,
    triangle,
    turned_entries,
)
from ipt_outcomes.models.covariance.registry import covariance_family

B, R, M, C = 3, 2, 4, 3


def symmetric(rng: np.random.Generator, *shape: int) -> np.ndarray:
    half = rng.normal(size=(*shape, shape[-1]))
    return half + np.swapaxes(half, -1, -2)


@pytest.fixture(params=["us", "toep", "csh"])
def derivatives(request: pytest.FixtureRequest) -> tuple[np.ndarray | None, np.ndarray]:
    """By entries as a batch has them, and (B, K, m, m)."""
    family = covariance_family(request.param, tuple(range(M)))
    starts = [family.start((1.0 + each) * np.eye(M) + 0.3) for each in range(B)]
    whole = np.stack([family.first(start) for start in starts])
    own = triangle(M)
    lower = whole[:, :, own.row, own.column]
    return (None if request.param == "us" else lower), whole


def test_forms(derivatives: tuple[np.ndarray | None, np.ndarray]) -> None:
    first, v = derivatives
    rng = np.random.default_rng(4)
    left, right, grams = symmetric(rng, B, R, M), symmetric(rng, B, R, M), symmetric(rng, B, R, C)
    any_matrix, vectors = rng.normal(size=(B, M, M)), rng.normal(size=(B, R, M, C))
    same = np.testing.assert_allclose
    same(
        by_parameters(first, entry_sums(any_matrix)),
        np.einsum("bkij,bij->bk", v, any_matrix),
        atol=1e-12,
    )
    traces = np.einsum("bkij,brjs,blst,brti->bkl", v, left, v, right)
    same(pair_traces(first, left, right), traces, atol=1e-11)
    turned = np.einsum("brsi,bkij,brjc->bksc", left, v, vectors).reshape(B, -1, M * C)
    same(vectors_turned(first, left, vectors), turned, atol=1e-11)
    curve = np.einsum("brsi,bkij,brjt,brcd->bksctd", left, v, left, grams)
    same(curves(first, left, grams), curve.reshape(B, -1, M * C, M * C), atol=1e-11)
    w, middle = symmetric(rng, B, v.shape[1]), symmetric(rng, B, R, M)
    weighed = (pair_weights(first, w, left) * middle).sum(axis=(1, 2, 3))
    forms = np.einsum("bkij,brjs,blst,brti->bkl", v, left, v, middle)
    same(weighed, (w * forms).sum(axis=(1, 2)), atol=1e-10)


def test_the_entries_of_what_an_entry_turns_into() -> None:
    inverse = symmetric(np.random.default_rng(5), 1, 1, M)
    own = triangle(M)
    for number, (row, column) in enumerate(zip(own.row, own.column, strict=True)):
        unit = np.zeros((M, M))
        unit[row, column] = unit[column, row] = 1.0
        whole = inverse[0, 0] @ unit @ inverse[0, 0]
        found = turned_entries(inverse)[0, 0, number]
        np.testing.assert_allclose(found, whole[own.row, own.column], atol=1e-12)
