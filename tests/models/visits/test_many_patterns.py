"""Many visits with gaps: a pattern for nearly everyone, and hundreds of covariance parameters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.covariance.registry import covariance_family
from ipt_outcomes.models.moments import Array, contracted, weighted
from ipt_outcomes.models.visits import derivative_sums
from ipt_outcomes.models.visits.cross_products import CrossProducts, cross_products
from ipt_outcomes.models.visits.pattern_moments import pattern_moments

from ..fuzz.case import Case
from ..fuzz.checks import Effort, check
from ..fuzz.oracle.description import Fixed, Model, Question, Residual

VISITS = 6


def with_gaps(n_people: int, n_visits: int, share: float) -> tuple[Array, Array]:
    """Person and visit of each row, where that share of the visits was attended."""
    rng = np.random.default_rng(27)
    subject, visit = np.nonzero(rng.uniform(size=(n_people, n_visits)) < share)
    return np.unique(subject, return_inverse=True)[1], visit


def reduced() -> tuple[Array, Array, Array, CrossProducts]:
    """z (n, 4), its people and visits; and its sums, of two carriers and a response, with maps."""
    rng = np.random.default_rng(3)
    subject, visit = with_gaps(60, VISITS, 0.67)
    carriers = np.column_stack([np.ones(len(subject)), rng.normal(size=(len(subject), 2))])
    maps = rng.normal(size=(VISITS, 4, 3))
    maps[:, :-1, -1], maps[:, -1, -1] = 0.0, 1.0
    z = np.einsum("nqc,nc->nq", maps[visit], carriers)
    return z, subject, visit, cross_products(carriers, subject, visit, VISITS).mapped(maps)


@pytest.mark.parametrize("at_once", [1, 1 << 17])
@pytest.mark.parametrize("name", ["us", "toeph", "adh", "ar1"])
def test_moments_are_those_of_the_rows(
    name: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made one parameter or pair of visits at a time, or together; of z too, without carriers."""
    monkeypatch.setattr(derivative_sums, "_AT_ONCE", at_once)
    z, subject, visit, cross = reduced()
    half = np.random.default_rng(4).normal(size=(VISITS, VISITS))
    family = covariance_family(name, tuple(range(VISITS)))
    theta = family.start(half @ half.T + VISITS * np.eye(VISITS))
    assert name != "us" or cross.seen.size * VISITS * len(theta) > derivative_sums._FEW

    same, pair = subject[:, None] == subject, np.ix_(visit, visit)
    inverse = np.linalg.inv(np.where(same, family.matrix(theta)[pair], 0.0))
    slopes = np.array([np.where(same, each[pair], 0.0) for each in family.first(theta)])
    turned = inverse @ slopes
    sides = turned @ inverse @ z
    second = np.einsum("knp,lnq->klpq", slopes @ inverse @ z, sides)
    rng = np.random.default_rng(5)
    matrix, weights = rng.normal(size=(4, 4)), rng.normal(size=(len(theta), len(theta)))
    matrix, weights = matrix + matrix.T, weights + weights.T

    for sums in (cross, cross_products(z, subject, visit, VISITS)):
        got = pattern_moments(sums, family, theta, 2)
        assert got.second is not None
        wanted = (
            (got.zz, z.T @ inverse @ z),
            (got.first, z.T @ sides),
            (got.trace, np.trace(turned, axis1=1, axis2=2)),
            (got.trace2, np.einsum("kab,lba->kl", turned, turned)),
            (contracted(got.second, matrix), np.einsum("klpq,pq->kl", second, matrix)),
            (weighted(got.second, weights), np.einsum("klpq,kl->pq", second, weights)),
        )
        for found, right in wanted:
            np.testing.assert_allclose(found, right, rtol=1e-11, atol=1e-11 * np.abs(right).max())


def test_no_array_is_of_all_patterns_and_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights are made in pieces, whatever the number of patterns."""
    sizes = []
    whole = CrossProducts.weighted_sums

    def watched(self: CrossProducts, weights: Array) -> Array:
        sizes.append(weights.size)
        return whole(self, weights)

    monkeypatch.setattr(CrossProducts, "weighted_sums", watched)
    monkeypatch.setattr(derivative_sums, "_AT_ONCE", 1 << 12)
    _, _, _, cross = reduced()
    family = covariance_family("toeph", tuple(range(VISITS)))
    theta = family.start(np.eye(VISITS) + 0.5)
    pattern_moments(cross, family, theta, 2)
    assert len(sizes) > 1
    # The first piece has the inverse beside it.
    assert max(sizes) <= (1 << 12) + cross.seen.size * VISITS


def test_gaps_are_fitted_as_dense_matrices_are() -> None:
    """us and Kenward-Roger, the patterns as many as half the people: tables and the maximum."""
    rng = np.random.default_rng(9)
    person, visit = with_gaps(60, VISITS, 0.7)
    n_people = int(person.max()) + 1
    arm, baseline = rng.integers(0, 2, n_people), rng.normal(20.0, 5.0, n_people)
    level, steps = (
        rng.normal(0.0, 3.0, n_people),
        rng.normal(size=(n_people, VISITS)).cumsum(axis=1),
    )
    y = 0.5 * baseline[person] - 0.3 * arm[person] * visit + level[person] + steps[person, visit]
    frame = pd.DataFrame(
        {
            "id": person,
            "visit": pd.Categorical.from_codes(visit, [f"v{t}" for t in range(VISITS)]),
            "arm": pd.Categorical.from_codes(arm[person], ["a", "b"]),
            "baseline": baseline[person],
            "y": y + rng.normal(0.0, 2.0, len(y)),
        }
    )
    terms = (("arm",), ("visit",), ("arm", "visit"), ("baseline",), ("baseline", "visit"))
    questions = (Question("contrast", ("arm",), by="visit"), Question("joint", ("arm", "visit")))
    case = Case(0, "visits", Model(Fixed(terms), Residual("us")), frame, questions)
    outcome = check(case, Effort(starts=0, changes=0))
    assert (outcome.status, outcome.found) == ("ok", ())
    assert outcome.numbers > 100
