"""What `new` asks about, and what it does not ask because the files say it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ipt_outcomes.plan.reading import read_plan

from ...accepted_plan import without_questions
from .conftest import Proposed
from .one_file import PEOPLE, asked, long, wide

QUESTION = {
    "outcomes.0.endpoint": "week_12?",
    "contrasts.0.hypothesis": "superiority or non-inferiority or equivalence?",
}


def test_of_a_file_that_says_all_the_question_alone_is_asked(proposed: Proposed) -> None:
    plan = proposed("id,arm,week,phq9", long(["IPT", "TAU"], [0, 6, 12]))
    assert asked(plan) == QUESTION
    assert [(v.name, v.week) for v in plan.visits] == [
        ("baseline", 0),
        ("week_6", 6),
        ("week_12", 12),
    ]
    assert plan.models.growth is not None
    one_visit = proposed("id,arm,phq9_pre,phq9_w8", wide(["IPT", "TAU"], 2))
    assert set(asked(one_visit)) == {"contrasts.0.hypothesis"}


@pytest.mark.parametrize("codes", [(0, 1), (1, 2), ("A", "B"), ("IPT", "B")])
def test_no_role_is_guessed_from_the_order_of_the_file(
    proposed: Proposed, codes: Sequence[object]
) -> None:
    found = asked(proposed("id,arm,phq9_pre,phq9_w8", wide(codes, 2)))
    roles = {key: said for key, said in found.items() if key.endswith("role")}
    choices = "control or treatment or active_comparator?"
    assert roles == {"arms.0.role": choices, "arms.1.role": choices}
    assert {"contrasts.0.test", "contrasts.0.comparison"} <= set(found)


@pytest.mark.parametrize(
    "control",
    [
        "control", "no treatment", "No Treatment Group", "TAU", "usual care", "care as usual",
        "waitlist", "Waiting list", "placebo", "Minimal contact", "Kontrollgruppe", "Warteliste",
        "Wartegruppe", "Übliche Behandlung", "Übliche Wartezeit", "témoin", "groupe témoin",
        "liste d'attente", "soins habituels", "controle", "wachtlijst", "gebruikelijke zorg",
        "lista de espera", "tratamiento habitual", "grupo control",
    ],
)  # fmt: skip
@pytest.mark.parametrize("treatment", ["IPT", "Behandlungsgruppe", "Programme A"])
def test_words_that_say_a_control_give_the_roles(
    proposed: Proposed, control: str, treatment: str
) -> None:
    plan = proposed("id,arm,phq9_pre,phq9_w8", wide([treatment, control], 2))
    assert plan.arms[0].role == "control"
    assert {arm.role for arm in plan.arms} == {"control", "treatment"}
    assert plan.participants.arm_codes.get(control, control.lower()) == plan.arms[0].name
    assert set(asked(plan)) == {"contrasts.0.hypothesis"}


@pytest.mark.parametrize(
    ("header", "name", "times"),
    [
        ("time", "time", [0, 6, 12]),
        ("session", "session", [0, 6, 12]),
        ("visit", "visit", [0, 6, 12]),
        ("Zeit", "zeit", [0, 2, 8]),
    ],
)
def test_numbers_of_no_unit_stay_as_they_are_and_are_asked_about(
    proposed: Proposed, header: str, name: str, times: list[int]
) -> None:
    plan = proposed(f"id,arm,{header},phq9", long(["IPT", "TAU"], times))
    assert [visit.week for visit in plan.visits] == times
    named = ["baseline" if time == 0 else f"{name}_{time}" for time in times]
    assert [visit.name for visit in plan.visits] == named
    weeks = {key: said for key, said in asked(plan).items() if key.endswith("week")}
    assert weeks == {
        f"visits.{place}.week": f"{time}?" for place, time in enumerate(times) if time != 0
    }
    assert plan.models.growth is None


@pytest.mark.parametrize(
    ("header", "times", "weeks"),
    [
        ("Week", [0, 6, 12], [0, 6, 12]),
        ("month", [0, 6, 12], [0, 26.1, 52.2]),
        ("Time (weeks)", [0, 6, 12], [0, 6, 12]),
        ("Zeitpunkt", ["Aufnahme", "6 Wochen", "12 Wochen"], [0, 6, 12]),
        ("visite", ["inclusion", "3 mois", "1 an"], [0, 13, 52.2]),
        ("visit", ["baseline", "12m", "2y"], [0, 52.2, 104.4]),
    ],
)
def test_units_that_a_name_says_are_not_asked_about(
    proposed: Proposed, header: str, times: list[object], weeks: list[float]
) -> None:
    plan = proposed(f"id,arm,{header},phq9", long(["IPT", "TAU"], times))
    assert [visit.week for visit in plan.visits] == weeks
    # Whether a late visit is one of the treatment is another question.
    assert not [key for key in asked(plan) if key.startswith("visits") and "phase" not in key]


def test_the_weeks_of_many_visits_are_asked_on_one_line(proposed: Proposed) -> None:
    plan = proposed("id,arm,time,phq9", long(["IPT", "TAU"], [1, 2, 3, 4]))
    weeks = {key: said for key, said in asked(plan).items() if "week" in key}
    assert weeks == {"visit_weeks": "1, 2, 3, 4?"}
    assert [visit.week for visit in plan.visits] == [1, 2, 3, 4]
    (question,) = [q for q in plan.undecided if q.marks[0].key == "visit_weeks"]
    assert "Time 1 is taken for the baseline" in question.text
    assert plan.models.growth is None


def test_therapies_by_name_have_a_role_and_no_direction(proposed: Proposed) -> None:
    plan = proposed("id,arm,phq9_pre,phq9_w8", wide(["EMDR", "CBT"], 2))
    assert [arm.role for arm in plan.arms] == ["treatment", "treatment"]
    assert {"contrasts.0.test", "contrasts.0.comparison"} <= set(asked(plan))


@pytest.mark.parametrize(("header", "known"), [("trt", True), ("treated", True), ("group", False)])
def test_whether_somebody_was_treated_says_the_control(
    proposed: Proposed, header: str, known: bool
) -> None:
    plan = proposed(f"id,{header},phq9_pre,phq9_w8", wide(["Y", "N"], 2))
    roles = {key for key in asked(plan) if key.endswith("role")}
    assert not roles if known else len(roles) == 2
    if known:
        assert plan.participants.arm_codes == {"N": "not_treated", "Y": "treated"}
        assert plan.arms[0].role == "control"


def test_an_arm_that_changes_within_a_number_is_explained(proposed: Proposed) -> None:
    rows = [
        [centre, n, ["IPT", "TAU"][(n + centre) % 2], time, n + time]
        for centre in (1, 2)
        for n in PEOPLE
        for time in (0, 6)
    ]
    plan = proposed("centre,id,treat,week,phq9", rows)
    (question,) = [q for q in plan.undecided if q.marks[0].name == "arm"]
    assert "treat has the name of one, but 12 values of id have several" in question.text
    assert "If id begins again in each centre" in question.text


def test_many_different_times_are_days_only_when_somebody_says_so(proposed: Proposed) -> None:
    rows = [
        [n, ["IPT", "TAU"][n % 2], time + n / 10, n % 4] for n in PEOPLE for time in (0, 28, 56)
    ]
    plan = proposed("id,arm,time,phq9", rows)
    assert asked(plan)["scores.0.columns.day"] == "time?"


def test_dates_alone_are_asked_about(proposed: Proposed, tmp_path: Path) -> None:
    rows = long(["IPT", "TAU"], ["2020-01-01", "2020-02-01"])
    plan = proposed("id,arm,visit_date,phq9", rows)
    (question,) = [q for q in plan.undecided if q.marks[0].name == "date"]
    assert "does visit_date say when people were assessed?" in question.text
    assert [visit.window for visit in plan.visits] == [(-28, 0), (1, 56)]
    assert "2020" not in (tmp_path / "mine.yaml").read_text()


def test_the_numbers_of_names_are_the_visits(proposed: Proposed, tmp_path: Path) -> None:
    header = "id,arm,Y.t0,Y.t1,Y.t2,Y.t4,Y.t6,Y.t8"
    plan = proposed(header, wide(["IPT", "TAU"], 6))
    assert asked(plan)["visit_weeks"] == "0, 1, 2, 4, 6, 8?"
    assert plan.outcomes[0].scale == "y"
    # Somebody knows the scale: its name in the place of the measure's, and the measure taken out.
    text = without_questions((tmp_path / "mine.yaml").read_text())
    lines = [line for line in text.splitlines() if "direction:" not in line]
    text = "\n".join(line for line in lines if line != "measures:")
    (tmp_path / "mine.yaml").write_text(
        text.replace(" y:", " phq9:").replace("scale: y", "scale: phq9")
    )
    plan = read_plan(tmp_path / "mine.yaml")
    assert plan.outcomes[0].scale == "phq9"
    assert [visit.week for visit in plan.visits] == [0, 1, 2, 4, 6, 8]


@pytest.mark.parametrize(
    "header",
    ["TxDrug", "trt01", "randgrp", "allocation", "rand_arm", "Behandlungsgruppe", "bras", "groep"],
)
def test_names_of_the_arms_column(proposed: Proposed, header: str) -> None:
    plan = proposed(f"id,{header},phq9_pre,phq9_w8", wide([0, 1], 2))
    assert plan.participants.columns.arm == header


def test_two_columns_that_may_be_the_arm_are_asked_about(proposed: Proposed) -> None:
    rows = [[n, n % 2, int(n > 6), n, n] for n in PEOPLE]
    found = asked(proposed("id,group,therapy,phq9_pre,phq9_w8", rows))
    assert found["participants.columns.arm"] == "group or therapy?"


def test_arms_in_columns_of_yes_and_no(proposed: Proposed) -> None:
    rows = [[n, n % 2, 1 - n % 2, n, n] for n in PEOPLE]
    plan = proposed("id,arm_cbt,arm_wl,phq9_pre,phq9_w8", rows)
    assert plan.participants.columns.arm == "arm_cbt"
    assert plan.participants.arm_codes == {"1": "cbt", "0": "wl"}
    assert [(arm.name, arm.role) for arm in plan.arms] == [("wl", "control"), ("cbt", "treatment")]
    three = [[n, *(int(n % 3 == k) for k in range(3)), n, n] for n in PEOPLE]
    plan = proposed("id,arm_cbt,arm_ipt,arm_wl,phq9_pre,phq9_w8", three)
    assert asked(plan)["participants.columns.arm"] == "choose_a_column?"
    assert "3 columns of 0 and 1 (arm_cbt, arm_ipt, arm_wl)" in plan.undecided[0].text


@pytest.mark.parametrize("header", ["n_patient", "PatNr", "Pat.-Nr.", "Teilnehmer", "sujet"])
def test_names_of_the_participants_column(proposed: Proposed, header: str) -> None:
    rows = [[n % 3, *row] for n, row in enumerate(wide(["IPT", "TAU"], 2))]
    plan = proposed(f"extra,{header},arm,phq9_pre,phq9_w8", rows)
    assert plan.participants.columns.participant == header


@pytest.mark.parametrize("header", ["ResponseId", "responseid", "respondent", "_recordId"])
def test_a_surveys_number_of_a_response_is_not_the_participant(
    proposed: Proposed, header: str
) -> None:
    plan = proposed(f"{header},arm,phq9_pre,phq9_w8", wide(["IPT", "TAU"], 2))
    assert asked(plan)["participants.columns.participant"] == "row?"
    rows = [[1000 - n, *row] for n, row in enumerate(wide(["IPT", "TAU"], 2))]
    plan = proposed(f"{header},code,arm,phq9_pre,phq9_w8", rows)
    assert plan.participants.columns.participant == "code"


def test_a_header_may_be_a_word_of_its_column(proposed: Proposed) -> None:
    plan = proposed("id,treatment,phq9_t0,phq9_t1", wide(["treatment", "control"], 2))
    assert plan.participants.columns.arm == "treatment"
    assert [arm.name for arm in plan.arms] == ["control", "treatment"]


def test_a_baseline_that_nobody_has_is_asked_about(proposed: Proposed) -> None:
    rows = [[*row[:2], "", *row[3:]] for row in wide(["IPT", "TAU"], 5)]
    plan = proposed("id,arm,phq9_pre,phq9_w4,phq9_w8,gad7_pre,gad7_w8", rows)
    (question,) = [q for q in plan.undecided if q.marks[0].name == "role"]
    assert "baseline (0 with a score)" in question.text
    assert "Nobody has a score at baseline: is the baseline elsewhere?" in question.text
    alone = proposed("id,arm,phq9_pre,phq9_w4,phq9_w8", [row[:5] for row in rows])
    assert asked(alone)["visits.0.week"] == "4?"
    assert "is Week 4 the baseline?" in alone.undecided[0].text


def test_an_endpoint_is_a_visit_that_somebody_has(proposed: Proposed) -> None:
    rows = wide(["IPT", "TAU"], 5)
    plan = proposed("id,arm,phq9_pre,phq9_w4,gad7_pre,gad7_w4,gad7_w8", rows)
    assert [(of.scale, of.endpoint) for of in plan.outcomes] == [
        ("phq9", "week_4"),
        ("gad7", "week_8"),
    ]
    assert asked(plan)["outcomes.0.endpoint"] == "week_4?"
