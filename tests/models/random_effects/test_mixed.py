"""Random terms beside a residual covariance: against dense matrices, and against nlme::lme.

The numbers of nlme are made by tests/reference/mixed_covariance.R.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.models.design.design import build_design
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.likelihood import evaluate
from ipt_outcomes.models.moments import Array, contracted, weighted
from ipt_outcomes.models.random_effects import MixedProblem, build_mixed
from ipt_outcomes.models.random_effects.parameters import entries
from ipt_outcomes.models.random_effects.terms import random_part
from ipt_outcomes.models.result import Fit

REFERENCE = Path(__file__).parents[2] / "reference"
FIXED = "y ~ arm * occasion"
FORMULAS = {
    "nested_us": f"{FIXED} + us(occasion | participant) + (1 | therapist)",
    "nested_us_ml": f"{FIXED} + us(occasion | participant) + (1 | therapist)",
    "nested_cs": f"{FIXED} + cs(occasion | participant) + (1 | therapist)",
    "partial_us": f"{FIXED} + us(occasion | participant) + (0 + treated | therapist)",
    "nested_ar1": f"{FIXED} + ar1(occasion | participant) + (1 | therapist)",
}
DENSE = [
    FORMULAS["partial_us"],
    f"{FIXED} + ar1(occasion | participant) + (0 + treated | therapist)",
    f"{FIXED} + cs(occasion | arm / participant) + (0 + treated + treated:visit | therapist)",
    f"{FIXED} + us(occasion | participant) + (1 | site / team)",
    f"{FIXED} + ar1(occasion | participant) + (0 + treated | therapist) + (1 | participant)",
    f"{FIXED} + cs(occasion | participant) + (1 | rater)",
]


@cache
def table(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"mixed_covariance_{name}.csv")


@cache
def data() -> pd.DataFrame:
    frame = table("data")
    person = frame["participant"]
    return frame.assign(
        arm=pd.Categorical(frame["arm"], ["waitlist", "cbt", "ipt"]),
        occasion=pd.Categorical(frame["visit"]),
        site=person % 3,
        team=(person // 3) % 4,
        rater=(7 * person + 3 * frame["visit"]) % 5,
    )


@cache
def fitted(name: str, df: str = "satterthwaite") -> Fit:
    frame = data()
    if name.startswith("nested"):
        frame = frame[frame["treated"] == 1]
    return fit(FORMULAS[name], frame, method="ml" if name.endswith("ml") else "reml", df=df)


def problem_and_v(formula: str, theta: Array | None) -> tuple[MixedProblem, Array, Array, Array]:
    """The problem, z, theta and the n x n covariance from the rows themselves."""
    parsed = parse_formula(formula)
    assert parsed.covariance is not None
    design = build_design(parsed, data())
    problem = build_mixed(design, parsed.covariance, parsed.random)
    theta = problem.start() if theta is None else theta
    part = random_part(parsed.random, design.typed)
    frame = design.frame
    n = len(frame)
    v = np.zeros((n, n))
    start = 0
    for stratum in problem.visits.strata:
        end = start + stratum.family.n_parameters
        rows = np.arange(n)
        if stratum.label is not None:
            rows = np.flatnonzero((frame["arm"] == stratum.label).to_numpy())
        where = frame["occasion"].astype(str).map(stratum.visits.index).to_numpy(dtype=int)[rows]
        who = frame["participant"].to_numpy()[rows]
        matrix = stratum.family.matrix(theta[start:end])
        v[np.ix_(rows, rows)] += matrix[np.ix_(where, where)] * (who[:, None] == who)
        start = end
    for value, entry in zip(theta[start:], entries(part.components), strict=True):
        component = part.components[entry.component]
        codes = part.codes[component.factor]
        left, right = component.values[:, entry.row], component.values[:, entry.column]
        product = np.outer(left, right) * ((codes[:, None] == codes) & (codes >= 0))
        v += value * (product if entry.row == entry.column else product + product.T)
    return problem, np.column_stack([design.x, design.y]), theta, v


@pytest.mark.parametrize("formula", DENSE)
def test_value_is_that_of_dense_matrices(formula: str) -> None:
    problem, z, theta, v = problem_and_v(formula, None)
    moments = problem.moments(theta, 2)
    expected = z.T @ np.linalg.solve(v, z)
    size = np.abs(expected).max()
    np.testing.assert_allclose(moments.zz, expected, rtol=1e-10, atol=1e-12 * size)
    assert moments.log_det == pytest.approx(np.linalg.slogdet(v)[1], rel=1e-11)


@pytest.mark.parametrize("formula", DENSE)
def test_derivatives_are_those_of_the_dense_covariance(formula: str) -> None:
    """V_k and V_kl by central differences of the dense V, which is smooth; then exact products."""
    problem, z, theta, v = problem_and_v(formula, None)
    moments = problem.moments(theta, 2)
    assert moments.first is not None and moments.trace is not None and moments.trace2 is not None
    assert moments.second is not None
    n_theta = len(theta)
    matrix = np.random.default_rng(4).normal(size=moments.zz.shape) / np.sqrt(np.diag(moments.zz))
    matrix = matrix @ matrix.T
    traces = contracted(moments.second, matrix)
    inverse = np.linalg.inv(v)
    derivatives = []
    for k in range(len(theta)):
        step = 1e-4 * (1.0 if abs(theta[k]) < 1 else abs(theta[k]))
        change = np.zeros(len(theta))
        change[k] = step
        up, down = (problem_and_v(formula, theta + s * change)[3] for s in (1, -1))
        derivatives.append((up - down) / (2 * step))
    turned = [inverse @ v_k @ inverse for v_k in derivatives]
    size = np.diag(z.T @ z)
    scale = np.sqrt(np.outer(size, size))
    for k, v_k in enumerate(derivatives):
        expected = z.T @ turned[k] @ z / scale
        limit = 1e-6 * np.abs(expected).max()
        np.testing.assert_allclose(moments.first[k] / scale, expected, rtol=1e-6, atol=limit)
        assert moments.trace[k] == pytest.approx((inverse * v_k).sum(), rel=1e-6, abs=1e-8)
        for j in range(len(theta)):
            expected = z.T @ turned[j] @ v_k @ inverse @ z / scale
            limit = 1e-6 * np.abs(expected).max()
            chosen = np.zeros((n_theta, n_theta))
            chosen[j, k] = 1.0
            made = weighted(moments.second, chosen)
            np.testing.assert_allclose(made / scale, expected, rtol=1e-6, atol=limit)
            assert traces[j, k] == pytest.approx((matrix * made).sum(), rel=1e-9, abs=1e-9)
            bound = np.sqrt(moments.trace2[j, j] * moments.trace2[k, k])
            expected_trace = (turned[j] * v_k).sum()
            assert abs(moments.trace2[j, k] - expected_trace) <= 1e-6 * bound


@pytest.mark.parametrize("reml", [True, False])
def test_observed_information_is_the_derivative_of_the_gradient(reml: bool) -> None:
    """With a covariance that is not linear in theta, by central differences."""
    problem, _, theta, _ = problem_and_v(DENSE[1], None)
    n = problem.n_observations
    observed = evaluate(problem.moments(theta, 2), n, reml).observed
    assert observed is not None
    for k in range(len(theta)):
        change = np.zeros(len(theta))
        change[k] = 1e-5 * max(1.0, abs(theta[k]))
        gradients = [
            evaluate(problem.moments(theta + s * change, 1), n, reml).gradient for s in (1, -1)
        ]
        assert gradients[0] is not None and gradients[1] is not None
        slope = (gradients[0] - gradients[1]) / (2 * change[k]) / 2
        np.testing.assert_allclose(observed[k], slope, rtol=1e-5, atol=1e-6 * np.abs(slope).max())


@pytest.mark.parametrize("name", FORMULAS)
def test_likelihood_is_nlmes_or_better(name: str) -> None:
    row = table("fits").set_index("model").loc[name]
    found = fitted(name)
    assert found.converged and not found.singular
    assert found.minus_2_log_likelihood <= row["minus_2_log_likelihood"] * (1 + 1e-9)
    assert found.minus_2_log_likelihood == pytest.approx(row["minus_2_log_likelihood"], rel=1e-8)


@pytest.mark.parametrize("name", FORMULAS)
def test_estimates_and_standard_errors_are_nlmes(name: str) -> None:
    every = table("coefficients")
    expected = every[every["model"] == name]
    found = fitted(name).coefficients
    np.testing.assert_allclose(
        found["estimate"], expected["estimate"], rtol=1e-5, atol=1e-5 * expected["se"].min()
    )
    np.testing.assert_allclose(found["se"], expected["se"], rtol=1e-4)


@pytest.mark.parametrize("name", FORMULAS)
def test_variances_are_nlmes(name: str) -> None:
    every = table("variances")
    expected = every[every["model"] == name].set_index("what")["variance"]
    found = fitted(name).covariance
    variances = found[found["term_2"].isna()].set_index("term")["variance_or_covariance"]
    assert variances.iloc[0] == pytest.approx(expected["group"], rel=2e-4)
    visits = expected.drop("group").to_numpy()
    np.testing.assert_allclose(variances.iloc[1:], np.resize(visits, 4), rtol=2e-4)


def test_a_person_effect_beside_an_unstructured_covariance_is_refused() -> None:
    with pytest.raises(
        ModelError, match=r"us\(occasion \| participant\) and \(1 \| participant\) cannot be told"
    ):
        fit(f"{FIXED} + us(occasion | participant) + (1 | participant)", data())


def test_a_therapist_variance_of_zero_is_singular() -> None:
    frame = data()[data()["treated"] == 1].copy()
    frame["y"] -= frame.groupby(["therapist", "occasion"], observed=True)["y"].transform("mean")
    formula = FORMULAS["nested_us"]
    found = fit(formula, frame, df="satterthwaite")
    alone = fit(f"{FIXED} + us(occasion | participant)", frame, df="satterthwaite")
    assert (found.converged, found.singular, found.status) == (True, True, "singular")
    assert found.covariance["variance_or_covariance"].iloc[0] == 0.0
    np.testing.assert_allclose(
        found.coefficients[["se", "df"]], alone.coefficients[["se", "df"]], rtol=1e-6
    )


def test_the_order_of_rows_does_not_matter() -> None:
    shuffled = fit(
        FORMULAS["partial_us"], data().sample(frac=1, random_state=2), df="kenward-roger"
    )
    np.testing.assert_allclose(
        fitted("partial_us", "kenward-roger").coefficients[["estimate", "se", "df"]],
        shuffled.coefficients[["estimate", "se", "df"]],
        rtol=1e-8,
    )


def test_at_a_variance_of_zero_kenward_roger_keeps_the_degrees_of_freedom_of_clusters(
    beat_the_blues: pd.DataFrame,
) -> None:
    """Eight therapists by the subject's number, alike; arms are dealt to four of them each."""
    data = beat_the_blues.assign(therapist=beat_the_blues["subject"] % 8)
    fixed = "bdi ~ bdi_pre * month + treatment * month + us(month | subject)"
    df = {}
    for method in ("kenward-roger", "satterthwaite"):
        for more in ("", " + (1 | therapist)"):
            found = fit(fixed + more, data, df=method)
            assert found.status == ("singular" if more else "ok")
            table = ipt.contrast(found, "treatment", by="month", at={"month": 2})
            df[method, bool(more)] = float(table["df"].iloc[0])
    assert df["kenward-roger", True] < df["kenward-roger", False] - 1
    assert df["satterthwaite", True] == pytest.approx(df["satterthwaite", False], abs=1)
