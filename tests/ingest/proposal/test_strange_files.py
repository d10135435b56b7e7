"""Small files as a stranger may have them: what is guessed, what is asked, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

import ipt_outcomes as ipt
from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.proposal.propose import Proposal, propose
from ipt_outcomes.study_check import check_study

from ...accepted_plan import accepted
from .one_file import PEOPLE, arm, csv, values

Decided = Callable[..., ipt.Plan]
New = Callable[..., Proposal]


def refused(new: New, **files: str) -> str:
    with pytest.raises(DataError) as error:
        new(**files)
    return str(error.value)


def test_a_row_number_beside_the_identifier_is_nobody(decided: Decided, tmp_path: Path) -> None:
    people = [(n, visit) for n in PEOPLE for visit in ("pre", "post")]
    rows = [[row, f"K{n}", arm(n), visit, n] for row, (n, visit) in enumerate(people, 1)]
    plan = decided(all=csv("id,code,arm,visit,phq9", rows))
    text = (tmp_path / "mine.yaml").read_text()
    assert "# decide: is code the person? id is another on each row" in text
    assert plan.participants.columns.participant == "code"
    assert len(ipt.read_study(plan).participants) == len(PEOPLE)


def test_an_identifier_that_is_another_on_each_row_stays_one(decided: Decided) -> None:
    rows = [[n, f"S{n % 3}", arm(n), n, n] for n in PEOPLE]
    plan = decided(all=csv("id,case,arm,phq9_pre,phq9_post", rows))
    assert plan.participants.columns.participant == "id"


@pytest.mark.parametrize(
    ("header", "says"),
    [("id,phq9_pre,phq9_post", "the arm"), ("id,arm,phq9_pre,phq9_post", "the site")],
)
def test_people_in_two_files_are_to_be_put_into_one(new: New, header: str, says: str) -> None:
    def rows(letter: str) -> list[list[object]]:
        middle = [arm] if says == "the site" else []
        return [[f"{letter}{n}", *(each(n) for each in middle), n, n] for n in PEOPLE]

    said = refused(new, ipt=csv(header, rows("A")), tau=csv(header, rows("B")))
    assert "tau.csv, column id" in said
    assert "no participant is in both" in said and f"such as {says}" in said.replace("\n", " ")
    # The same people again are a second file of scores.
    assert new(ipt=csv(header, rows("A")), tau=csv(header, rows("A")))


def test_a_day_before_randomisation_is_no_missing_code(decided: Decided) -> None:
    rows = [[n, arm(n), day, n] for n in PEOPLE for day in (-7, 28, 56)]
    plan = decided(all=csv("id,arm,day,phq9", rows))
    assert not plan.participants.missing
    assert check_study(plan).visits["participants"].to_list() == [12, 12, 12]


def test_columns_of_one_name_are_said_to_be_unread(new: New) -> None:
    found = new(all=csv("id,arm,phq9,phq9", [[n, arm(n), n, n] for n in PEOPLE]))
    assert found.notes == (
        "all.csv: with a name that another column has, and not read: columns number 3 and 4",
    )


def test_a_score_beside_its_baseline_is_the_one_after(decided: Decided) -> None:
    plan = decided(all=csv("id,arm,phq9,phq9_base", [[n, arm(n), n, n + 1] for n in PEOPLE]))
    assert values(plan)["3", "baseline"] == 4
    assert values(plan)["3", "post"] == 3


def test_dates_alone_with_the_date_of_randomisation(decided: Decided) -> None:
    people = csv("id,arm,randomisation_date", [[n, arm(n), f"{n}.3.2023"] for n in PEOPLE])
    days = (("25.02.2023", n) for n in PEOPLE), (("15.05.2023", n) for n in PEOPLE)
    scores = csv("id;date;phq9", [[n, day, n] for of in days for day, n in of], ";")
    plan = decided(people=people, scores=scores)
    assert plan.participants.columns.randomisation_date == "randomisation_date"
    assert plan.scores[0].date_format == "D.M.YYYY"
    assert [visit.week for visit in plan.visits] == [0, 10]
    assert ipt.read_study(plan).scores["day"].min() == -15


def test_day_and_month_that_may_be_either_are_asked(new: New) -> None:
    rows = [[n, arm(n), f"0{1 + n % 9}/0{m}/2023", n] for n in PEOPLE for m in (1, 5)]
    text = new(all=csv("id,arm,Date of assessment,phq9", rows)).text
    assert "date_format: D/M/YYYY or M/D/YYYY?" in text
    assert "date: Date of assessment?" in text
    assert "/2023" not in text


def test_titles_above_the_names(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["A trial of IPT, for analysis"])
    sheet.append(["Exported on", "2024-05-04"])
    sheet.append([])
    sheet.append(["ID", "Arm", "PHQ-9 baseline", "PHQ-9 week 8"])
    for n in PEOPLE:
        sheet.append([n, arm(n), n, n + 1])
    book.save(tmp_path / "all.xlsx")
    plan = accepted(tmp_path / "mine.yaml", propose("mine", ["all.xlsx"], root=tmp_path).text)
    assert (plan.participants.header_rows, plan.participants.names_rows) == (3, (3,))
    assert values(plan)["3", "week_8"] == 4


def test_merged_cells_over_the_names(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Participant", None, "Baseline", None, "Week 8", None])
    sheet.append(["ID", "Arm", "PHQ-9", "GAD-7", "PHQ-9", "GAD-7"])
    for n in PEOPLE:
        sheet.append([n, arm(n), n, n, n + 1, n])
    book.save(tmp_path / "all.xlsx")
    plan = accepted(tmp_path / "mine.yaml", propose("mine", ["all.xlsx"], root=tmp_path).text)
    assert (plan.participants.header_rows, plan.participants.names_rows) == (2, (1, 2))
    assert plan.scores[0].scales["gad7"] == {
        "baseline": "Baseline GAD-7", "week_8": "Week 8 GAD-7",
    }  # fmt: skip


def test_a_row_of_questions_below_the_names_is_asked(new: New, tmp_path: Path) -> None:
    rows = [["Your number", "Your group", "Your mood before", "Your mood after"]]
    content = csv("id,arm,phq9_pre,phq9_post", [*rows, *([n, arm(n), n, n] for n in PEOPLE)])
    text = new(all=content).text
    assert "header_rows: 2?" in text
    plan = accepted(tmp_path / "mine.yaml", text)
    assert len(ipt.read_study(plan).participants) == len(PEOPLE)


def test_a_participant_s_words_are_no_header(new: New) -> None:
    rows = [[1, arm(1), "refused", 3], *([n, arm(n), n, n] for n in PEOPLE if n > 1)]
    assert "header_rows" not in new(all=csv("id,arm,phq9_pre,phq9_post", rows)).text


def test_thousands_are_no_decimals(new: New) -> None:
    rows = [[n, arm(n), n, n, f'"{n},200"'] for n in PEOPLE]
    assert "decimal" not in new(all=csv("id,arm,phq9_pre,phq9_post,income", rows)).text


def test_a_version_in_a_file_s_name_is_no_visit(new: New) -> None:
    people = csv("id,arm,phq9", [[n, arm(n), n] for n in PEOPLE])
    after = csv("id,phq9", [[n, n] for n in PEOPLE])
    text = new(intake_v2=people, outcome_v2=after).text
    assert "baseline: phq9" in text and "outcome_v2: phq9" in text
    assert 'name: outcome_v2, label: "outcome_v2", week: 1?' in text


def test_somebody_in_two_arms_is_what_the_question_says(new: New) -> None:
    people = csv("id,arm", [*([n, arm(n)] for n in PEOPLE), [3, "TAU"]])
    scores = csv("id,week,phq9", [[n, week, n] for n in PEOPLE for week in (0, 8)])
    asked = " ".join(
        line.strip(" #") for line in new(people=people, scores=scores).text.split("\n")
    )
    assert "arm has the name of one, but 1 value of id has several of its words" in asked
    assert "else find out which arm is right" in asked


@pytest.mark.parametrize("mark", ["|", " "])
def test_cells_divided_by_something_else_are_refused(new: New, mark: str) -> None:
    rows = [[n, arm(n), n, n] for n in PEOPLE]
    header = "id,arm,phq9_pre,phq9_post".replace(",", mark)
    assert "its name looks like several names" in refused(new, all=csv(header, rows, mark))


def test_sheets_of_a_visit_each(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Allocation"
    for sheet in ("T0", "T1"):
        book.create_sheet(sheet).append(["id", "PHQ-9"])
    book.active.append(["id", "arm"])
    for n in PEOPLE:
        book["Allocation"].append([n, arm(n)])
        book["T0"].append([n, n])
        book["T1"].append([n, n + 1])
    book.save(tmp_path / "all.xlsx")
    names = [f"all.xlsx#{sheet}" for sheet in book.sheetnames]
    plan = accepted(tmp_path / "mine.yaml", propose("mine", names, root=tmp_path).text)
    assert [scores.source for scores in plan.scores] == ["all.xlsx#T0", "all.xlsx#T1"]
    assert values(plan)["3", "visit_1"] == 4


def test_visits_named_twice(decided: Decided) -> None:
    visits = ("Week 0 (baseline)", "Week 12 (end)", "Follow-up month 6")
    rows = [[n, arm(n), visit, n] for n in PEOPLE for visit in visits]
    plan = decided(all=csv("id,arm,visit,phq9", rows))
    assert [(visit.name, visit.week) for visit in plan.visits][:2] == [
        ("baseline", 0), ("week_12", 12),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("id,arm,week,phq9,phq9_total", "total: phq9 or phq9_total?"),
        ("id,arm,week,phq9,phq9_copy", "total: phq9"),
    ],
)
def test_several_columns_called_as_one_total_are_asked(new: New, header: str, asked: str) -> None:
    rows = [[n, arm(n), week, n, n + 1] for n in PEOPLE for week in (0, 8)]
    assert f"        {asked}\n" in new(all=csv(header, rows)).text


def test_the_same_of_a_visit_in_a_wide_file(new: New) -> None:
    rows = [[n, arm(n), n, n, n, n + 1] for n in PEOPLE]
    header = "id,arm,phq9_pre,phq9_total_pre,phq9_post,phq9_total_post"
    text = new(all=csv(header, rows)).text
    assert "        baseline: phq9_pre\n" in text
    assert "        post: phq9_post or phq9_total_post?\n" in text
