"""Every covariance family: derivatives, free parameters, start."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.models.covariance.correlation import Places
from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.covariance.partial import from_partial, to_partial
from ipt_outcomes.models.covariance.registry import covariance_family
from ipt_outcomes.models.errors import ModelError

EMPIRICAL = np.array(
    [[2.0, 1.0, 0.5, 0.6], [1.0, 3.0, 0.8, 0.4], [0.5, 0.8, 1.5, 0.7], [0.6, 0.4, 0.7, 2.5]]
)
NAMES = ["us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh"]
NEIGHBOURS = (0, 1, 2, 3)
# Places among planned visits of which some had nobody, and the number of lags there.
PLACES = {NEIGHBOURS: 3, (0, 1, 3, 6): 5, (1, 3, 5, 9): 4}
SIZES = {"us": 10, "cs": 2, "csh": 5, "ar1": 2, "ar1h": 5, "toep": 4, "toeph": 7, "ad": 4, "adh": 7}


def steps(family: Family, size: float) -> np.ndarray:
    return size * np.eye(family.n_parameters)


@pytest.mark.parametrize("places", PLACES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_derivatives_by_theta(name: str, places: Places) -> None:
    family = covariance_family(name, places)
    theta = family.start(EMPIRICAL)
    assert len(theta) == family.n_parameters == len(family.names(("a", "b", "c", "d")))
    more_lags = PLACES[places] - 3 if name in ("toep", "toeph") else 0
    assert family.n_parameters == SIZES[name] + more_lags
    first = [
        (family.matrix(theta + u) - family.matrix(theta - u)) / 2e-6 for u in steps(family, 1e-6)
    ]
    np.testing.assert_allclose(family.first(theta), first, atol=1e-8)
    second = [
        (family.first(theta + u) - family.first(theta - u)) / 2e-5 for u in steps(family, 1e-5)
    ]
    bent = family.second(theta)
    assert family.linear == (bent is None)
    np.testing.assert_allclose(np.zeros_like(second) if bent is None else bent, second, atol=1e-7)


@pytest.mark.parametrize("places", PLACES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_free_parameters(name: str, places: Places) -> None:
    family = covariance_family(name, places)
    theta = family.start(EMPIRICAL)
    free = family.to_free(theta)
    np.testing.assert_allclose(family.to_natural(free), theta, rtol=1e-10)
    slopes = [
        (family.to_natural(free + u) - family.to_natural(free - u)) / 2e-6
        for u in steps(family, 1e-6)
    ]
    np.testing.assert_allclose(family.jacobian(free), np.transpose(slopes), atol=1e-7)


@pytest.mark.parametrize("places", PLACES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_positive_definite_wherever_the_free_parameters_go(name: str, places: Places) -> None:
    family = covariance_family(name, places)
    random = np.random.default_rng(4)
    for free in random.normal(scale=1.5, size=(200, family.n_parameters)):
        assert np.linalg.eigvalsh(family.matrix(family.to_natural(free)))[0] > 0


@pytest.mark.parametrize("places", PLACES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_starts_from_the_data(name: str, places: Places) -> None:
    """Exact for a matrix of the family; positive definite for one that is far from it."""
    family = covariance_family(name, places)
    own = family.matrix(family.to_natural(np.full(family.n_parameters, 0.3)))
    np.testing.assert_allclose(family.matrix(family.start(own)), own, rtol=1e-10)
    far = np.diag([1.0, 100.0, 0.01, 4.0])
    far += 0.999 * np.outer(np.sqrt(np.diag(far)), [1, -1, 1, -1] * np.sqrt(np.diag(far)))
    far = far @ far.T + 1e-9 * np.eye(4)
    assert np.linalg.eigvalsh(family.matrix(family.start(far)))[0] > 0


def test_lags_count_the_planned_visits() -> None:
    """The third of five has no one: its neighbours are two steps apart."""
    places = (0, 1, 3, 4)
    ar1 = covariance_family("ar1", places).matrix(np.array([0.0, 0.75]))
    np.testing.assert_allclose(ar1[0], [1, 0.6, 0.6**3, 0.6**4])
    np.testing.assert_allclose(ar1[1, 2:], [0.6**2, 0.6**3])
    toep = covariance_family("toep", places)
    assert toep.names(("a", "b", "d", "e"))[1:] == tuple(
        f"covariance[lag {k}]" for k in range(1, 5)
    )
    np.testing.assert_allclose(
        toep.matrix(np.array([9.0, 4.0, 3.0, 2.0, 1.0])),
        [[9, 4, 2, 1], [4, 9, 3, 2], [2, 3, 9, 4], [1, 2, 4, 9]],
    )
    assert covariance_family("toeph", (0, 3)).names(("a", "d"))[2:] == ("correlation_t[lag 3]",)


def test_a_negative_correlation_at_even_lags_starts_away_from_zero() -> None:
    """No power of rho is negative there; at rho = 0 all slopes would vanish."""
    family = covariance_family("ar1", (0, 2, 4))
    theta = family.start(np.array([[1.0, -0.4, 0.1], [-0.4, 1.0, -0.4], [0.1, -0.4, 1.0]]))
    assert theta[1] > 0
    assert np.abs(family.first(theta)[1]).max() > 0.1


def test_a_toeplitz_matrix_beyond_the_positive_definite_has_free_parameters() -> None:
    """It may be admissible for people who were never seen at all visits."""
    family = covariance_family("toep", (0, 1, 2))
    theta = np.array([1.0, 0.9, 0.1])
    assert np.linalg.eigvalsh(family.matrix(theta))[0] < 0
    near = family.matrix(family.to_natural(family.to_free(theta)))
    assert np.linalg.eigvalsh(near)[0] > 0
    np.testing.assert_allclose(near[0, 1], 0.9)


def test_the_structures() -> None:
    """Each as mmrm and SAS define it."""
    ar1h = covariance_family("ar1h", (0, 1, 2)).matrix(np.array([0.0, np.log(2), np.log(3), 0.75]))
    np.testing.assert_allclose(ar1h, [[1, 1.2, 1.08], [1.2, 4, 3.6], [1.08, 3.6, 9]])
    ad = covariance_family("ad", (0, 1, 2)).matrix(np.array([0.0, 0.75, 4 / 3]))
    np.testing.assert_allclose(ad, [[1, 0.6, 0.48], [0.6, 1, 0.8], [0.48, 0.8, 1]])
    csh = covariance_family("csh", (0, 1, 2)).matrix(np.array([0.0, 0.0, np.log(2), 0.0]))
    np.testing.assert_allclose(csh, [[1, 0.25, 0.5], [0.25, 1, 0.5], [0.5, 0.5, 4]])
    toeph = covariance_family("toeph", (0, 1, 2)).matrix(np.array([0.0, 0.0, 0.0, 0.75, 0.0]))
    np.testing.assert_allclose(toeph, [[1, 0.6, 0], [0.6, 1, 0.6], [0, 0.6, 1]], atol=1e-15)


def test_partial_correlations_invert() -> None:
    partial = np.array([0.7, -0.3, 0.9, 0.2])
    rho, _ = from_partial(partial)
    np.testing.assert_allclose(to_partial(rho), partial, rtol=1e-12)
    # The textbook formula at lag two.
    assert rho[1] == pytest.approx(0.7**2 - 0.3 * (1 - 0.7**2))


def test_refuses_what_is_no_family_of_visits() -> None:
    with pytest.raises(ModelError, match="'sp_exp' is not one of visits"):
        covariance_family("sp_exp", (0, 1, 2))
    with pytest.raises(ModelError, match="needs at least two visits"):
        covariance_family("ar1", tuple(range(1)))
