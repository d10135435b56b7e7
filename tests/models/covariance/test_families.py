"""Every covariance family: derivatives, free parameters, start."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.models.covariance.registry import covariance_family
from ipt_outcomes.models.errors import ModelError

EMPIRICAL = np.array([[2.0, 1.0, 0.5], [1.0, 3.0, 0.8], [0.5, 0.8, 1.5]])


@pytest.mark.parametrize("name", ["us", "cs"])
def test_derivatives_and_free_parameters(name: str) -> None:
    family = covariance_family(name, 3)
    theta = family.start(EMPIRICAL)
    assert len(theta) == family.n_parameters == len(family.names(("a", "b", "c")))
    step = 1e-6 * np.eye(len(theta))
    numeric = [(family.matrix(theta + u) - family.matrix(theta - u)) / 2e-6 for u in step]
    np.testing.assert_allclose(family.first(theta), numeric, atol=1e-8)
    free = family.to_free(theta)
    np.testing.assert_allclose(family.to_natural(free), theta, rtol=1e-12)
    slopes = [(family.to_natural(free + u) - family.to_natural(free - u)) / 2e-6 for u in step]
    np.testing.assert_allclose(family.jacobian(free), np.transpose(slopes), atol=1e-7)
    far = family.matrix(family.to_natural(free + 2.0))
    assert np.linalg.eigvalsh(far)[0] > 0


def test_start_is_the_empirical_covariance() -> None:
    unstructured = covariance_family("us", 3)
    np.testing.assert_array_equal(unstructured.matrix(unstructured.start(EMPIRICAL)), EMPIRICAL)
    symmetric = covariance_family("cs", 3)
    np.testing.assert_allclose(symmetric.start(EMPIRICAL), [6.5 / 3, 2.3 / 3])


def test_refuses_an_unavailable_family() -> None:
    with pytest.raises(ModelError, match="'sp_exp' is not available"):
        covariance_family("sp_exp", 3)
