"""A category in two spellings is asked about: each would be a stratum of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.asked.questions.spellings import _letters

from ..conftest import Trial, made_small


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    trial = made_small(tmp_path)
    homes = ["Own home", "Own home", "own-home", "hostel", "", "NA"]
    rows = [f"p{at},{'TC'[at % 2]},40,f,1,{home},x" for at, home in enumerate(homes)]
    people = (trial.folder / "people.csv").read_text()
    trial.write("people.csv", people + "\n".join(rows) + "\n")
    return trial


def test_the_rarer_spelling_is_asked_about(trial: Trial) -> None:
    (problem,) = trial.refusal(DataError)
    assert (problem.line, problem.column) == (6, "housing")
    assert "another spelling" in problem.rule and "home" not in str(problem)
    said = "  confirmed: {spellings: they are two houses}\n"
    trial.edit("small.yaml", "  file: people.csv\n", f"  file: people.csv\n{said}")
    assert any("they are two houses" in note for note in trial.read().notes)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Lessing-Schule", "Lessingschule", True),
        ("GRIEF ", "grief", True),
        ("Übergang", "Ubergang", True),
        ("role dispute", "Role_Dispute", True),
        ("A+", "A-", False),
        ("1-2", "12", False),
        ("<18", ">18", False),
        ("site 1", "site 11", False),
    ],
)
def test_what_is_the_same_but_for_its_spelling(one: str, other: str, same: bool) -> None:
    assert (_letters(one) == _letters(other)) is same
