"""Forms over pairs against products written out."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.models.robust.pair_forms import packed, pair_products, pairs, place_of_pairs


@pytest.mark.parametrize("p", [1, 2, 5])
def test_pairs_and_their_places(p: int) -> None:
    rows, columns = pairs(p)
    assert len(rows) == p * (p + 1) // 2
    np.testing.assert_array_equal(place_of_pairs(p)[rows, columns], np.arange(len(rows)))
    np.testing.assert_array_equal(place_of_pairs(p), place_of_pairs(p).T)


@pytest.mark.parametrize("p", [1, 2, 5])
def test_form_in_two_vectors(p: int) -> None:
    random = np.random.default_rng(p)
    four = random.normal(size=(p, p, p, p))
    four = four + four.transpose(1, 0, 2, 3)
    four = four + four.transpose(0, 1, 3, 2)
    one, other = random.normal(size=(2, p))
    rows, columns = pairs(p)
    matrix = packed(four)[rows, columns]
    v = pair_products(one, other)
    expected = np.einsum("adbe,a,d,b,e", four, one, other, one, other)
    assert v @ matrix @ v == pytest.approx(expected, rel=1e-12)
