"""Marginal means, contrasts and joint tests against emmeans, and what cannot be estimated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, contrast, fit, joint_test, marginal_means
from ipt_outcomes.models.result import Fit

REFERENCE = pd.read_csv(Path(__file__).parents[2] / "reference" / "btheb_means.csv")
FORMULA = "bdi ~ bdi_pre * month + treatment * month + drug + length + us(month | subject)"


@pytest.fixture(scope="module")
def fitted(beat_the_blues: pd.DataFrame) -> Fit:
    return fit(FORMULA, beat_the_blues, df="residual")


@pytest.fixture(scope="module")
def with_kenward_roger(beat_the_blues: pd.DataFrame) -> Fit:
    return fit(FORMULA, beat_the_blues)


@pytest.fixture(scope="module")
def with_empty_cell(beat_the_blues: pd.DataFrame) -> Fit:
    """No one in BtheB was seen at month 8."""
    gone = (beat_the_blues["treatment"] == "BtheB") & (beat_the_blues["month"] == 8)
    return fit(
        "bdi ~ bdi_pre + treatment * month + us(month | subject)",
        beat_the_blues.assign(bdi=beat_the_blues["bdi"].where(~gone)),
    )


def assert_as_emmeans(table: pd.DataFrame, what: str, labels: list[str]) -> None:
    reference = REFERENCE[REFERENCE["what"] == what].set_index("label").loc[labels]
    near = 1e-5 * reference["se"].to_numpy()
    assert (np.abs(table["estimate"].to_numpy() - reference["estimate"].to_numpy()) < near).all()
    np.testing.assert_allclose(table["se"], reference["se"], rtol=1e-5)
    np.testing.assert_allclose(table["df"], reference["df"])


def test_means_by_visit(fitted: Fit) -> None:
    table = marginal_means(fitted, "treatment", by="month")
    assert_as_emmeans(table, "means", [f"{t} {m}" for t in ("TAU", "BtheB") for m in (2, 3, 5, 8)])
    assert (table["status"] == "ok").all()


@pytest.mark.parametrize("weights", ["equal", "proportional"])
def test_weights(weights: str, fitted: Fit) -> None:
    table = marginal_means(fitted, "treatment", weights=weights)
    assert_as_emmeans(table, weights, ["TAU", "BtheB"])


def test_means_at_covariate_values(fitted: Fit) -> None:
    table = marginal_means(fitted, "treatment", by="bdi_pre", at={"bdi_pre": [10, 30]})
    labels = [f"{t} {value}" for t in ("TAU", "BtheB") for value in (10, 30)]
    assert_as_emmeans(table, "at", labels)


def test_contrast_against_a_level(fitted: Fit) -> None:
    table = contrast(fitted, "treatment", against="TAU", by="month")
    assert_as_emmeans(table, "contrast", ["2", "3", "5", "8"])
    assert set(table["test"]) == {"BtheB"}
    assert set(table["comparison"]) == {"TAU"}


def test_contrast_of_the_other_direction_has_the_other_sign(with_kenward_roger: Fit) -> None:
    forward = contrast(with_kenward_roger, "treatment", against="TAU", by="month")
    backward = contrast(with_kenward_roger, "treatment", against="BtheB", by="month")
    np.testing.assert_allclose(forward["estimate"], -backward["estimate"])
    np.testing.assert_allclose(forward["ci_lower"], -backward["ci_upper"])
    np.testing.assert_allclose(forward["df"], backward["df"])


def test_all_pairs(fitted: Fit) -> None:
    table = contrast(fitted, "month")
    pairs = list(zip(table["test"], table["comparison"], strict=True))
    assert pairs == [(3, 2), (5, 2), (8, 2), (5, 3), (8, 3), (8, 5)]


def test_level_changes_the_interval_alone(with_kenward_roger: Fit) -> None:
    wide = contrast(with_kenward_roger, "treatment", against="TAU", by="month", level=0.99)
    narrow = contrast(with_kenward_roger, "treatment", against="TAU", by="month", level=0.9)
    pd.testing.assert_series_equal(wide["p_value"], narrow["p_value"])
    assert (wide["ci_lower"] < narrow["ci_lower"]).all()


def test_user_defined_coefficients(with_kenward_roger: Fit) -> None:
    change = {("BtheB", 8): 1, ("BtheB", 2): -1, ("TAU", 8): -1, ("TAU", 2): 1}
    mapped = contrast(
        with_kenward_roger, "treatment", by="month", coefficients={"difference of changes": change}
    )
    term = with_kenward_roger.coefficients.set_index("term").loc["treatment[T.BtheB]:month[T.8]"]
    for column in ("estimate", "se", "df", "p_value"):
        assert mapped[column][0] == pytest.approx(term[column], rel=1e-9)
    frame = pd.DataFrame(
        [("difference of changes", *cell, value) for cell, value in change.items()],
        columns=["contrast", "treatment", "month", "coefficient"],
    )
    framed = contrast(with_kenward_roger, "treatment", by="month", coefficients=frame)
    pd.testing.assert_frame_equal(framed, mapped)


@pytest.mark.parametrize(
    "term", ["bdi_pre", "month", "treatment", "drug", "length", "bdi_pre:month", "month:treatment"]
)
def test_joint_test(term: str, fitted: Fit) -> None:
    row = joint_test(fitted, term).iloc[0]
    reference = REFERENCE[(REFERENCE["what"] == "joint") & (REFERENCE["label"] == term)].iloc[0]
    assert row["df1"] == reference["se"]
    assert row["df2"] == reference["df"]
    # emmeans prints three decimals
    assert row["statistic"] == pytest.approx(reference["estimate"], abs=5.1e-4)


def test_joint_test_of_one_function_is_the_squared_t(with_kenward_roger: Fit) -> None:
    row = joint_test(with_kenward_roger, "drug").iloc[0]
    t = with_kenward_roger.coefficients.set_index("term").loc["drug[T.Yes]"]
    assert row["statistic"] == pytest.approx(t["statistic"] ** 2, rel=1e-9)
    assert row["df2"] == pytest.approx(t["df"], rel=1e-9)
    assert row["p_value"] == pytest.approx(t["p_value"], rel=1e-9)


def test_joint_test_whatever_the_reference_level(
    beat_the_blues: pd.DataFrame, with_kenward_roger: Fit
) -> None:
    turned = beat_the_blues.assign(
        treatment=pd.Categorical(beat_the_blues["treatment"], ["BtheB", "TAU"]),
        month=pd.Categorical(beat_the_blues["month"], [8, 5, 3, 2]),
    )
    other = fit(FORMULA, turned)
    for term in ("month", "treatment", "treatment:month"):
        one, two = joint_test(with_kenward_roger, term), joint_test(other, term)
        for column in ("df1", "df2", "statistic", "p_value"):
            assert one[column][0] == pytest.approx(two[column][0], rel=1e-7)


def test_an_empty_cell_is_not_estimable(with_empty_cell: Fit) -> None:
    assert with_empty_cell.dropped_columns == ("treatment[T.BtheB]:month[T.8]",)
    means = marginal_means(with_empty_cell, "treatment", by="month")
    empty = (means["treatment"] == "BtheB") & (means["month"] == 8)
    assert (means.loc[empty, "status"] == "not estimable").all()
    assert means.loc[empty, ["estimate", "se", "df", "ci_lower", "ci_upper"]].isna().all(axis=None)
    assert (means.loc[~empty, "status"] == "ok").all()
    assert means.loc[~empty, "estimate"].notna().all()
    differences = contrast(with_empty_cell, "treatment", against="TAU", by="month")
    assert list(differences["status"]) == ["ok", "ok", "ok", "not estimable"]
    assert differences["p_value"].isna().tolist() == [False, False, False, True]
    over_all = marginal_means(with_empty_cell, "treatment")
    assert list(over_all["status"]) == ["ok", "not estimable"]
    test = joint_test(with_empty_cell, "treatment:month").iloc[0]
    assert (test["df1"], test["status"]) == (2, "partly estimable")


def test_refuses_unknown_names(fitted: Fit) -> None:
    with pytest.raises(ModelError, match="'arm' is not a variable"):
        marginal_means(fitted, "arm")
    with pytest.raises(ModelError, match="no level 'waitlist'"):
        contrast(fitted, "treatment", against="waitlist")
    with pytest.raises(ModelError, match="say at which values"):
        marginal_means(fitted, "treatment", by="bdi_pre")
    with pytest.raises(ModelError, match="no term 'drug:month'"):
        joint_test(fitted, "drug:month")


def test_a_level_in_other_spelling_is_named(fitted: Fit, beat_the_blues: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="the 2 it has are the rows of"):
        contrast(fitted, "treatment", against="waitlist")
    for slip in ("tau", "TAU "):
        with pytest.raises(ModelError, match="it has 'TAU': capitals and spaces count"):
            contrast(fitted, "treatment", against=slip)
    scores = beat_the_blues.assign(pre=(beat_the_blues["bdi_pre"] // 10).astype(str) + "%")
    of_texts = fit("bdi ~ pre + treatment + (1 | subject)", scores)
    with pytest.raises(ModelError, match=r"'pre' has no level 'x'; the \d it has are the rows"):
        contrast(of_texts, "pre", against="x")


def test_levels_that_are_true_and_false(beat_the_blues: pd.DataFrame) -> None:
    data = beat_the_blues.assign(drugs=beat_the_blues["drug"] == "Yes")
    fitted = fit("bdi ~ drugs * month + us(month | subject)", data)
    with pytest.raises(ModelError, match="True and False, and no text: write them without quotes"):
        contrast(fitted, "drugs", against="False")
    found = contrast(fitted, "drugs", against=0)
    assert (found["test"].tolist(), found["comparison"].tolist()) == ([True], [False])
    expected = contrast(fitted, "drugs", against=False)
    pd.testing.assert_frame_equal(found, expected)


def test_a_number_that_stands_for_an_arm(beat_the_blues: pd.DataFrame) -> None:
    data = beat_the_blues.assign(arm=(beat_the_blues["treatment"] == "BtheB").astype(int))
    numeric = fit("bdi ~ arm * month + us(month | subject)", data)
    with pytest.raises(ModelError, match=r"at=\{'arm': \[0, 1\]\}; if its .* write C\(arm\)"):
        contrast(numeric, "arm")
    groups = fit("bdi ~ C(arm) * month + us(month | subject)", data)
    by_value, by_level = contrast(numeric, "arm", at={"arm": [0, 1]}), contrast(groups, "arm")
    assert by_value["estimate"].iloc[0] == pytest.approx(by_level["estimate"].iloc[0], rel=1e-10)


def test_values_that_are_not_asked_for_by_name_are_averaged(fitted: Fit) -> None:
    apart = marginal_means(fitted, "treatment", by="bdi_pre", at={"bdi_pre": [10, 20]})
    whole = marginal_means(fitted, "treatment", at={"bdi_pre": [10, 20]})
    np.testing.assert_allclose(
        whole["estimate"], apart.groupby("treatment", sort=False)["estimate"].mean(), rtol=1e-12
    )


def test_a_factor_beside_a_number_is_tested_at_the_mean(beat_the_blues: pd.DataFrame) -> None:
    """emmeans 1.10 joint_tests (F 3.366, 94.89 df); lmerTest's type III, at month 0, has 6.62."""
    data = beat_the_blues.assign(m=beat_the_blues["month"].astype(float))
    fitted = fit("bdi ~ treatment * m + bdi_pre + (1 | subject)", data, df="satterthwaite")
    found = joint_test(fitted, "treatment").iloc[0]
    assert (found["statistic"], found["df2"]) == (
        pytest.approx(3.366, abs=5e-4),
        pytest.approx(94.89, abs=5e-3),
    )
