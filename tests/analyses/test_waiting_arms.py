"""A waitlist with scores after treatment: nothing is compared until it is said what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

import ipt_outcomes as ipt
from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.errors import DataError
from ipt_outcomes.plan.waiting import says_waiting

from ..ingest.conftest import Trial, made_small

WAITS = 'label: "Waiting list", role: active_comparator'
LATER = '  - {name: later, label: "Later", week: 24, phase: follow_up, window: [140, 196]}\n'


@pytest.fixture
def waits(tmp_path: Path) -> Trial:
    """A small trial with a waiting list, and somebody of it with a score after treatment."""
    trial = made_small(tmp_path)
    trial.edit("small.yaml", 'label: "Usual care", role', 'label: "Waiting list", role')
    trial.edit("small.yaml", "outcomes:\n", LATER + "outcomes:\n")
    answers = ",".join("1" * 9)
    for person, day in (("1e5", 57), ("1e5", 160)):
        row = f"{person},{day},{answers},9\n"
        trial.write("phq.csv", (trial.folder / "phq.csv").read_text() + row)
    return trial


def analysed(trial: Trial) -> ipt.Plan:
    plan, study = trial.plan(), trial.read()
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    ipt.analyse(
        planned_analysis(plan, "phq9"), {"participants": study.participants, "outcomes": outcomes}
    )
    return plan


def test_check_asks_and_no_analysis_is_made(waits: Trial) -> None:
    found = ipt.check_study(waits.plan())
    (problem,) = found.problems
    assert problem.rule.startswith("1 person of Waiting list has a score at Later")
    assert problem.place == "key" and problem.line == waits.plan().line("arms", 0, "label")
    assert "arms: [tau], after: after" in problem.remedy
    with pytest.raises(DataError) as refused:
        analysed(waits)
    assert refused.value.problems == (problem,)


def test_an_event_answers(waits: Trial) -> None:
    event = '  - {name: began, label: "Began", arms: [tau], after: after}\n'
    waits.edit("small.yaml", "outcomes:\n", f"events:\n{event}outcomes:\n")
    analysed(waits)
    assert ipt.check_study(waits.plan()).ok


def test_a_reason_answers_and_is_told(waits: Trial) -> None:
    said = "  confirmed: {waiting_arms: nobody of it was treated}\n"
    waits.edit("small.yaml", "  file: people.csv\n", f"  file: people.csv\n{said}")
    analysed(waits)
    assert any("nobody of it was treated" in note for note in waits.read().notes)
    assert ipt.check_study(waits.plan()).ok


@pytest.mark.parametrize(
    "edit",
    [
        ("Waiting list", "Usual care"),
        (LATER, LATER.replace("24, phase: follow_up", "16, phase: treatment")),
        ("endpoint: after", "endpoint: later"),
    ],
)
def test_it_is_not_asked_of_another_arm_nor_during_treatment_nor_at_the_endpoint(
    waits: Trial, edit: tuple[str, str]
) -> None:
    waits.edit("small.yaml", *edit)
    analysed(waits)


def test_four_months_are_after_what_was_waited_for_whatever_the_phase(waits: Trial) -> None:
    waits.edit("small.yaml", LATER, LATER.replace("follow_up", "treatment"))
    (problem,) = ipt.check_study(waits.plan()).problems
    assert "a score at Later" in problem.rule and "after: after" in problem.remedy


def test_of_an_arm_that_is_called_a_comparator_it_is_asked_too(waits: Trial) -> None:
    waits.edit("small.yaml", 'label: "Waiting list", role: control', WAITS)
    assert "waited until then" in ipt.check_study(waits.plan()).problems[0].rule


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("wl WL", True),
        ("Waiting list (12 weeks)", True),
        ("Warteliste", True),
        ("Delayed treatment", True),
        ("lista de espera", True),
        ("liste d'attente", True),
        ("Wachtlijst", True),
        ("WLCG", True),
        ("Väntelista", True),
        ("Gruppo in attesa", True),
        ("Wait 12 weeks", True),
        ("Awaiting treatment", True),
        ("Control (treated after 12 weeks)", True),
        ("TAU for 12 weeks, then IPT", True),
        ("Kontrollgruppe (IPT nach 12 Wochen)", True),
        ("TAU after discharge", False),
        ("tau Usual care", False),
        ("weight loss", False),
        ("wait no more: IPT", False),
    ],
)
def test_an_arm_waits_by_its_words(text: str, waits: bool) -> None:
    assert says_waiting(text) is waits
