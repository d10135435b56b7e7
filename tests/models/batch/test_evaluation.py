"""Value, gradient and information away from the maximum, against one another and the engine's."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.models.batch.evaluation import evaluate_many, information
from ipt_outcomes.models.batch.family_stack import FamilyStack
from ipt_outcomes.models.batch.person_design import PersonDesign, person_design
from ipt_outcomes.models.batch.response_sums import ResponseSums, response_sums
from ipt_outcomes.models.built import build_problem
from ipt_outcomes.models.covariance.registry import covariance_family
from ipt_outcomes.models.design.design import build_design
from ipt_outcomes.models.design.variables import typed_columns
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.likelihood import Evaluation, evaluate

from .conftest import ManyTrials

FIXED = {
    "saturated": "y ~ baseline * visit + arm * visit",
    "additive": "y ~ baseline + site + arm * visit",
}


def reduced(trials: ManyTrials, formula: str) -> tuple[PersonDesign, ResponseSums]:
    scored = ~np.isnan(trials.scores).all(axis=1)
    parsed = parse_formula(formula)
    typed = typed_columns(parsed, trials.rows.assign(y=np.where(scored, 0.0, np.nan)))
    design = person_design(parsed, trials.rows, typed)
    assert design is not None
    scores = trials.scores[design.place].transpose(2, 0, 1)
    sums, able = response_sums(design, scores)
    assert able.all()
    return design, sums


def by_itself(
    trials: ManyTrials, formula: str, response: int, theta: np.ndarray, reml: bool
) -> tuple[Evaluation, float]:
    """The engine's evaluation, and 2 log |det| of the user's columns in its internal ones."""
    design = build_design(parse_formula(formula), trials.rows.assign(y=trials.scores[:, response]))
    problem = build_problem(design)
    at = evaluate(problem.moments(theta, 2), problem.n_observations, reml)
    return at, -2.0 * float(np.linalg.slogdet(design.basis.transform)[1])


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("family", ["us", "csh", "toeph"])
@pytest.mark.parametrize("fixed", list(FIXED))
def test_is_the_engines_evaluation(trials: ManyTrials, fixed: str, family: str, reml: bool) -> None:
    formula = f"{FIXED[fixed]} + {family}(visit | person)"
    design, sums = reduced(trials, formula)
    families = FamilyStack(covariance_family(family, tuple(range(4))))
    theta = families.start(1.3 * sums.empirical())
    at = evaluate_many(sums, families, design.columns, theta, reml)
    marks = np.ones(len(theta), dtype=bool)
    observed = information(at, sums, marks, exact=True, reml=reml)
    expected = information(at, sums, ~marks, exact=True, reml=reml)
    for response in range(len(theta)):
        one, added = by_itself(trials, formula, response, theta[response], reml)
        value = at.value[response] + (design.log_det if reml else 0.0)
        assert value == pytest.approx(
            one.minus_2_log_likelihood + (added if reml else 0.0), rel=1e-11
        )
        assert one.gradient is not None and one.observed is not None and one.expected is not None
        for found, known in (
            (at.gradient[response], one.gradient),
            (observed[response], one.observed),
            (expected[response], one.expected),
        ):
            np.testing.assert_allclose(found, known, atol=1e-9 * np.abs(known).max())


def test_the_cheaper_information_is_exact_without_missing_scores(trials: ManyTrials) -> None:
    formula = f"{FIXED['saturated']} + us(visit | person)"
    trials = ManyTrials(trials.rows, np.nan_to_num(trials.scores, nan=10.0))
    design, sums = reduced(trials, formula)
    families = FamilyStack(covariance_family("us", tuple(range(4))))
    at = evaluate_many(sums, families, design.columns, families.start(sums.empirical()), True)
    for observed in (True, False):
        marks = np.full(len(at.value), observed)
        cheap = information(at, sums, marks, exact=False, reml=True)
        exact = information(at, sums, marks, exact=True, reml=True)
        np.testing.assert_allclose(cheap, exact, atol=1e-10 * np.abs(exact).max())


def test_an_inadmissible_theta_has_no_value_and_spoils_no_other(trials: ManyTrials) -> None:
    formula = f"{FIXED['saturated']} + us(visit | person)"
    design, sums = reduced(trials, formula)
    families = FamilyStack(covariance_family("us", tuple(range(4))))
    theta = families.start(sums.empirical())
    sound = evaluate_many(sums, families, design.columns, theta, True).value
    theta[1] *= -1.0
    theta[3] = np.nan
    found = evaluate_many(sums, families, design.columns, theta, True).value
    assert np.isinf(found).tolist() == [False, True, False, True, False, False]
    np.testing.assert_allclose(found[[0, 2, 4, 5]], sound[[0, 2, 4, 5]], rtol=1e-13)
