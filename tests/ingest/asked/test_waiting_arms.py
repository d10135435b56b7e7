"""A waitlist with scores after treatment: nothing is compared until it is said what they mean."""

from __future__ import annotations

import pytest

from ipt_outcomes.errors import DataError

from ..conftest import Trial

LATER = '  - {name: later, label: "Later", week: 24, phase: follow_up, window: [140, 196]}\n'


@pytest.fixture
def waits(trial: Trial) -> Trial:
    trial.edit("small.yaml", 'label: "Usual care", role', 'label: "Waiting list", role')
    trial.edit("small.yaml", "outcomes:\n", LATER + "outcomes:\n")
    return trial


# By day, and by the visit's name.
@pytest.mark.parametrize(
    ("file", "row"), [("phq.csv", "1e5,160,1,1,1,1,1,1,1,1,1,9\n"), ("iip.csv", "1e5,later,30\n")]
)
def test_it_is_asked_and_an_event_or_a_reason_answers(waits: Trial, file: str, row: str) -> None:
    waits.read()
    waits.write(file, (waits.folder / file).read_text() + row)
    (problem,) = waits.refusal(DataError)
    assert "1 person of Waiting list has a score at Later" in problem.rule
    assert problem.column == "group" and "after: after" in problem.remedy
    plan = (waits.folder / "small.yaml").read_text()
    said = "  confirmed: {waiting_arms: nobody of it was treated}\n"
    waits.edit("small.yaml", "  file: people.csv\n", f"  file: people.csv\n{said}")
    assert any("nobody of it was treated" in note for note in waits.read().notes)
    event = '  - {name: began, label: "Began", arms: [tau], after: after}\n'
    waits.write("small.yaml", plan.replace("outcomes:\n", f"events:\n{event}outcomes:\n"))
    assert not any("Waiting list" in note for note in waits.read().notes)


def test_it_is_not_asked_of_an_arm_that_does_not_wait(waits: Trial) -> None:
    waits.edit("small.yaml", "Waiting list", "Usual care")
    waits.write("iip.csv", (waits.folder / "iip.csv").read_text() + "1e5,later,30\n")
    assert len(waits.read().participants) == 2
