"""Quartic forms against products written out."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.models.robust.quartic import (
    pairs,
    quadratic_coefficients,
    quadruples,
    quartic_from_products,
    quartic_value,
)


@pytest.mark.parametrize("p", [1, 2, 5])
def test_every_quadruple_once(p: int) -> None:
    four = quadruples(p)
    assert len(four) == p * (p + 1) * (p + 2) * (p + 3) // 24
    assert (np.diff(four, axis=1) >= 0).all()
    assert len(np.unique(four, axis=0)) == len(four)


@pytest.mark.parametrize("p", [1, 2, 5])
def test_product_of_two_quadratic_forms(p: int) -> None:
    random = np.random.default_rng(p)
    one, two, c = random.normal(size=(p, p)), random.normal(size=(p, p)), random.normal(size=p)
    coefficients = quadratic_coefficients(np.stack([one, two]))
    rows, columns = pairs(p)
    np.testing.assert_allclose(coefficients[0] @ (c[rows] * c[columns]), c @ one @ c)
    quartic = quartic_from_products(np.outer(coefficients[0], coefficients[1]), p)
    assert quartic_value(quartic, c) == pytest.approx((c @ one @ c) * (c @ two @ c), rel=1e-12)
