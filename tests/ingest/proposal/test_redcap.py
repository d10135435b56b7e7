"""A first plan from REDCap's exports: as the project's own software writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.proposal.propose import propose_plan
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.plan import Plan

from ...accepted_plan import accepted

Row = Mapping[str, object]
Bring = Callable[..., Plan]

PEOPLE = range(1, 13)
TREATED = range(2, 13, 2)
ITEMS = [f"phq9_{number}" for number in range(1, 10)]
CHOICES = '"0, Not at all | 1, Several days | 2, More than half | 3, Nearly every day"'
FIELDS = {
    "record_id": "text,Record ID,,,",
    "first_name": "text,First name,,,y",
    "dob": "text,Born,,date_dmy,y",
    "age": "text,Age,,integer,",
    "sex": 'radio,Sex,"1, Female | 2, Male",,',
    "rand_arm": 'radio,Arm,"1, Interpersonal Psychotherapy (IPT) | 2, Waiting list",,',
    **{item: f"radio,{item},{CHOICES},," for item in ITEMS},
    "gad7_total": "text,GAD-7,,integer,",
    "phq9_total_bl": "calc,PHQ-9,,,",
    "phq9_total_w8": "calc,PHQ-9,,,",
    "session_number": "text,Session,,integer,",
    "attended": 'radio,Came,"1, Yes | 2, No",,',
    "minutes": "slider,Minutes,,,",
}
DICTIONARY = (
    "Variable / Field Name,Field Type,Field Label,"
    '"Choices, Calculations, OR Slider Labels",'
    "Text Validation Type OR Show Slider Number,Identifier?\n"
    + "".join(f"{name},{rest}\n" for name, rest in FIELDS.items())
)
PERSON = ["record_id", "first_name", "dob", "age", "sex", "rand_arm", "demographics_complete"]
EVENTS = ["baseline_arm_1", "week_4_arm_1", "week_8_arm_1", "3_month_followup_arm_1"]
SCORES = [*ITEMS, "gad7_total", "phq9_timestamp", "phq9_complete"]
SESSION = ["session_number", "attended", "minutes"]
EVENT, FORM, INSTANCE = (
    "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance",
)  # fmt: skip


def person(number: int) -> Row:
    cells = (number, f"CANARY{number}", "1980-01-02", 20 + number, 1 + number % 2)
    return dict(zip(PERSON, (*cells, 1 + number % 2, 2), strict=True))


def scores(number: int) -> Row:
    items = [(number + place) % 4 for place in range(9)]
    return dict(zip(SCORES, (*items, number, "2024-01-01 10:00", 2), strict=True))


def sessions(number: int) -> Iterable[Row]:
    for session in (1, 2, 3):
        cells = (session, 1 + (number + session) % 2, 50)
        yield {
            "record_id": number, FORM: "therapy_session", INSTANCE: session,
            **dict(zip(SESSION, cells, strict=True)),
        }  # fmt: skip


def longitudinal(events: Sequence[str] = EVENTS) -> list[Row]:
    return [
        {"record_id": number, EVENT: event, **scores(number)}
        | (person(number) if event.startswith("baseline") else {})
        for number in PEOPLE
        for event in events
    ]


def written(rows: Sequence[Row], columns: Sequence[str]) -> str:
    lines = [columns, *([str(row.get(name, "")) for name in columns] for row in rows)]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines)


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Write an export (and its dictionary), propose a plan, read it and the study."""

    def plan_of(
        rows: Sequence[Row], columns: Sequence[str], dictionary: str | None = DICTIONARY
    ) -> Plan:
        (tmp_path / "export.csv").write_text(written(rows, columns))
        files = ["export.csv"]
        if dictionary is not None:
            (tmp_path / "dictionary.csv").write_text(dictionary)
            files.append("dictionary.csv")
        text = propose_plan("mine", files, root=tmp_path)
        assert "CANARY" not in text
        return accepted(tmp_path / "mine.yaml", text)

    return plan_of


LONG = ["record_id", EVENT, *PERSON[1:], *SCORES]


def test_a_longitudinal_project(bring: Bring) -> None:
    plan = bring(longitudinal(), LONG)
    people = plan.participants
    assert people.columns.model_dump(exclude_none=True) == {
        "participant": "record_id", "arm": "rand_arm", "age": "age", "sex": "sex",
    }  # fmt: skip
    assert people.rows == {EVENT: ("baseline_arm_1",)}
    assert people.dictionary == plan.scores[0].dictionary == "dictionary.csv"
    assert people.labels == ("sex",)
    assert [(arm.name, arm.label, arm.role) for arm in plan.arms] == [
        ("waiting_list", "Waiting list", "control"),
        ("ipt", "Interpersonal Psychotherapy (IPT)", "treatment"),
    ]
    assert people.arm_codes == {"2": "waiting_list", "1": "ipt"}
    assert [(visit.name, visit.phase) for visit in plan.visits] == [
        ("baseline", "baseline"),
        ("week_4", "treatment"),
        ("week_8", "treatment"),
        ("follow_up_month_3", "follow_up"),
    ]
    study = read_study(plan)
    assert len(study.participants) == len(PEOPLE)
    assert set(study.participants["sex"]) == {"Female", "Male"}
    assert len(study.scores) == len(PEOPLE) * 4 * 10


def test_without_a_dictionary_only_the_arms_are_to_be_said(bring: Bring) -> None:
    plan = bring(longitudinal(), LONG, None)
    assert plan.participants.rows == {EVENT: ("baseline_arm_1",)}
    assert [arm.name for arm in plan.arms] == ["arm_2", "arm_1"]
    assert len(read_study(plan).scores) == len(PEOPLE) * 4 * 10


def test_the_screening_and_what_is_not_planned_are_passed_over(bring: Bring) -> None:
    rows = longitudinal(["screening_arm_1", *EVENTS])
    rows.append({"record_id": 1, EVENT: "unscheduled_arm_1", **scores(1)})
    plan = bring(rows, LONG)
    assert plan.scores[0].rows == {EVENT: tuple(EVENTS)}
    assert plan.visits[0].name == "baseline"
    assert len(read_study(plan).scores) == len(PEOPLE) * 4 * 10
    alone = bring(longitudinal(["screening_arm_1", *EVENTS[1:]]), LONG)
    assert (alone.visits[0].name, alone.visits[0].phase) == ("screening", "baseline")


def test_the_screening_of_a_wide_file_is_passed_over(bring: Bring) -> None:
    columns = [f"phq9_total_{when}" for when in ("screening", "bl", "w8")]
    rows = [{**person(n), **dict.fromkeys(columns, n)} for n in PEOPLE]
    plan = bring(rows, [*PERSON, *columns], DICTIONARY + "phq9_total_screening,calc,x,,,\n")
    assert dict(plan.scores[0].scales) == {"phq9": {"baseline": columns[1], "week_8": columns[2]}}
    assert [visit.name for visit in plan.visits] == ["baseline", "week_8"]


def test_sessions_that_repeat_in_the_same_file(bring: Bring) -> None:
    rows = longitudinal()
    rows += [row | {EVENT: EVENTS[0]} for number in TREATED for row in sessions(number)]
    plan = bring(rows, [*LONG[:2], FORM, INSTANCE, *LONG[2:], *SESSION])
    assert plan.participants.rows == {FORM: ("",), EVENT: ("baseline_arm_1",)}
    assert plan.sessions is not None
    assert plan.sessions.rows == {FORM: ("therapy_session",)}
    assert plan.sessions.labels == ("attended",)
    assert plan.scores[0].rows == {FORM: ("",)}
    study = read_study(plan)
    assert len(study.sessions) == len(TREATED) * 3
    # The second session of each.
    assert study.sessions["attended"].sum() == len(TREATED)
    assert len(study.scores) == len(PEOPLE) * 4 * 10


def test_sessions_that_are_a_repeated_event(bring: Bring) -> None:
    rows = longitudinal(EVENTS[:2])
    rows += [
        {**row, EVENT: "session_arm_1", FORM: ""} for number in TREATED for row in sessions(number)
    ]
    plan = bring(rows, [*LONG[:2], FORM, INSTANCE, *LONG[2:], *SESSION])
    assert plan.sessions is not None
    assert plan.sessions.rows == {EVENT: ("session_arm_1",)}
    assert plan.scores[0].rows == {EVENT: tuple(EVENTS[:2])}
    assert len(read_study(plan).sessions) == len(TREATED) * 3


def test_a_questionnaire_that_is_a_repeated_event(bring: Bring) -> None:
    rows = [
        row
        for n in PEOPLE
        for row in (
            {**person(n), EVENT: "enrolment_arm_1"},
            *({"record_id": n, EVENT: "visit_arm_1", INSTANCE: i, **scores(n)} for i in (1, 2)),
            *(
                {"record_id": n, EVENT: "unscheduled_arm_1", INSTANCE: i, **scores(n)}
                for i in (1, 2)
            ),
        )
    ]
    plan = bring(rows, [*LONG[:2], FORM, INSTANCE, *LONG[2:]])
    assert plan.participants.rows == {EVENT: ("enrolment_arm_1",)}
    assert [entry.rows for entry in plan.scores] == [{EVENT: ("visit_arm_1",)}]
    assert plan.scores[0].columns.model_dump()["visit"] == INSTANCE
    assert len(read_study(plan).scores) == len(PEOPLE) * 2 * 10


def test_an_event_without_scores_is_no_visit(bring: Bring) -> None:
    rows = longitudinal()
    rows += [{"record_id": n, EVENT: "therapy_arm_1", "minutes": 50} for n in PEOPLE]
    plan = bring(rows, [*LONG, "minutes"])
    assert [visit.name for visit in plan.visits] == [
        "baseline", "week_4", "week_8", "follow_up_month_3",
    ]  # fmt: skip


def test_the_records_column_whatever_it_is_called(bring: Bring) -> None:
    rows = [{**row, "proband": row["record_id"]} for row in longitudinal()]
    columns = ["proband", *LONG[1:]]
    for dictionary in (None, DICTIONARY.replace("record_id", "proband")):
        plan = bring(rows, columns, dictionary)
        assert plan.participants.columns.participant == "proband"


def test_a_column_whose_words_are_arms_is_one_before_yes_and_no(bring: Bring) -> None:
    fields = DICTIONARY.replace("rand_arm,", "therapy,") + "randomised,text,Randomised,,,\n"
    rows = [
        row | ({"therapy": row["rand_arm"], "randomised": row["sex"]} if "sex" in row else {})
        for row in longitudinal()
    ]
    columns = [*LONG, "therapy", "randomised"]
    plan = bring(rows, [name for name in columns if name != "rand_arm"], fields)
    assert plan.participants.columns.arm == "therapy"


def test_a_classic_project_with_a_row_a_person(bring: Bring) -> None:
    rows = [{**person(n), "phq9_total_bl": 20, "phq9_total_w8": n} for n in PEOPLE]
    plan = bring(rows, [*PERSON, "phq9_total_bl", "phq9_total_w8"])
    assert plan.participants.rows == {}
    assert plan.participants.shape == "wide"
    assert [(visit.name, visit.week) for visit in plan.visits] == [("baseline", 0), ("week_8", 8)]
    assert len(read_study(plan).scores) == 2 * len(PEOPLE)


def test_a_questionnaire_that_repeats_in_a_classic_project(bring: Bring) -> None:
    rows = [
        row
        for n in PEOPLE
        for row in (
            person(n),
            *({"record_id": n, FORM: "phq9", INSTANCE: i, **scores(n)} for i in (1, 2)),
        )
    ]
    plan = bring(rows, ["record_id", FORM, INSTANCE, *PERSON[1:], *SCORES])
    assert plan.participants.rows == {FORM: ("",)}
    assert plan.scores[0].rows == {FORM: ("phq9",)}
    assert plan.scores[0].columns.model_dump()["visit"] == INSTANCE
    assert len(read_study(plan).scores) == len(PEOPLE) * 2 * 10


def test_arms_that_only_the_events_name(bring: Bring) -> None:
    rows = [
        {
            **row,
            EVENT: str(row[EVENT]).replace("arm_1", f"arm_{1 + int(str(row['record_id'])) % 2}"),
        }
        for row in longitudinal()
    ]
    plan = bring(rows, [name for name in LONG if name != "rand_arm"])
    assert plan.participants.columns.arm == EVENT
    assert plan.participants.arm_codes == {"baseline_arm_2": "arm_2", "baseline_arm_1": "arm_1"}
    assert {visit.name for visit in plan.visits} == {
        "baseline", "week_4", "week_8", "follow_up_month_3",
    }  # fmt: skip
    assert read_study(plan).participants["arm"].value_counts().to_dict() == {"arm_1": 6, "arm_2": 6}


def test_people_without_an_arm_are_left_out_and_counted(bring: Bring, tmp_path: Path) -> None:
    rows = [row | ({"rand_arm": ""} if row["record_id"] == 1 else {}) for row in longitudinal()]
    plan = bring(rows, LONG)
    assert plan.participants.without_arm == "leave_out"
    assert "1 row of 12 have no arm" in (tmp_path / "mine.yaml").read_text()
    study = read_study(plan)
    assert len(study.participants) == 11
    assert any("without an arm: 1 person, with" in note for note in study.notes)


def test_an_identifier_is_never_mapped_but_for_the_record(bring: Bring, tmp_path: Path) -> None:
    marked = DICTIONARY.replace("Age,,integer,", "Age,,integer,y")
    plan = bring(longitudinal(), LONG, marked)
    assert plan.participants.columns.age is None
    text = (tmp_path / "mine.yaml").read_text()
    not_mapped = next(line for line in text.splitlines() if "Not mapped" in line)
    for column in ("first_name", "dob", "age", "demographics_complete"):
        assert f'"{column}"' in not_mapped
    plan = bring(longitudinal(), LONG, DICTIONARY.replace("Record ID,,,", "Record ID,,,y"))
    assert plan.participants.columns.participant == "record_id"
    assert plan.pseudonyms is not None and plan.pseudonyms.key_env == "MINE_KEY"
    # Another identifier is taken where there is one.
    rows = [{**row, "study_id": f"S{row['record_id']}"} for row in longitudinal()]
    marked = DICTIONARY.replace("Record ID,,,", "Record ID,,,y") + "study_id,text,Study,,,\n"
    plan = bring(rows, [*LONG, "study_id"], marked)
    assert plan.participants.columns.participant == "study_id"
    assert plan.pseudonyms is None


def test_decimal_commas_of_a_field(bring: Bring) -> None:
    rows = [{**row, "gad7_total": f"{row['record_id']},5"} for row in longitudinal()]
    commas = DICTIONARY.replace("GAD-7,,integer", "GAD-7,,number_1dp_comma_decimal")
    plan = bring(rows, LONG, commas)
    assert plan.participants.decimal == ","
    values = read_study(plan).scores.query("scale == 'gad7'")["value"]
    assert set(values) == {n + 0.5 for n in PEOPLE}


def test_labels_in_place_of_codes(bring: Bring, tmp_path: Path) -> None:
    """As REDCap's API gives them: the headings are fields, the cells labels."""
    arms, sexes = {1: "IPT", 2: "Waiting list"}, {1: "Female", 2: "Male"}
    rows = [
        {**person(n), "sex": sexes[1 + n % 2], "rand_arm": arms[1 + n % 2]}
        | {"phq9_total_bl": 20, "phq9_total_w8": n}
        for n in PEOPLE
    ]
    labels = DICTIONARY.replace("Interpersonal Psychotherapy (IPT)", "IPT")
    plan = bring(rows, [*PERSON, "phq9_total_bl", "phq9_total_w8"], labels)
    assert plan.participants.dictionary is None
    assert "decide: it has labels" in (tmp_path / "mine.yaml").read_text()
    assert [arm.name for arm in plan.arms] == ["waiting_list", "ipt"]


def test_an_export_of_labels_cannot_be_read_and_is_told(tmp_path: Path) -> None:
    head = '"Record ID","Event Name",Arm,Complete?,"PHQ-9 total",Complete?\n'
    (tmp_path / "export.csv").write_text(head + "1,Baseline,IPT,Complete,12,Complete\n")
    with pytest.raises(DataError) as refused:
        propose_plan("mine", ["export.csv"], root=tmp_path)
    (problem,) = refused.value.problems
    assert "export of labels" in problem.rule
    assert "raw data" in problem.remedy


def test_a_dictionary_of_another_project_or_alone(bring: Bring, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no file given has the fields"):
        bring(longitudinal(), LONG, DICTIONARY.replace("phq9_", "bdi_").replace("rand_", ""))
    with pytest.raises(DataError, match="no file is given"):
        propose_plan("mine", ["dictionary.csv"], root=tmp_path)


def test_a_file_that_shares_only_the_record_is_not_the_projects(
    bring: Bring, tmp_path: Path
) -> None:
    bring(longitudinal(), LONG)
    (tmp_path / "arms.csv").write_text(
        "record_id,allocation\n" + "".join(f"{n},{'IPT' if n % 2 else 'TAU'}\n" for n in PEOPLE)
    )
    names = [name for name in LONG if name != "rand_arm"]
    (tmp_path / "export.csv").write_text(written(longitudinal(), names))
    text = propose_plan("mine", ["arms.csv", "export.csv", "dictionary.csv"], root=tmp_path)
    plan = accepted(tmp_path / "mine.yaml", text)
    assert (plan.participants.file, plan.participants.dictionary) == ("arms.csv", None)
    assert (plan.scores[0].file, plan.scores[0].dictionary) == ("export.csv", "dictionary.csv")
    assert len(read_study(plan).participants) == len(PEOPLE)
