from __future__ import annotations

import re

import pytest

from ipt_outcomes.errors import DataError, PlanError

from ..conftest import Trial, trial  # noqa: F401


def test_ages_over_89_become_90_with_a_note(trial: Trial) -> None:  # noqa: F811
    trial.edit("people.csv", "001,T,34", "001,T,97")
    study = trial.read()
    assert study.participants.loc[0, "age"] == 90
    assert "people.csv: 1 age over 89 in the column years is written as 90" in study.notes
    assert "97" not in "".join(study.notes)


@pytest.mark.parametrize("age", ["89", "90", "34"])
def test_ages_that_stay(trial: Trial, age: str) -> None:  # noqa: F811
    trial.edit("people.csv", "001,T,34", f"001,T,{age}")
    study = trial.read()
    assert study.participants.loc[0, "age"] == float(age)
    assert not any("written as 90" in note for note in study.notes)


def test_other_ages_are_top_coded_and_other_numbers_not(trial: Trial) -> None:  # noqa: F811
    trial.edit("small.yaml", "income: {column: income", "onset: {column: onset_age")
    trial.edit("people.csv", ",income,", ",onset_age,")
    assert trial.read().participants.loc[0, "onset"] == 90
    trial.edit("small.yaml", "onset: {column: onset_age", "onset: {column: onset_wage")
    trial.edit("people.csv", ",onset_age,", ",onset_wage,")
    assert trial.read().participants.loc[0, "onset"] == 1200.5


def ask(trial: Trial, text: str) -> None:  # noqa: F811
    trial.edit("small.yaml", "seed: 1\n", f"seed: 1\nprivacy: {text}\n")


def more_people(trial: Trial, sexes: str) -> None:  # noqa: F811
    rows = "".join(f"N{n},{'TC'[n % 2]},,{sex},,,\n" for n, sex in enumerate(sexes))
    trial.write("people.csv", (trial.folder / "people.csv").read_text() + rows)


def test_k_anonymity_is_noted(trial: Trial) -> None:  # noqa: F811
    more_people(trial, "f" * 4)
    trial.edit("people.csv", "1e5,C,NA,,", "1e5,C,NA,f,")
    ask(trial, "{quasi_identifiers: [sex]}")
    assert "people.csv: k-anonymity of sex is 6, the plan asks for 5" in trial.read().notes


def test_too_little_anonymity_is_refused(trial: Trial) -> None:  # noqa: F811
    more_people(trial, "ffff")
    ask(trial, "{quasi_identifiers: [sex, housing], k: 2}")
    (problem,) = trial.refusal(DataError)
    # "001" alone is (f, rented), and "1e5" alone has neither.
    assert "k-anonymity of sex, housing is 1" in problem.rule
    assert "2 participants" in problem.rule
    assert "rented" not in str(problem)


@pytest.mark.parametrize(
    "text",
    ["{quasi_identifiers: [shoe]}", "{quasi_identifiers: [participant]}",
     "{quasi_identifiers: [age], bands: {shoe: [1]}}",
     "{quasi_identifiers: [age], bands: {sex: [1]}}",
     "{quasi_identifiers: [age], bands: {age: [0, 30]}}",
     "{quasi_identifiers: [age], bands: {age: [30, 20]}}",
     "{quasi_identifiers: [age], bands: {age: []}}", "{quasi_identifiers: []}",
     "{quasi_identifiers: [sex], k: 1}", "{k: 5}"],
)  # fmt: skip
def test_refused_options(trial: Trial, text: str) -> None:  # noqa: F811
    ask(trial, text)
    with pytest.raises(PlanError):
        trial.plan()


def test_ages_in_bands(trial: Trial) -> None:  # noqa: F811
    rows = "".join(
        f"N{n},{'TC'[n % 2]},{age},,,,\n" for n, age in enumerate([20, 29, 30, 44, 45, 97])
    )
    trial.write("people.csv", (trial.folder / "people.csv").read_text() + rows)
    ask(trial, "{quasi_identifiers: [age], k: 2}")
    (problem,) = trial.refusal(DataError)
    assert "privacy.bands" in problem.remedy
    trial.edit("small.yaml", "k: 2}", "k: 2, bands: {age: [18, 30, 45]}}")
    # "1e5" alone has no age: a missing one is a value of its own.
    trial.edit("people.csv", "1e5,C,NA,,", "1e5,C,21,,")
    study = trial.read()
    assert study.participants["age"].tolist() == [30, 18, 18, 18, 30, 30, 45, 45]
    assert "people.csv: years is written as the lower limit of its band: 18, 30, 45" in study.notes
    assert "people.csv: k-anonymity of age is 2, the plan asks for 2" in study.notes


def test_a_missing_number_stays_missing_and_one_below_the_bands_is_found(
    trial: Trial,  # noqa: F811
) -> None:
    ask(trial, "{quasi_identifiers: [sex], k: 2, bands: {age: [35, 45]}}")
    problems = trial.refusal(DataError)
    below = next(problem for problem in problems if problem.column == "years")
    assert (below.file, below.line) == ("people.csv", 2)
    # The folder's name may have such digits.
    assert not re.search(r"\b34\b", str(below))
    trial.edit("small.yaml", "k: 2, bands: {age: [35, 45]}", "k: 2, bands: {age: [25, 45]}")
    trial.edit("people.csv", "1e5,C,NA,,", "1e5,C,NA,f,")
    assert trial.read().participants["age"].isna().tolist() == [False, True]


def test_a_number_of_a_calendar_is_no_day(trial: Trial) -> None:  # noqa: F811
    # 3 March 2021 in a spreadsheet program.
    trial.edit("phq.csv", "001,56,", "001,44258,")
    (problem,) = trial.refusal(DataError)
    assert (problem.file, problem.line, problem.column) == ("phq.csv", 3, "day")
    assert "44258" not in str(problem)


def test_a_banded_column_is_mapped_once(trial: Trial) -> None:  # noqa: F811
    ask(trial, "{quasi_identifiers: [age], k: 2, bands: {age: [18, 30]}}")
    trial.edit("small.yaml", "income: {column: income", "income: {column: years")
    with pytest.raises(PlanError, match="mapped again"):
        trial.plan()
