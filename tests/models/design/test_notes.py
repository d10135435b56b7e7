"""What is unusual and fitted nevertheless is said, in counts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt

ARMS = "2 of 60 levels of 'person' have rows at more than one level of 'arm'"
FORMULAS = [
    "y ~ baseline * visit + arm * visit + us(visit | person)",
    "y ~ baseline + arm + cs(visit | person) + (1 | therapist)",
    "y ~ arm * week + sp_exp(week | person)",
]


@pytest.fixture
def two_arms(small_trial: pd.DataFrame) -> pd.DataFrame:
    """Two people are in one arm at first and in the other later."""
    changed = small_trial["person"].isin(["p03", "p08"]) & (small_trial["week"] > 4)
    other = small_trial["arm"].map({"a": "b", "b": "a"})
    return small_trial.assign(arm=small_trial["arm"].where(~changed, other))


@pytest.mark.parametrize("formula", FORMULAS)
def test_people_in_two_arms_are_counted(
    formula: str, small_trial: pd.DataFrame, two_arms: pd.DataFrame, tmp_path: Path
) -> None:
    assert ipt.fit(formula, small_trial).notes == ()
    found = ipt.fit(formula, two_arms.sample(frac=1.0, random_state=2))
    assert found.notes == (ARMS,)
    found.save(tmp_path / "fit.json")
    assert ipt.read_fit(tmp_path / "fit.json").notes == (ARMS,)
    assert ipt.fit_many(formula, two_arms, ["y"]).notes == (ARMS,)
    weighted = ipt.fit(formula, two_arms.assign(w=2.0), weights="w")
    assert weighted.notes == (ARMS,)


def test_sums_keep_the_count(two_arms: pd.DataFrame, tmp_path: Path) -> None:
    early = two_arms["person"] < "p05"
    levels = {"visit": ["w04", "w08", "w12"], "arm": ["a", "b"]}
    centre = {"y": 10.0, "baseline": 20.0}
    one, two = (
        ipt.reduce(FORMULAS[0], part, levels=levels, centre=centre)
        for part in (two_arms[early], two_arms[~early])
    )
    assert one.changing["arm"] == two.changing["arm"] == 1
    (one + two).save(tmp_path / "sums.json")
    read = ipt.read_reduction(tmp_path / "sums.json")
    assert ipt.fit(FORMULAS[0], read).notes == (ARMS,)


def test_a_factor_of_the_visit_changes_within_everyone_and_is_no_note(
    small_trial: pd.DataFrame,
) -> None:
    rows = small_trial.assign(phase=small_trial["week"].map({4: "x", 8: "x", 12: "y"}))
    assert ipt.fit("y ~ arm * visit + phase + us(visit | person)", rows).notes == ()


def test_random_effects_alone_have_no_people(two_arms: pd.DataFrame) -> None:
    assert ipt.fit("y ~ arm * week + (1 | person)", two_arms).notes == ()


def test_text_that_reads_as_numbers_is_said_to_be_a_factor(small_trial: pd.DataFrame) -> None:
    rows = small_trial.assign(score=small_trial["baseline"].round().astype(int).astype(str))
    n_levels = rows["score"].nunique()
    for formula in ("y ~ score + arm + (1 | person)", "y ~ score + arm + us(visit | person)"):
        (note,) = ipt.fit(formula, rows).notes
        assert note.startswith(f"'score' is text and enters as a factor with {n_levels} levels")
        (again,) = ipt.fit_many(formula, rows, ["y"]).notes
        assert again == note
    numbers = rows.astype({"score": "float64"})
    assert ipt.fit("y ~ score + arm + (1 | person)", numbers).notes == ()
