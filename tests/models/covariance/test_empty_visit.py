"""A planned visit that nobody came to: it has no mean, and its neighbours are no nearer for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import (
    contrast,
    fit,
    fit_many,
    joint_test,
    leverage,
    marginal_means,
    read_fit,
    read_reduction,
    reduce,
    scaled_residuals,
)
from ipt_outcomes.models.covariance.structures import OF_VISITS, STRUCTURES
from ipt_outcomes.models.result import Fit

from ..conftest import matched

REFERENCE = Path(__file__).parents[2] / "reference"
GLS = pd.read_csv(REFERENCE / "empty_visit.csv")
TRIAL = pd.read_csv(REFERENCE / "empty_visit_data.csv")
PLANNED = ["T0", "T1", "T2", "T3", "T4", "T5"]
FIXED = "phq9 ~ baseline * visit + arm * visit"
LAGGED = ("ar1", "ar1h", "toep", "toeph")


def trial(*visits: str, planned: list[str] = PLANNED) -> pd.DataFrame:
    rows = TRIAL[TRIAL["visit"].isin(visits or PLANNED)].reset_index(drop=True)
    arm = pd.Categorical(rows["arm"], ["WL", "IPT"])
    return rows.assign(visit=pd.Categorical(rows["visit"], planned), arm=arm)


def agrees_with_gls(fitted: Fit, case: tuple[str, str, str]) -> None:
    expected = GLS[(GLS[["case", "covariance", "method"]] == list(case)).all(axis=1)]
    expected = expected.reset_index(drop=True)
    assert fitted.status == "ok"
    assert fitted.minus_2_log_likelihood == pytest.approx(expected["minus2loglik"][0], abs=1e-7)
    table = matched(fitted, expected)
    near = 1e-5 * np.maximum(expected["estimate"].abs(), expected["se"])
    assert ((table["estimate"] - expected["estimate"]).abs() <= near).all()


@pytest.mark.parametrize(
    "case",
    [
        *(("T1, T2, T4", name, method) for name in LAGGED for method in ("REML", "ML")),
        ("T2, T4", "ar1", "REML"),
        ("T2, T4", "ar1h", "ML"),
    ],
    ids=", ".join,
)
def test_lags_are_those_of_the_planned_visits(case: tuple[str, str, str]) -> None:
    visits, covariance, method = case
    fitted = fit(
        f"{FIXED} + {covariance}(visit | participant)",
        trial(*visits.split(", ")),
        method=method.lower(),
        df="satterthwaite",
    )
    agrees_with_gls(fitted, case)
    assert list(fitted.covariance.index) == visits.split(", ")


@pytest.mark.parametrize(("covariance", "method"), [("ar1", "REML"), ("ar1h", "ML")])
def test_an_arm_without_a_visit_that_the_other_has(
    covariance: str, method: str, beat_the_blues: pd.DataFrame
) -> None:
    absent = (beat_the_blues["month"] == 3) & (beat_the_blues["treatment"] == "TAU")
    rows = beat_the_blues.assign(month_in="month" + beat_the_blues["month"].astype(str))[~absent]
    cell = rows["treatment"].astype(str) + ":" + rows["month_in"]
    fitted = fit(
        f"bdi ~ 0 + cell + {covariance}(month | treatment / subject)",
        rows.assign(cell=cell),
        method=method.lower(),
        df="satterthwaite",
    )
    expected = GLS[(GLS["case"] == "by_arm") & (GLS["covariance"] == covariance)].set_index("term")
    assert fitted.status == "ok"
    assert fitted.minus_2_log_likelihood == pytest.approx(
        expected["minus2loglik"].iloc[0], abs=1e-7
    )
    table = fitted.coefficients.set_index(
        fitted.coefficients["term"].str.replace(r"cell\[(T\.)?(.*)\]", r"\2", regex=True)
    )
    estimate = table["estimate"].reindex(expected.index)
    np.testing.assert_allclose(estimate, expected["estimate"], rtol=1e-6)


@pytest.mark.parametrize("name", OF_VISITS)
@pytest.mark.parametrize("method", ["reml", "ml"])
def test_only_lags_feel_it(name: str, method: str) -> None:
    """us, cs, csh, ad and adh are what they are without the visit; the others are not."""
    formula = f"{FIXED} + {name}(visit | participant)"
    planned = fit(formula, trial(), method=method)
    bare = fit(formula, trial(planned=["T1", "T2", "T4"]), method=method)
    difference = abs(planned.minus_2_log_likelihood - bare.minus_2_log_likelihood)
    if name in ("ar1", "ar1h"):
        assert difference > 0.1
    elif name not in LAGGED:
        assert difference < 1e-9
        pd.testing.assert_frame_equal(planned.coefficients, bare.coefficients, rtol=1e-9)
    assert planned.column_names == bare.column_names
    assert len(planned.theta) == STRUCTURES[name].n_parameters(3) + (name in ("toep", "toeph"))


def test_toeplitz_has_a_parameter_for_each_lag_that_is_shown() -> None:
    """T1, T2 and T4 have the lags one, two and three, neighbours in number the lags one and two."""
    fitted = fit(f"{FIXED} + toep(visit | participant)", trial())
    assert fitted.theta_names[1:] == tuple(f"covariance[lag {lag}]" for lag in (1, 2, 3))
    matrix = fitted.covariance.to_numpy()
    np.testing.assert_allclose(matrix[[0, 1, 0], [1, 2, 2]], fitted.theta[1:])
    two = fit(f"{FIXED} + toeph(visit | participant)", trial("T2", "T4"))
    assert two.theta_names[2:] == ("correlation_t[lag 2]",)
    free = fit(f"{FIXED} + us(visit | participant)", trial("T2", "T4"))
    assert two.minus_2_log_likelihood == pytest.approx(free.minus_2_log_likelihood, abs=1e-9)


def same(one: Fit, two: Fit) -> None:
    assert one.minus_2_log_likelihood == pytest.approx(two.minus_2_log_likelihood, rel=1e-10)
    pd.testing.assert_frame_equal(one.coefficients, two.coefficients, rtol=1e-7)
    pd.testing.assert_frame_equal(one.covariance, two.covariance, rtol=1e-6)
    for table in (
        lambda fitted: marginal_means(fitted, "arm", by="visit", weights="proportional"),
        lambda fitted: contrast(fitted, "arm", against="WL", by="visit"),
        lambda fitted: joint_test(fitted, "arm:visit"),
    ):
        pd.testing.assert_frame_equal(table(one), table(two), rtol=1e-7)


Whole = Callable[[str], Fit]


@pytest.fixture(scope="module")
def of_rows() -> Whole:
    return lambda formula: fit(formula, trial())


FORMULAS = [
    f"{FIXED} + ar1(visit | participant)",
    f"{FIXED} + toeph(visit | participant)",
    "phq9 ~ baseline * visit + arm * visit + ar1h(visit | arm / participant)",
    "phq9 ~ 0 + visit + arm:visit + ar1(visit | participant)",
]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("given", ["categories", "levels"])
def test_sums_know_the_planned_visits(
    formula: str, given: str, of_rows: Whole, tmp_path: Path
) -> None:
    """Categories or levels that no one in any of the sums has."""
    rows, levels = trial(), None
    if given == "levels":
        rows = rows.astype({"visit": str})
        levels = {"visit": PLANNED, "arm": ["WL", "IPT"]}
    early = rows["participant"] < "G030"
    centre = {"phq9": 10.0, "baseline": 14.0}
    centre = {name: value for name, value in centre.items() if name in formula}
    both = [
        reduce(formula, part, levels=levels, centre=centre) for part in (rows[early], rows[~early])
    ]
    fitted, expected = fit(formula, both[0] + both[1]), of_rows(formula)
    same(fitted, expected)
    both[0].save(tmp_path / "one.json")
    read = read_reduction(tmp_path / "one.json")
    pd.testing.assert_frame_equal(
        fit(formula, read + both[1]).coefficients, fitted.coefficients, check_exact=True
    )


@pytest.mark.parametrize("first", ["T0", "T1"])
def test_sums_of_which_one_lacks_a_visit_that_the_other_has(first: str) -> None:
    """And where the reference level is among the visits that nobody came to."""
    planned = ["T0", "T1", "T2", "T3", "T4"] if first == "T0" else ["T1", "T2", "T3", "T4"]
    rows = trial(planned=planned)
    early = rows["participant"] < "G030"
    formula = f"{FIXED} + ar1(visit | participant)"
    centre = {"phq9": 10.0, "baseline": 14.0}
    gone = early & (rows["visit"] == "T4")
    parts = (rows[early & ~gone], rows[~early])
    sums = [reduce(formula, part, centre=centre) for part in parts]
    same(fit(formula, sums[0] + sums[1]), fit(formula, rows[~gone]))
    alone = fit(formula, sums[0])
    same(alone, fit(formula, rows[early & ~gone]))
    assert list(alone.covariance.index) == ["T1", "T2"]


@pytest.mark.parametrize("vcov", ["CR0", "CR2", "CR3"])
def test_sandwiches_see_the_same_covariance(vcov: str) -> None:
    """CR0 by its definition, from the covariance that the fit shows."""
    rows = trial()
    formula = f"{FIXED} + ar1(visit | participant)"
    fitted = fit(formula, rows, vcov=vcov)
    model = fit(formula, rows, df="satterthwaite")
    pd.testing.assert_frame_equal(fitted.covariance, model.covariance, rtol=1e-6)
    np.testing.assert_allclose(
        fitted.coefficients["estimate"], model.coefficients["estimate"], rtol=1e-7
    )
    if vcov == "CR0":
        v = fitted.covariance
        x = fitted.fixed.matrix(rows)[0]
        residual = rows["phq9"].to_numpy() - x @ fitted.inference.beta
        meat = np.zeros((x.shape[1],) * 2)
        bread = np.zeros_like(meat)
        for own in rows.groupby("participant").indices.values():
            visits = list(rows["visit"].iloc[own])
            weighted = x[own].T @ np.linalg.inv(v.loc[visits, visits].to_numpy())
            bread += weighted @ x[own]
            meat += np.outer(weighted @ residual[own], weighted @ residual[own])
        expected = np.linalg.inv(bread) @ meat @ np.linalg.inv(bread)
        np.testing.assert_allclose(fitted.inference.covariance, expected, rtol=1e-6)


def test_residuals_leverage_and_saved_fits(tmp_path: Path) -> None:
    rows = trial()
    fitted = fit(f"{FIXED} + ar1(visit | participant)", rows)
    fitted.save(tmp_path / "fit.json")
    again = read_fit(tmp_path / "fit.json")
    pd.testing.assert_frame_equal(
        contrast(again, "arm", by="visit"), contrast(fitted, "arm", by="visit"), check_exact=True
    )
    table = scaled_residuals(again, rows)
    own = table.index[table["participant"] == "G001"]
    assert list(table.loc[own, "visit"]) == ["T1", "T2", "T4"]
    factor = np.linalg.cholesky(fitted.covariance.to_numpy())
    np.testing.assert_allclose(
        table.loc[own, "scaled_residual"], np.linalg.solve(factor, table.loc[own, "residual"])
    )
    assert leverage(again, rows)["leverage"].sum() == pytest.approx(len(fitted.terms))


@pytest.mark.parametrize("name", ["ar1", "toep", "adh", "us"])
def test_many_responses(name: str) -> None:
    """One of which has no one at T2 either, beside rows at T3 that no response has a score in."""
    rows = trial()
    at_three = rows[rows["visit"] == "T2"].assign(visit="T3", phq9=np.nan)
    rows = pd.concat([rows, at_three], ignore_index=True).astype({"visit": rows["visit"].dtype})
    scores = pd.DataFrame(
        {"a": rows["phq9"], "b": rows["phq9"] + rows.index % 5, "c": rows["phq9"]}
    )
    scores.loc[rows["visit"] == "T2", "c"] = np.nan
    formula = f"~ baseline * visit + arm * visit + {name}(visit | participant)"
    many = fit_many(formula, rows, scores)
    assert list(many.fits["batched"]) == [True, True, False]
    assert list(many.fits["status"]) == ["ok"] * 3
    table = contrast(many, "arm", against="WL", by="visit")
    assert list(table["visit"].unique()) == ["T1", "T2", "T4"]
    for response in scores:
        alone = fit(f"y {formula}", rows.assign(y=scores[response]))
        facts = many.fits.set_index("response").loc[response]
        assert facts["minus_2_log_likelihood"] == pytest.approx(
            alone.minus_2_log_likelihood, rel=1e-10
        )
        own = table[(table["response"] == response) & (table["status"] == "ok")]
        np.testing.assert_allclose(
            own["estimate"], contrast(alone, "arm", against="WL", by="visit")["estimate"], rtol=1e-7
        )
    lost = table[(table["response"] == "c") & (table["visit"] == "T2")]
    assert list(lost["status"]) == ["not estimable"]


@pytest.mark.parametrize("name", LAGGED)
def test_rows_without_a_score_are_as_good_as_a_category(name: str) -> None:
    """Numbered visits: nothing but their rows says that the third was planned."""
    rows = trial().assign(number=lambda frame: frame["visit"].str[1:].astype(int))
    third = rows[rows["number"] == 2].assign(number=3, phq9=np.nan)
    formula = f"phq9 ~ baseline * C(number) + arm * C(number) + {name}(number | participant)"
    fitted = fit(formula, pd.concat([rows, third]))
    expected = fit(f"{FIXED} + {name}(visit | participant)", trial())
    assert fitted.minus_2_log_likelihood == pytest.approx(
        expected.minus_2_log_likelihood, rel=1e-10
    )
    assert fitted.rows_dropped == {"phq9 missing": len(third)}


def test_beside_a_random_term() -> None:
    """People inside therapists: three places apart the correlation is the third power."""
    rows = trial().assign(therapist=lambda frame: frame["participant"].str[-1])
    formula = "phq9 ~ baseline + arm * visit + ar1(visit | participant) + (1 | therapist)"
    table = fit(formula, rows).covariance.dropna(subset="term_2")
    correlation = table.set_index(["term", "term_2"])["sd_or_correlation"]
    assert len(correlation) == 3
    assert correlation["T2", "T4"] == pytest.approx(correlation["T1", "T2"] ** 2)
    assert correlation["T1", "T4"] == pytest.approx(correlation["T1", "T2"] ** 3)
