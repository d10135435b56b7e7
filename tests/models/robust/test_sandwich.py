"""Sandwiches against mmrm (visit covariances) and clubSandwich (random effects, weights)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, contrast, fit, joint_test, read_fit
from ipt_outcomes.models.diagnostics import leverage
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.reductions.reduce import reduce
from ipt_outcomes.models.robust.sandwich import MOST_COLUMNS, sandwich
from ipt_outcomes.models.robust.whitened_clusters import WhitenedClusters

from ..conftest import matched

REFERENCE = Path(__file__).parents[2] / "reference"
MMRM = pd.read_csv(REFERENCE / "mmrm_sandwich.csv")
CLUB = pd.read_csv(REFERENCE / "sandwich.csv")
WEIGHTED = pd.read_csv(REFERENCE / "sandwich_weighted.csv")
KINDS = {"Empirical": "CR0", "Empirical-Bias-Reduced": "CR2", "Empirical-Jackknife": "CR3"}
BTHEB = "bdi ~ bdi_pre + months * treatment + drug"
FORMULAS = {
    "btheb_intercept": f"{BTHEB} + (1 | subject)",
    "btheb_slope": f"{BTHEB} + (1 + months | subject)",
    "nested": "y ~ arm * week + (1 | therapist / participant)",
    "participants": "y ~ arm * week + (1 + week | participant)",
}
US = "bdi ~ bdi_pre * month + treatment * month + us(month | subject)"


@pytest.fixture(scope="module")
def btheb(beat_the_blues: pd.DataFrame) -> pd.DataFrame:
    return beat_the_blues.assign(months=beat_the_blues["month"].astype(float))


@pytest.fixture(scope="module")
def therapists() -> pd.DataFrame:
    frame = pd.read_csv(REFERENCE / "random_effects_three_level.csv")
    return frame[frame["treated"] == 1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", ["antidepressant", "beat_the_blues"])
def test_agrees_with_mmrm(data: str, kind: str, request: pytest.FixtureRequest) -> None:
    """mmrm's Empirical covariances and their Satterthwaite degrees of freedom."""
    name = {"antidepressant": "antidepressant_hamd17", "beat_the_blues": "btheb"}[data]
    chosen = (MMRM["data"] == name) & (MMRM["vcov"] == kind)
    reference = MMRM[chosen].reset_index(drop=True)
    formula = f"{reference['fixed'][0]} + {reference['covariance'][0]}".replace(".pre", "_pre")
    fitted = fit(formula, request.getfixturevalue(data), vcov=KINDS[kind])
    table = matched(fitted, reference)
    # mmrm's optimiser stops early: its estimates are within the square root of what it leaves of
    # minus twice the log-likelihood, in standard errors, of the optimum.
    gap = reference["minus2loglik"][0] - fitted.minus_2_log_likelihood
    assert gap > -1e-6
    near = np.maximum(1e-4 * reference["estimate"].abs(), np.sqrt(max(gap, 0)) * reference["se"])
    near = np.maximum(near, 1e-4 * reference["se"])
    assert ((table["estimate"] - reference["estimate"]).abs() <= near).all()
    np.testing.assert_allclose(table["se"], reference["se"], rtol=1e-4)
    np.testing.assert_allclose(table["df"], reference["df"], rtol=1e-3)
    assert fitted.n_clusters == fitted.n_subjects


@pytest.mark.parametrize(
    ("model", "cluster", "kind"),
    list(CLUB[["model", "cluster", "vcov"]].drop_duplicates().itertuples(index=False, name=None)),
)
def test_agrees_with_club_sandwich(
    model: str, cluster: str, kind: str, btheb: pd.DataFrame, therapists: pd.DataFrame
) -> None:
    """vcovCR and coef_test's Satterthwaite degrees of freedom on lme4's fits."""
    chosen = (CLUB["model"] == model) & (CLUB["cluster"] == cluster) & (CLUB["vcov"] == kind)
    reference = CLUB[chosen].reset_index(drop=True)
    data = btheb if model.startswith("btheb") else therapists
    table = matched(fit(FORMULAS[model], data, vcov=kind, cluster=cluster), reference)
    near = 1e-5 * np.maximum(reference["estimate"].abs(), reference["se"])
    assert ((table["estimate"] - reference["estimate"]).abs() <= near).all()
    np.testing.assert_allclose(table["se"], reference["se"], rtol=1e-5)
    np.testing.assert_allclose(table["df"], reference["df"], rtol=1e-5)


def test_default_cluster_is_the_outermost_group(therapists: pd.DataFrame) -> None:
    default = fit(FORMULAS["nested"], therapists, vcov="CR2")
    named = fit(FORMULAS["nested"], therapists, vcov="CR2", cluster="therapist")
    assert default.n_clusters == 8
    pd.testing.assert_frame_equal(default.coefficients, named.coefficients, check_exact=True)


@pytest.mark.parametrize("kind", ["CR0", "CR2", "CR3"])
def test_probability_weights_agree_with_club_sandwich(kind: str, btheb: pd.DataFrame) -> None:
    """Least squares with weights apart from the target variance, which is the identity."""
    data = btheb.dropna(subset=["bdi"])
    late = (data["treatment"] == "BtheB").to_numpy(dtype=float)
    months = data["months"].to_numpy()
    x = np.column_stack([np.ones(len(data)), data["bdi_pre"], months, late, months * late])
    y = data["bdi"].to_numpy()
    weights = 1.0 + data["subject"].to_numpy() % 3
    phi = np.linalg.inv(x.T @ (weights[:, None] * x))
    beta = phi @ x.T @ (weights * y)
    stacks = list(single_clusters(x, y - x @ beta, data["subject"].to_numpy()))
    found = sandwich(stacks, phi, kind, root="symmetric", freedom=True, row_weights=weights)
    reference = WEIGHTED[WEIGHTED["vcov"] == kind]
    np.testing.assert_allclose(beta, reference["estimate"], rtol=1e-9)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), reference["se"], rtol=1e-8)
    assert found.freedom is not None
    df = [found.freedom.degrees_of_freedom(row) for row in np.eye(5)]
    np.testing.assert_allclose(df, reference["df"], rtol=1e-8)


def single_clusters(x: Array, residual: Array, cluster: Array) -> Iterator[WhitenedClusters]:
    """One stack for each cluster, of rows that are white already."""
    for name in np.unique(cluster):
        rows = np.flatnonzero(cluster == name)[None]
        factor = np.eye(rows.shape[1])[None]
        yield WhitenedClusters(rows, factor, x[rows], residual[rows])


@pytest.mark.parametrize("kind", ["CR0", "CR3"])
@pytest.mark.parametrize("covariance", ["us(month | {})", "cs(month | treatment / {})"])
def test_probability_weights_are_repeated_people(
    kind: str, covariance: str, btheb: pd.DataFrame
) -> None:
    data = btheb.assign(w=1 + btheb["subject"] % 3, who=btheb["subject"])
    copies = [data[data["w"] > copy].assign(who=data["subject"] + 1000 * copy) for copy in range(3)]
    formula = "bdi ~ bdi_pre + treatment * month + "
    weighted = fit(
        formula + covariance.format("subject"),
        data,
        method="ml",
        vcov=kind,
        probability_weights="w",
        df="normal",
    )
    repeated = fit(
        formula + covariance.format("who"),
        pd.concat(copies),
        method="ml",
        vcov=kind,
        cluster="subject",
        df="normal",
    )
    for column in ("estimate", "se"):
        np.testing.assert_allclose(
            weighted.coefficients[column], repeated.coefficients[column], rtol=1e-6
        )


def test_scale_of_probability_weights_does_not_matter(btheb: pd.DataFrame) -> None:
    data = btheb.assign(w=1.0 + btheb["subject"] % 3)
    one = fit(US, data, vcov="CR2", probability_weights="w")
    other = fit(US, data.assign(w=1000 * data["w"]), vcov="CR2", probability_weights="w")
    pd.testing.assert_frame_equal(one.coefficients, other.coefficients, rtol=1e-9)
    equal = fit(US, data.assign(w=7.0), vcov="CR2", probability_weights="w")
    plain_fit = fit(US, data, vcov="CR2")
    pd.testing.assert_frame_equal(equal.coefficients, plain_fit.coefficients, rtol=1e-9)


@pytest.mark.parametrize("root", ["symmetric", "clubSandwich"])
def test_freedom_of_a_contrast_is_that_of_the_quadratic_form(root: str) -> None:
    """tr(P)^2 / tr(P P) with P written out, as Pustejovsky and Tipton define it."""
    random = np.random.default_rng(8)
    sizes = [2, 3, 3, 5, 1, 4]
    cluster = np.repeat(np.arange(6), sizes)
    n, p = len(cluster), 3
    x = np.column_stack([np.ones(n), random.normal(size=n), cluster % 2])
    blocks = [np.eye(size) + 0.6 * np.arange(1, size + 1)[:, None] ** 0.5 for size in sizes]
    factors = [np.linalg.cholesky(block @ block.T) for block in blocks]
    white = np.vstack([np.linalg.solve(f, x[cluster == i]) for i, f in enumerate(factors)])
    phi = np.linalg.inv(white.T @ white)
    stacks = []
    for i, factor in enumerate(factors):
        rows = np.flatnonzero(cluster == i)[None]
        stacks.append(WhitenedClusters(rows, factor[None], white[rows], np.zeros(rows.shape)))
    found = sandwich(stacks, phi, "CR2", root=root, freedom=True).freedom
    assert found is not None
    hat = white @ phi @ white.T
    function = np.array([0.3, -1.0, 2.0])
    g = np.zeros((n, 6))
    for i, factor in enumerate(factors):
        own = np.flatnonzero(cluster == i)
        kept = np.eye(len(own)) - hat[np.ix_(own, own)]
        middle = np.eye(len(own)) if root == "symmetric" else factor.T @ factor
        values, vectors = np.linalg.eigh(middle @ kept @ middle)
        adjust = (vectors * values**-0.5) @ vectors.T @ middle
        g[:, i] = (np.eye(n) - hat)[:, own] @ adjust.T @ white[own] @ phi @ function
    product = g.T @ g
    expected = np.trace(product) ** 2 / np.trace(product @ product)
    assert p < n
    assert found.degrees_of_freedom(function) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("size", [1.0, 1e2, 1e4])
def test_unbiased_beside_random_effects_of_any_size(size: float) -> None:
    """Under the model CR2's expectation is the model's covariance, the identity where it is turned.

    With sites ten thousand times as far apart as people clubSandwich's G B G has eigenvalues over
    more than the digits of a number.
    """
    rng = np.random.default_rng(11)
    data = pd.DataFrame({"site": np.repeat(np.arange(9), 24), "id": np.repeat(np.arange(72), 3)})
    data["week"] = np.tile([0.0, 1.0, 2.0], 72)
    data["arm"] = rng.permutation(np.arange(72) % 2)[data["id"]].astype(float)
    sites = size * rng.normal(size=(9, 2))[data["site"]]
    data["y"] = sites[:, 0] + sites[:, 1] * data["week"] + rng.normal(size=len(data))
    fitted = fit("y ~ arm * week + (1 + week | site) + (1 | id)", data, vcov="CR2")
    assert fitted.n_clusters == 9
    assert fitted.inference.sandwich is not None
    np.testing.assert_allclose(fitted.inference.sandwich.trace, np.eye(4), atol=1e-6)


def test_cluster_that_alone_determines_a_coefficient(btheb: pd.DataFrame) -> None:
    """Its leverage is one: the pseudo-inverse leaves it out, and it has no standard error."""
    data = btheb.assign(one=(btheb["subject"] == 2).astype(float))
    with_dummy = fit("bdi ~ treatment + one + cs(month | subject)", data, vcov="CR2")
    table = with_dummy.coefficients.set_index("term")
    assert table.loc["one", "status"] == "variance not estimable"
    assert np.isnan(table.loc["one", "se"])
    without = fit("bdi ~ treatment + cs(month | subject)", data[data["one"] == 0], vcov="CR2")
    others = without.coefficients.set_index("term")
    assert (table.loc[others.index, "status"] == "ok").all()
    # The covariance parameters differ a little: the person's scores still speak of them.
    columns = ["estimate", "se", "df"]
    np.testing.assert_allclose(table.loc[others.index, columns], others[columns], rtol=0.02)


@pytest.mark.parametrize("kind", ["CR0", "CR2", "CR3"])
@pytest.mark.parametrize("formula", [US, FORMULAS["btheb_slope"]])
def test_saved_fits_keep_contrasts_to_the_bit(
    formula: str, kind: str, btheb: pd.DataFrame, tmp_path: Path
) -> None:
    fitted = fit(formula, btheb, vcov=kind)
    fitted.save(tmp_path / "fit.json")
    again = read_fit(tmp_path / "fit.json")
    term = "treatment:month" if formula == US else "months:treatment"
    for one, two in (
        (fitted.coefficients, again.coefficients),
        (contrast(fitted, "treatment"), contrast(again, "treatment")),
        (joint_test(fitted, term), joint_test(again, term)),
    ):
        pd.testing.assert_frame_equal(one, two, check_exact=True)
    assert (again.vcov, again.n_clusters) == (kind, 97)


def test_joint_test_of_one_function_is_its_t_test(btheb: pd.DataFrame) -> None:
    fitted = fit(US, btheb, vcov="CR2")
    test = joint_test(fitted, "treatment").iloc[0]
    difference = contrast(fitted, "treatment", against="TAU").iloc[0]
    assert test["statistic"] == pytest.approx(difference["statistic"] ** 2, rel=1e-9)
    assert test["df2"] == pytest.approx(difference["df"], rel=1e-9)
    assert 3.0 < joint_test(fitted, "treatment:month")["df2"][0] < 97.0


@pytest.mark.parametrize(
    ("formula", "options", "message"),
    [
        (US, {"vcov": "CR1"}, "vcov 'CR1': there are"),
        (US, {"vcov": "CR2", "df": "kenward-roger"}, "Kenward-Roger adjusts the model-based"),
        (US, {"cluster": "subject"}, "cluster needs a sandwich"),
        (US, {"probability_weights": "w"}, "probability_weights needs a sandwich"),
        (US, {"vcov": "CR2", "cluster": "nowhere"}, "'nowhere'"),
        (US, {"vcov": "CR2", "cluster": "month"}, "correlates are in different clusters"),
        (US, {"vcov": "CR2", "cluster": "everyone"}, "at least two clusters"),
        (US, {"vcov": "CR2", "cluster": "gap"}, "cluster 'gap' is missing in 4 rows"),
        (US, {"vcov": "CR2", "probability_weights": "months"}, "change from row to row"),
        (US, {"vcov": "CR2", "probability_weights": "zero"}, "zero or negative in 280 rows"),
        (
            US,
            {"vcov": "CR2", "probability_weights": "w", "cluster": "treatment"},
            "vary within clusters",
        ),
        (
            FORMULAS["btheb_slope"],
            {"vcov": "CR2", "probability_weights": "w"},
            "not with random effects",
        ),
    ],
)
def test_refuses(formula: str, options: dict[str, str], message: str, btheb: pd.DataFrame) -> None:
    data = btheb.assign(
        w=1.0 + btheb["subject"] % 3,
        everyone="all",
        gap=btheb["subject"].where(btheb["subject"] != 2),
        zero=0.0,
    )
    with pytest.raises(ModelError, match=message):
        fit(formula, data, **options)


def test_sums_have_no_rows(btheb: pd.DataFrame) -> None:
    sums = reduce(US, btheb)
    with pytest.raises(ModelError, match="needs every person's residuals"):
        fit(US, sums, vcov="CR2")
    with pytest.raises(ModelError, match="a reduction has sums over people"):
        leverage(fit(US, sums), sums)
    one, two = leverage(fit(US, sums), btheb), leverage(fit(US, btheb), btheb)
    pd.testing.assert_frame_equal(one, two, rtol=1e-7)


def test_refuses_degrees_of_freedom_of_too_many_columns() -> None:
    p = MOST_COLUMNS + 1
    with pytest.raises(ModelError, match="at most 80 fixed-effect columns"):
        sandwich([], np.eye(p), "CR2", root="symmetric", freedom=True)
