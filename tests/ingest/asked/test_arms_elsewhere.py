"""A second file that names the arm: the same people, in the same arms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.ingest.study import survey_study
from ipt_outcomes.plan.reading import read_plan

from .conftest import PLAN

Elsewhere = Callable[..., list[str]]
SCORES = """\
    shape: long
    columns: {participant: id, visit: visit}
    scales:
      phq9: {total: phq9}
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    """What is found where the scores' file says `words` of the arms of eight people, in turn."""

    def found(
        words: list[str], arms: str = '{"0": wl, "1": ipt}', confirmed: str = ""
    ) -> list[str]:
        own = ["0", "1"] * 4
        people = [f"{n},{own[n]}" for n in range(8)]
        rows = [f"{n},{words[n]},t{t},{n + t}" for n in range(8) for t in range(3)]
        (tmp_path / "people.csv").write_text("\n".join(["id,arm", *people]) + "\n")
        (tmp_path / "scores.csv").write_text("\n".join(["id,Arm,visit,phq9", *rows]) + "\n")
        text = PLAN.format(
            file="people.csv", shape="wide", who="id", arm="arm", arms=arms, people="",
            scale="phq9", scores=SCORES + confirmed,
        )  # fmt: skip
        text = text.replace("scores:\n  - file: people.csv", "scores:\n  - file: scores.csv")
        (tmp_path / "case.yaml").write_text(text)
        survey = survey_study(read_plan(tmp_path / "case.yaml"))
        return [problem.rule for problem in survey.findings.problems]

    return found


def test_the_same_words_for_the_same_arms_are_right(elsewhere: Elsewhere) -> None:
    assert elsewhere(["0", "1"] * 4) == []


def test_other_words_for_the_arms_are_right(elsewhere: Elsewhere) -> None:
    assert elsewhere(["TAU", "IPT"] * 4) == []
    # Codes of which one is in both files, for the same arm.
    assert elsewhere(["2", "1"] * 4) == []


def test_codes_that_change_places_are_refused(elsewhere: Elsewhere) -> None:
    rule = "the column Arm has the words of that in people.csv, and they stand for other arms"
    assert elsewhere(["1", "0"] * 4) == [rule]
    assert elsewhere(["1", "2"] * 4) == [rule]
    beside = "    confirmed: {arms: the clinic called them otherwise}\n"
    assert elsewhere(["1", "0"] * 4, confirmed=beside) == []


def test_a_person_of_another_arm_is_counted(elsewhere: Elsewhere) -> None:
    assert elsewhere(["TAU", "IPT"] * 3 + ["TAU", "TAU"]) == [
        "1 person has another arm in the column Arm than in people.csv"
    ]
    assert elsewhere(["TAU", "IPT"] * 2 + ["TAU", "IPT", "IPT", "TAU"]) == [
        "2 people have another arm in the column Arm than in people.csv"
    ]
