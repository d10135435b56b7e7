"""What gives a wrong answer without an error is refused or noted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt

MMRM = "bdi ~ bdi_pre * visit + treatment * visit + us(visit | subject)"
RANDOM = "bdi ~ bdi_pre + treatment * visit + (1 | subject)"


@pytest.fixture(scope="module")
def rows(beat_the_blues: pd.DataFrame) -> pd.DataFrame:
    visit = "m" + beat_the_blues["month"].astype(str)
    text = beat_the_blues["treatment"].astype(str)
    return beat_the_blues.assign(visit=visit, treatment=text)


ENTRIES: dict[str, Callable[[str, pd.DataFrame], object]] = {
    "fit": ipt.fit,
    "by rows": lambda formula, data: ipt.fit(formula, data, vcov="CR0"),
    "many": lambda formula, data: ipt.fit_many(formula, data, ["bdi"]),
    "reduce": lambda _, data: ipt.reduce(MMRM, data),
}


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("written", ["{}%", "{} %", "<{}", "{}", "score {}"])
def test_text_with_as_many_levels_as_numbers_is_refused(
    entry: str, written: str, rows: pd.DataFrame
) -> None:
    text = rows.assign(bdi_pre=rows["bdi_pre"].map(written.format))
    for formula in (MMRM, RANDOM):
        with pytest.raises(ipt.ModelError, match=r"text with .* levels in 97 people.*to_numeric"):
            ENTRIES[entry](formula, text)


@pytest.mark.parametrize("written", ["{}%", "{} %", "<{}", "{},5"])
def test_few_levels_that_read_as_numbers_are_a_note(written: str, rows: pd.DataFrame) -> None:
    text = rows.assign(bdi_pre=(rows["bdi_pre"] // 10).map(written.format))
    assert "which read as numbers" in ipt.fit(MMRM, text).notes[0]


def test_many_levels_that_are_meant_are_fitted(rows: pd.DataFrame) -> None:
    text = rows.assign(bdi_pre=rows["bdi_pre"].map("{}%".format))
    declared = ipt.fit("bdi ~ C(bdi_pre) + treatment + (1 | subject)", text)
    assert len(declared.fixed.factors["bdi_pre"]) > 30


@pytest.mark.parametrize("entry", ["fit", "by rows", "reduce"])
def test_a_baseline_that_is_visit_and_covariate_is_refused(entry: str, rows: pd.DataFrame) -> None:
    first = rows[rows["visit"] == "m2"]
    both = pd.concat([first.assign(visit="m0", bdi=2.0 * first["bdi_pre"] + 1.0), rows])
    with pytest.raises(ipt.ModelError, match="at visit m0 the outcome 'bdi' is a function of"):
        ENTRIES[entry](MMRM, both)
    many = ipt.fit_many(MMRM, both.reset_index(drop=True), ["bdi"])
    (single,) = many.singles.values()
    assert "at visit m0 the outcome" in getattr(single, "reason", "")
    with pytest.raises(ipt.ModelError, match="at one level of 'visit' the outcome"):
        ipt.fit(RANDOM, both)


def test_an_arm_that_went_with_its_incomplete_rows_is_named(rows: pd.DataFrame) -> None:
    treated = np.where(rows["treatment"] == "TAU", np.nan, 1.0)
    therapist = np.where(rows["treatment"] == "TAU", "none", (rows["subject"] % 6).astype(str))
    data = rows.assign(treated=treated, therapist=therapist)
    fitted = ipt.fit(f"{MMRM} + (0 + treated | therapist)", data)
    (note,) = fitted.notes
    assert "all those of 'TAU' of 'treatment', are left out, because 'treated' is missing" in note
    for against in (None, "BtheB"):
        with pytest.raises(ipt.ModelError, match="nothing to compare it with"):
            ipt.contrast(fitted, "treatment", against=against)
    with pytest.raises(ipt.ModelError, match="no level"):
        ipt.contrast(fitted, "treatment", against="TAU")
    no_pre = rows.assign(bdi_pre=rows["bdi_pre"].where(rows["treatment"] != "TAU"))
    for result in (ipt.fit(MMRM, no_pre), ipt.fit_many(MMRM, no_pre, ["bdi"])):
        assert "all those of 'TAU'" in result.notes[0]


def test_a_level_of_one_person_is_counted_and_not_named(rows: pd.DataFrame) -> None:
    own = rows["subject"] == rows["subject"].iloc[0]
    data = rows.assign(drug=np.where(own, "rare", "usual"), bdi_pre=rows["bdi_pre"].where(~own))
    (note,) = ipt.fit("bdi ~ bdi_pre + drug + treatment + (1 | subject)", data).notes
    assert "all those of 1 level of 'drug'" in note
    assert "rare" not in note


@pytest.mark.parametrize("entry", ENTRIES)
def test_true_and_false_are_no_scale(entry: str, rows: pd.DataFrame) -> None:
    with pytest.raises(ipt.ModelError, match="True and False, which are no scale"):
        ENTRIES[entry](MMRM, rows.assign(bdi=rows["bdi"] > 14))


def test_an_outcome_of_two_values_is_a_note(rows: pd.DataFrame) -> None:
    above = rows.assign(bdi=(rows["bdi"] > 14).astype(float))
    assert ipt.fit(MMRM, above).notes[0].startswith("the outcome 'bdi' has two values")


def test_an_arm_in_one_group_of_a_random_term_is_a_note(rows: pd.DataFrame) -> None:
    therapist = np.where(rows["treatment"] == "TAU", "none", (rows["subject"] % 6).astype(str))
    formula = "bdi ~ bdi_pre + treatment * visit + (1 | therapist / subject)"
    (note,) = ipt.fit(formula, rows.assign(therapist=therapist)).notes
    assert note.startswith("all rows of 'TAU' of 'treatment' are in one level of 'therapist'")
    assert "(0 + treated | therapist)" in note
    assert ipt.fit(formula, rows.assign(therapist=rows["subject"] % 9)).notes == ()


def test_levels_that_differ_in_case_or_spaces_are_a_note(rows: pd.DataFrame) -> None:
    slips = rows["treatment"].mask(rows["subject"] % 10 == 0, rows["treatment"] + " ")
    slips = slips.mask(rows["subject"] % 10 == 1, rows["treatment"].str.lower())
    data = rows.assign(treatment=slips)
    for result in (ipt.fit(MMRM, data), ipt.fit(RANDOM, data), ipt.fit_many(MMRM, data, ["bdi"])):
        (note,) = result.notes
        assert "'treatment' has 6 levels" in note
        assert "without that they are 2" in note
    group = np.where(rows["subject"] % 3 == 0, "Dr A", np.where(rows["subject"] % 3, "dr a", ""))
    named = rows.assign(g=group)
    (note,) = ipt.fit("bdi ~ bdi_pre + treatment + (1 | g / subject)", named).notes
    assert note.startswith("'g' has 2 levels")


def test_several_values_by_at_are_averaged(rows: pd.DataFrame) -> None:
    fitted = ipt.fit(RANDOM, rows)
    several = ipt.marginal_means(fitted, "treatment", at={"bdi_pre": [10, 20]})
    middle = ipt.marginal_means(fitted, "treatment", at={"bdi_pre": 15})
    np.testing.assert_allclose(several["estimate"], middle["estimate"], rtol=1e-12)
