"""Sums in the place of rows: that they add, come in pieces, keep, and fit as the rows do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, contrast, fit, joint_test, marginal_means
from ipt_outcomes.models.built import build_problem
from ipt_outcomes.models.design.design import build_design
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.kenward_roger import kenward_roger_covariance
from ipt_outcomes.models.optimise import maximise
from ipt_outcomes.models.reductions.reduce import reduce
from ipt_outcomes.models.reductions.reduction import Reduction, read_reduction
from ipt_outcomes.models.result import Fit

FORMULA = "y ~ baseline * visit + arm * visit + us(visit | person)"
LEVELS = {"visit": ["w1", "w2", "w3"], "arm": ["a", "b"]}
CENTRE = {"y": 12.0, "baseline": 20.0, "dose": 2.0}
CENTRE_OF_FORMULA = {"y": 12.0, "baseline": 20.0}


def trial(n: int, seed: int, first: int = 0) -> pd.DataFrame:
    """Three visits with gaps, a baseline, a covariate that changes, text for factors."""
    rng = np.random.default_rng(seed)
    person, visit = np.nonzero(rng.uniform(size=(n, 3)) < 0.8)
    baseline, arm, level = rng.normal(20, 5, n), rng.integers(0, 2, n), rng.normal(0, 3, n)
    dose = rng.uniform(1, 3, len(person))
    noise = rng.normal(0, 2, len(person))
    return pd.DataFrame(
        {
            "person": person + first,
            "visit": np.array(LEVELS["visit"])[visit],
            "arm": np.array(["a", "b"])[arm[person]],
            "site": np.array(["north", "south"])[person % 2],
            "baseline": baseline[person],
            "dose": dose,
            "y": 0.6 * baseline[person] - visit * arm[person] + dose + level[person] + noise,
        }
    )


@pytest.fixture(scope="module")
def whole() -> pd.DataFrame:
    return trial(120, 5)


def same(one: Fit, two: Fit, rtol: float = 1e-10) -> None:
    assert one.minus_2_log_likelihood == pytest.approx(two.minus_2_log_likelihood, rel=rtol)
    for name in ("estimate", "se", "df"):
        np.testing.assert_allclose(one.coefficients[name], two.coefficients[name], rtol=rtol)
    np.testing.assert_allclose(one.theta, two.theta, rtol=10 * rtol)
    assert one.n_subjects == two.n_subjects
    assert one.aic == pytest.approx(two.aic)


def reduced(rows: pd.DataFrame, formula: str = FORMULA) -> Reduction:
    named = {name: value for name, value in CENTRE.items() if name in formula}
    return reduce(formula, rows, levels=LEVELS, centre=named)


@pytest.mark.parametrize(
    "formula",
    [
        FORMULA,
        "y ~ dose + arm * visit + us(visit | person)",
        "y ~ log(dose) * arm + I(baseline**2) + baseline + visit + cs(visit | person)",
        "y ~ 0 + arm:visit + baseline:dose + csh(visit | person)",
        "y ~ baseline * arm * visit + us(visit | arm / person)",
        "y ~ baseline + arm + ar1h(visit | person)",
    ],
)
@pytest.mark.parametrize("method", ["reml", "ml"])
def test_sums_fit_as_rows_do(formula: str, method: str, whole: pd.DataFrame) -> None:
    """The rows' own way: every column of X in cross-products, orthogonalised by QR."""
    whole = whole.assign(visit=pd.Categorical(whole["visit"], LEVELS["visit"]))
    parsed = parse_formula(formula)
    design = build_design(parsed, whole)
    problem = build_problem(design)
    best = maximise(problem, method)
    by_sums = fit(formula, whole, method=method, information="expected")
    transform = design.basis.transform
    value = best.at.minus_2_log_likelihood
    if method == "reml":
        value -= 2 * np.linalg.slogdet(transform)[1]
    assert by_sums.minus_2_log_likelihood == pytest.approx(value, rel=1e-11)
    beta = transform @ best.at.beta + design.offset
    np.testing.assert_allclose(by_sums.inference.beta, beta, rtol=1e-7)
    phi = transform @ best.at.phi @ transform.T
    np.testing.assert_allclose(by_sums.inference.phi, phi, rtol=1e-6, atol=1e-9)
    if method == "reml":
        w = by_sums.inference.theta_covariance
        moments = problem.moments(best.theta, 2)
        adjusted = transform @ kenward_roger_covariance(moments, best.at.phi, w, False)
        expected = np.sqrt(np.diag(adjusted @ transform.T))
        np.testing.assert_allclose(by_sums.coefficients["se"], expected, rtol=1e-6)


def test_two_halves_fit_as_the_whole(whole: pd.DataFrame) -> None:
    early = whole["person"] < 50
    both = reduced(whole[early]) + reduced(whole[~early])
    at_once = reduced(whole)
    assert both.n_subjects == whole["person"].nunique()
    assert both.n_observations == len(whole)
    same(fit(FORMULA, both), fit(FORMULA, at_once))
    same(fit(FORMULA, both), fit(FORMULA, whole.astype({"visit": "category"})))


def test_a_covariate_that_changes_in_one_half_only(whole: pd.DataFrame) -> None:
    formula = "y ~ dose * arm + visit + us(visit | person)"
    early = whole["person"] < 50
    rows = whole.copy()
    rows.loc[early, "dose"] = 2.0
    both = reduced(rows[early], formula) + reduced(rows[~early], formula)
    same(fit(formula, both), fit(formula, rows))


def test_an_arm_that_one_half_does_not_have(whole: pd.DataFrame) -> None:
    formula = "y ~ arm * visit + us(visit | arm / person)"
    both = reduced(whole[whole["arm"] == "a"], formula) + reduced(
        whole[whole["arm"] == "b"], formula
    )
    same(fit(formula, both), fit(formula, whole))


def test_the_centre_changes_nothing(whole: pd.DataFrame) -> None:
    elsewhere = reduce(FORMULA, whole, levels=LEVELS, centre={"y": 0.0, "baseline": -300.0})
    same(fit(FORMULA, elsewhere), fit(FORMULA, reduced(whole)), rtol=1e-8)


def test_means_contrasts_and_joint_tests_need_no_rows(whole: pd.DataFrame) -> None:
    rows, sums = fit(FORMULA, whole), fit(FORMULA, reduced(whole))
    for table in (
        lambda fitted: marginal_means(fitted, "arm", by="visit", weights="proportional"),
        lambda fitted: contrast(fitted, "arm", against="a", by="visit"),
        lambda fitted: joint_test(fitted, "arm:visit"),
    ):
        pd.testing.assert_frame_equal(table(rows), table(sums), rtol=1e-9)


def test_another_covariance_of_the_same_sums(whole: pd.DataFrame) -> None:
    formula = FORMULA.replace("us(", "csh(")
    same(fit(formula, reduced(whole)), fit(formula, whole))


def test_missing_rows_are_counted(whole: pd.DataFrame) -> None:
    rows = whole.copy()
    rows.loc[[3, 8], "y"] = np.nan
    rows.loc[[8, 20], "baseline"] = np.nan
    rows.loc[rows["person"] > 60, "y"] += 0
    half = rows["person"] <= 60
    both = reduced(rows[half]) + reduced(rows[~half])
    assert both.rows_dropped == {"y missing": 2, "baseline missing": 1}
    same(fit(FORMULA, both), fit(FORMULA, rows))


def test_saved_sums_are_the_same_bytes_and_fit_to_the_bit(
    whole: pd.DataFrame, tmp_path: Path
) -> None:
    sums = reduced(whole, "y ~ dose + arm * visit + us(visit | person)".replace("dose", "baseline"))
    sums.save(tmp_path / "one.json")
    read = read_reduction(tmp_path / "one.json")
    read.save(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    pd.testing.assert_frame_equal(
        fit(sums.formula, read).coefficients, fit(sums.formula, sums).coefficients, check_exact=True
    )
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(ModelError, match="not a saved reduction"):
        read_reduction(tmp_path / "other.json")


def test_no_row_of_a_person_in_a_pattern_of_several(whole: pd.DataFrame, tmp_path: Path) -> None:
    sums = reduced(whole)
    assert sums.smallest_pattern > 1
    sums.save(tmp_path / "sums.json")
    text = (tmp_path / "sums.json").read_text()
    for value in whole["y"].head(20):
        assert repr(float(value)) not in text
        assert repr(float(value) - CENTRE["y"]) not in text


def test_visits_that_are_numbers(whole: pd.DataFrame) -> None:
    """Weeks as numbers in the fixed part, and as the index of the covariance."""
    formula = "y ~ arm * I(week) + log(week) + us(week | person)"
    rows = whole.assign(week=whole["visit"].map({"w1": 2, "w2": 4, "w3": 9}))
    early = rows["person"] < 50
    sums = [
        reduce(formula, part, levels={"week": [2, 4, 9]}, centre={"y": 10.0, "week": 4.0})
        for part in (rows[early], rows[~early])
    ]
    fitted = fit(formula, sums[0] + sums[1])
    same(fitted, fit(formula, rows))
    assert fitted.terms == (
        "Intercept",
        "arm[T.b]",
        "I(week)",
        "log(week)",
        "arm[T.b]:I(week)",
    )


@pytest.mark.parametrize("size", [1, 7, 60, 10_000])
def test_pieces_of_any_size(size: int, whole: pd.DataFrame) -> None:
    pieces = (whole.iloc[start : start + size] for start in range(0, len(whole), size))
    same(
        fit(FORMULA, reduce(FORMULA, pieces, levels=LEVELS)),
        fit(FORMULA, reduced(whole)),
    )


def test_a_parquet_file_with_its_people_across_row_groups(
    whole: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "rows.parquet"
    whole.astype({"visit": "category", "arm": "category"}).to_parquet(path, row_group_size=10)
    same(fit(FORMULA, reduce(FORMULA, path)), fit(FORMULA, whole))


@pytest.mark.parametrize("size", [1, 2, 40, 250])
def test_many_rows_are_summed_some_at_a_time(
    size: int, whole: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = fit(FORMULA, whole)
    monkeypatch.setattr("ipt_outcomes.models.reductions.reduce.ROWS_AT_ONCE", size)
    same(fit(FORMULA, whole.sample(frac=1.0, random_state=1)), at_once)
    complete = whole.groupby("person").filter(lambda rows: len(rows) == 3)
    # One row too many for one piece, and the last person begins before the cut.
    monkeypatch.setattr("ipt_outcomes.models.reductions.reduce.ROWS_AT_ONCE", len(complete) - 1)
    assert reduced(complete).n_observations == len(complete)


def test_refuses_people_split_between_pieces_that_are_not_neighbours(whole: pd.DataFrame) -> None:
    pieces = [whole.iloc[::2], whole.iloc[1::2]]
    with pytest.raises(ModelError, match="sorted by 'person'"):
        reduce(FORMULA, pieces, levels=LEVELS)


def test_refuses_sums_that_do_not_match(whole: pd.DataFrame) -> None:
    one = reduced(whole)
    with pytest.raises(ModelError, match="they differ in formula"):
        one + reduced(whole, "y ~ baseline + arm * visit + us(visit | person)")
    with pytest.raises(ModelError, match="same centre= for baseline"):
        one + reduce(FORMULA, whole, levels=LEVELS, centre={"y": 12.0, "baseline": 19.0})
    turned = {**LEVELS, "arm": ["b", "a"]}
    with pytest.raises(ModelError, match=r"they differ in factors; .* levels="):
        one + reduce(FORMULA, whole, levels=turned)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"vcov": "CR2"}, "'CR2' needs every person's residuals"),
        ({"vcov": "CR3"}, "'CR3' needs every person's residuals"),
        ({"weights": "w"}, "weights belong to rows"),
    ],
)
def test_refuses_what_needs_rows(
    options: dict[str, str], message: str, whole: pd.DataFrame
) -> None:
    with pytest.raises(ModelError, match=message):
        fit(FORMULA, reduced(whole), **options)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("y ~ arm * visit + us(visit | person)", "is not that of the sums"),
        ("y ~ baseline * visit + arm * visit + us(visit | arm / person)", "not that of the sums"),
        ("y ~ baseline * visit + arm * visit + (1 | person)", "random effects and real times need"),
    ],
)
def test_refuses_a_formula_of_other_sums(formula: str, message: str, whole: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match=message):
        fit(formula, reduced(whole))


def test_refuses_to_reduce_random_effects(whole: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="can be reduced to sums"):
        reduce("y ~ arm + (1 | person)", whole)


def test_refuses_open_levels_in_pieces(whole: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="give the levels of 'arm'"):
        reduce(FORMULA, iter([whole]), levels={"visit": LEVELS["visit"]})


def test_refuses_a_name_that_the_formula_does_not_have(whole: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="levels names 'site', which the formula does not have"):
        reduce(FORMULA, whole, levels={"site": ["north", "south"]})
    with pytest.raises(ModelError, match="centre names 'arm'"):
        reduce(FORMULA, whole, centre={"arm": 1.0})


def test_refuses_a_level_that_no_one_has(whole: pd.DataFrame) -> None:
    sums = reduce(FORMULA, whole, levels={**LEVELS, "arm": ["a", "b", "c"]})
    with pytest.raises(ModelError, match="'arm' has no complete row at its level 3 of 3"):
        fit(FORMULA, sums)


def test_a_visit_that_no_one_has_is_left_out(whole: pd.DataFrame) -> None:
    """The first, last or middle one; its level in the fixed part goes with it."""
    expected = fit(FORMULA, reduced(whole))
    for levels in (["w0", "w1", "w2", "w3"], ["w1", "w2", "w2b", "w3"], ["w1", "w2", "w3", "w4"]):
        sums = reduce(FORMULA, whole, levels={**LEVELS, "visit": levels}, centre=CENTRE_OF_FORMULA)
        same(fit(FORMULA, sums), expected)
        assert fit(FORMULA, sums).terms == expected.terms


def test_refuses_a_visit_that_no_one_has_where_the_fixed_part_needs_it(
    whole: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where formulaic alone can make the columns there is no recipe to make fewer of them."""
    monkeypatch.setattr("ipt_outcomes.models.design.fixed.fixed_coding", lambda *_: None)
    sums = reduce(FORMULA, whole, levels={**LEVELS, "visit": [*LEVELS["visit"], "w4"]})
    with pytest.raises(ModelError, match="no one has a complete row at visit w4, and"):
        fit(FORMULA, sums)


@pytest.mark.parametrize("name", ["bdi", "bdi_pre"])
def test_a_centre_far_from_the_mean_is_refused(beat_the_blues: pd.DataFrame, name: str) -> None:
    formula = "bdi ~ bdi_pre + treatment * month + us(month | subject)"
    expected = fit(formula, beat_the_blues)
    for centre in (1e6, -1e9):
        with pytest.raises(ModelError, match=f"the centre of '{name}' is more than 10,000"):
            reduce(formula, beat_the_blues, centre={name: centre})
    near = fit(formula, reduce(formula, beat_the_blues, centre={name: 1e3}))
    assert near.inference.beta == pytest.approx(expected.inference.beta, rel=1e-7, abs=1e-7)
