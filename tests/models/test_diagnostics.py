"""Scaled residuals and leverage against their definitions with whole matrices."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit, read_fit
from ipt_outcomes.models.diagnostics import leverage, scaled_residuals
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.result import Fit

REFERENCE = Path(__file__).parents[1] / "reference"
US = "bdi ~ bdi_pre + treatment * month + us(month | subject)"
NESTED = "y ~ arm * week + (1 + week | participant) + (1 | therapist)"


@pytest.fixture(scope="module")
def therapists() -> pd.DataFrame:
    frame = pd.read_csv(REFERENCE / "random_effects_three_level.csv")
    return frame[frame["treated"] == 1].reset_index(drop=True)


def us_matrices(fitted: Fit, data: pd.DataFrame) -> tuple[pd.DataFrame, Array, Array, Array]:
    """The complete rows by person and visit, X, y and V, all people at once."""
    rows = data.dropna(subset=["bdi"]).sort_values(["subject", "month"])
    x, names = fitted.fixed.matrix(rows)
    assert names == fitted.terms
    visits = rows["month"].astype(str)
    place = fitted.covariance.index.get_indexer(pd.Index(visits))
    shared = fitted.covariance.to_numpy()[np.ix_(place, place)]
    together = rows["subject"].to_numpy()[:, None] == rows["subject"].to_numpy()
    return rows, x, rows["bdi"].to_numpy(), np.where(together, shared, 0.0)


def test_scaled_residuals_are_cholesky_residuals(beat_the_blues: pd.DataFrame) -> None:
    fitted = fit(US, beat_the_blues)
    rows, x, y, v = us_matrices(fitted, beat_the_blues)
    residual = y - x @ fitted.inference.beta
    expected = pd.Series(np.linalg.solve(np.linalg.cholesky(v), residual), index=rows.index)
    table = scaled_residuals(fitted, beat_the_blues)
    assert list(table["row"]) == sorted(rows.index)
    np.testing.assert_allclose(table["scaled_residual"], expected.loc[table["row"]], atol=1e-9)
    np.testing.assert_allclose(table["fitted"] + table["residual"], rows["bdi"].loc[table["row"]])
    assert list(table.columns[:3]) == ["row", "subject", "month"]


def test_order_of_rows_does_not_matter(beat_the_blues: pd.DataFrame) -> None:
    fitted = fit(US, beat_the_blues)
    shuffled = beat_the_blues.sample(frac=1.0, random_state=3)
    keys = ["subject", "month"]
    one = scaled_residuals(fitted, beat_the_blues).drop(columns="row").set_index(keys).sort_index()
    two = scaled_residuals(fitted, shuffled).drop(columns="row").set_index(keys).sort_index()
    pd.testing.assert_frame_equal(one, two, rtol=1e-8)


def test_scaled_residuals_of_nested_random_effects(therapists: pd.DataFrame) -> None:
    """Their sum of squares is that of V^-1, with all rows of a therapist together."""
    fitted = fit(NESTED, therapists)
    x, _ = fitted.fixed.matrix(therapists)
    parts = fitted.covariance.set_index(["group", "term"])["variance_or_covariance"]
    week = therapists["week"].to_numpy(dtype=float)
    people, groups = (therapists[name].to_numpy() for name in ("participant", "therapist"))
    variances = fitted.covariance[fitted.covariance["group"] == "participant"]
    covariance = float(variances[variances["term_2"].notna()]["variance_or_covariance"].iloc[0])
    single = variances[variances["term_2"].isna()].set_index("term")["variance_or_covariance"]
    own = (
        single["(Intercept)"]
        + covariance * (week[:, None] + week)
        + single["week"] * np.outer(week, week)
    )
    v = np.where(people[:, None] == people, own, 0.0)
    v = v + np.where(groups[:, None] == groups, parts["therapist", "(Intercept)"], 0.0)
    residual_variance = fitted.covariance["variance_or_covariance"].iloc[-1]
    v = v + residual_variance * np.eye(len(v))
    residual = therapists["y"].to_numpy() - x @ fitted.inference.beta
    table = scaled_residuals(fitted, therapists)
    expected = float(residual @ np.linalg.solve(v, residual))
    assert float((table["scaled_residual"] ** 2).sum()) == pytest.approx(expected, rel=1e-8)


def test_leverage_is_the_trace_and_distance_the_change(beat_the_blues: pd.DataFrame) -> None:
    fitted = fit(US, beat_the_blues)
    rows, x, y, v = us_matrices(fitted, beat_the_blues)
    precision = np.linalg.inv(v)
    phi = np.linalg.inv(x.T @ precision @ x)
    hat = x @ phi @ x.T @ precision
    table = leverage(fitted, beat_the_blues).set_index("subject")
    p = x.shape[1]
    assert table["leverage"].sum() == pytest.approx(p, rel=1e-9)
    for subject in (2, 4, 19):
        own = (rows["subject"] == subject).to_numpy()
        assert table.loc[subject, "n_observations"] == own.sum()
        assert table.loc[subject, "leverage"] == pytest.approx(np.diag(hat)[own].sum(), rel=1e-8)
        rest = ~own
        kept = x[rest].T @ precision[np.ix_(rest, rest)]
        change = fitted.inference.beta - np.linalg.solve(kept @ x[rest], kept @ y[rest])
        distance = float(change @ np.linalg.solve(phi, change)) / p
        assert table.loc[subject, "cooks_distance"] == pytest.approx(distance, rel=1e-7)


def test_leverage_by_the_outermost_group(therapists: pd.DataFrame) -> None:
    table = leverage(fit(NESTED, therapists), therapists)
    assert list(table["therapist"]) == list(range(1, 9))
    assert table["participant"].isna().all()
    assert table["leverage"].sum() == pytest.approx(4.0, rel=1e-9)


def test_people_without_a_therapist_stand_for_themselves() -> None:
    data = pd.read_csv(REFERENCE / "random_effects_three_level.csv")
    formula = "y ~ arm * week + (1 | participant) + (0 + treated | therapist)"
    table = leverage(fit(formula, data), data)
    assert len(table) == 8 + 40
    assert table["therapist"].isna().sum() == 40


@pytest.mark.parametrize(
    "covariance",
    [
        "ar1h(month | treatment / subject)",
        "sp_exp(months | subject)",
        "sp_exp(months | treatment / subject)",
        "(1 + months | subject)",
    ],
)
def test_every_covariance_has_rows(
    covariance: str, beat_the_blues: pd.DataFrame, tmp_path: Path
) -> None:
    """The weighted residual sum of squares is the fit's: REML makes it n - p for a free scale."""
    data = beat_the_blues.assign(
        months=beat_the_blues["month"].astype(float),
        w=1.0 + beat_the_blues["subject"] % 3,
    )
    fitted = fit(f"bdi ~ bdi_pre + treatment + {covariance}", data, weights="w")
    fitted.save(tmp_path / "fit.json")
    table = scaled_residuals(read_fit(tmp_path / "fit.json"), data)
    squares = float((table["scaled_residual"] ** 2).sum())
    assert squares == pytest.approx(fitted.n_observations - 3, rel=1e-5)
    assert leverage(fitted, data)["leverage"].sum() == pytest.approx(3.0, rel=1e-9)


def test_a_person_who_alone_determines_a_coefficient(beat_the_blues: pd.DataFrame) -> None:
    data = beat_the_blues.assign(one=(beat_the_blues["subject"] == 2).astype(float))
    table = leverage(fit("bdi ~ treatment + one + cs(month | subject)", data), data)
    table = table.set_index("subject")
    assert table.index[np.isinf(table["cooks_distance"])].tolist() == [2]


def test_refuses_other_data(beat_the_blues: pd.DataFrame) -> None:
    fitted = fit(US, beat_the_blues)
    with pytest.raises(ModelError, match="not the data of the fit: 276 rows"):
        leverage(fitted, beat_the_blues[beat_the_blues["subject"] != 2])
    with pytest.raises(ModelError, match="'bdi' has other values in its 280 rows"):
        scaled_residuals(fitted, beat_the_blues.assign(bdi=beat_the_blues["bdi"] + 1.0))
    turned = pd.Categorical(beat_the_blues["treatment"], ["BtheB", "TAU"])
    for diagnostic in (leverage, scaled_residuals):
        with pytest.raises(ModelError, match="levels of 'treatment' are in another order"):
            diagnostic(fitted, beat_the_blues.assign(treatment=turned))
    three = beat_the_blues["treatment"].astype(str).where(beat_the_blues["subject"] > 9, "new")
    with pytest.raises(ModelError, match="'treatment' has other levels, 3 instead of 2"):
        leverage(fitted, beat_the_blues.assign(treatment=three))
    with pytest.raises(ModelError, match="'bdi_pre' is text with 39 levels"):
        leverage(fitted, beat_the_blues.assign(bdi_pre=beat_the_blues["bdi_pre"].astype(str)))
    months = beat_the_blues["month"].map({2: 3, 3: 5, 5: 8, 8: 2})
    moved = beat_the_blues.assign(month=pd.Categorical(months, [3, 5, 8, 2]))
    with pytest.raises(ModelError, match="in another order"):
        scaled_residuals(fitted, moved)
    weighted = beat_the_blues.assign(w=1.0 + beat_the_blues["subject"] % 3)
    sampled = fit(US, weighted, vcov="CR2", probability_weights="w")
    assert len(scaled_residuals(sampled, weighted)) == 280
    with pytest.raises(ModelError, match="probability weights"):
        leverage(sampled, weighted)


def test_random_effects_beside_a_residual_covariance(therapists: pd.DataFrame) -> None:
    """cs(week | participant) is a random intercept of participants: the rows' V is the same."""
    fixed = "y ~ arm * I(week) + (1 | therapist)"
    mixed = fit(f"{fixed} + cs(week | participant)", therapists, vcov="CR3")
    nested = fit(f"{fixed} + (1 | participant)", therapists, vcov="CR3")
    np.testing.assert_allclose(mixed.coefficients["se"], nested.coefficients["se"], rtol=1e-5)
    np.testing.assert_allclose(mixed.coefficients["df"], nested.coefficients["df"], rtol=1e-5)
    one, two = (leverage(fitted, therapists) for fitted in (mixed, nested))
    assert mixed.n_clusters == len(one) == 8
    np.testing.assert_allclose(one["leverage"], two["leverage"], rtol=1e-5)
    np.testing.assert_allclose(one["cooks_distance"], two["cooks_distance"], rtol=1e-4)
