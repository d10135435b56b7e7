"""Small files as a stranger may have them: what is guessed, what is asked, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from openpyxl import Workbook

import ipt_outcomes as ipt
from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.proposal.propose import Proposal, propose
from ipt_outcomes.study_check import check_study

from ...accepted_plan import accepted

PEOPLE = range(1, 13)
FORM = ("Not at all", "Several days", "More than half the days", "Nearly every day")
Decided = Callable[..., ipt.Plan]
# By person, visit and item.
ANSWERS = np.random.default_rng(4).integers(0, 4, (13, 2, 10))


def arm(n: int) -> str:
    return "IPT" if n % 2 else "TAU"


def csv(header: str, rows: list[list[object]], mark: str = ",") -> str:
    return "\n".join([header, *(mark.join(map(str, row)) for row in rows)]) + "\n"


@pytest.fixture
def new(tmp_path: Path) -> Callable[..., Proposal]:
    """Write the files, and propose a plan for them."""

    def proposal(**files: str | bytes) -> Proposal:
        names = []
        for name, content in files.items():
            names.append(f"{name}.csv")
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / names[-1]).write_bytes(data)
        return propose("mine", names, root=tmp_path)

    return proposal


@pytest.fixture
def decided(new: Callable[..., Proposal], tmp_path: Path) -> Decided:
    """The same, with every guess taken; nothing is wrong with the data then."""

    def plan_of(**files: str | bytes) -> ipt.Plan:
        plan = accepted(tmp_path / "mine.yaml", new(**files).text)
        assert check_study(plan).ok
        return plan

    return plan_of


def values(plan: ipt.Plan) -> pd.Series:
    """The reported totals or the sums of the answers, by participant and visit."""
    scores = ipt.read_study(plan).scores.dropna(subset=["value"])
    return scores.groupby(["participant", "visit"])["value"].sum()


def refused(new: Callable[..., Proposal], **files: str) -> str:
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
def test_people_in_two_files_are_to_be_put_into_one(
    new: Callable[..., Proposal], header: str, says: str
) -> None:
    def rows(letter: str) -> list[list[object]]:
        middle = [arm] if says == "the site" else []
        return [[f"{letter}{n}", *(each(n) for each in middle), n, n] for n in PEOPLE]

    said = refused(new, ipt=csv(header, rows("A")), tau=csv(header, rows("B")))
    assert "tau.csv, column id" in said
    assert "no participant is in both" in said and f"such as {says}" in said.replace("\n", " ")
    # The same people again are a second file of scores.
    assert new(ipt=csv(header, rows("A")), tau=csv(header, rows("A")))


def test_words_and_codes_for_missing_values(new: Callable[..., Proposal], tmp_path: Path) -> None:
    after = {1: "n/a", 4: ".", 7: "-99"}
    rows = [[n, arm(n), n, after.get(n, n)] for n in PEOPLE]
    text = new(all=csv("id,arm,phq9_pre,phq9_post", rows)).text
    assert 'missing: ["n/a", ".", -99?]' in text
    plan = accepted(tmp_path / "mine.yaml", text.replace("-99?]", "-99]"))
    assert check_study(plan).visits["participants"].to_list() == [12, 9]


def test_a_day_before_randomisation_is_no_missing_code(decided: Decided) -> None:
    rows = [[n, arm(n), day, n] for n in PEOPLE for day in (-7, 28, 56)]
    plan = decided(all=csv("id,arm,day,phq9", rows))
    assert not plan.participants.missing
    assert check_study(plan).visits["participants"].to_list() == [12, 12, 12]


def test_columns_of_one_name_are_said_to_be_unread(new: Callable[..., Proposal]) -> None:
    found = new(all=csv("id,arm,phq9,phq9", [[n, arm(n), n, n] for n in PEOPLE]))
    assert found.notes == (
        "all.csv: with a name that another column has, and not read: columns number 3 and 4",
    )


def test_a_score_beside_its_baseline_is_the_one_after(decided: Decided) -> None:
    plan = decided(all=csv("id,arm,phq9,phq9_base", [[n, arm(n), n, n + 1] for n in PEOPLE]))
    assert values(plan)["3", "baseline"] == 4
    assert values(plan)["3", "post"] == 3


def test_a_row_an_answer(decided: Decided) -> None:
    rows = [
        [n, arm(n), f"T{time}", f"phq9_{item}", ANSWERS[n, time, item]]
        for n in PEOPLE for time in (0, 1) for item in range(1, 10)
    ]  # fmt: skip
    plan = decided(all=csv("id,arm,visit,question,answer", rows))
    assert plan.scores[0].shape == "tall"
    assert values(plan)["1", "baseline"] == ANSWERS[1, 0, 1:].sum()


@pytest.mark.parametrize(
    "words",
    [
        FORM,
        tuple(f"{n} - {word}" for n, word in enumerate(FORM)),
        tuple(f"{word.upper()} ({n})" for n, word in enumerate(FORM)),
        ("Nunca", "Varios días", "Más de la mitad de los días", "Casi todos los días"),
        ("Überhaupt nicht", "An einzelnen Tagen", "An mehr als der Hälfte der Tage",
         "Beinahe jeden Tag"),
    ],
)  # fmt: skip
def test_answers_in_the_form_s_words(decided: Decided, words: tuple[str, ...]) -> None:
    rows = [
        [n, arm(n), time, *(words[answer] for answer in ANSWERS[n, place, 1:])]
        for n in PEOPLE for place, time in enumerate(("pre", "post"))
    ]  # fmt: skip
    header = "id,arm,visit," + ",".join(f"PHQ9_{item}" for item in range(1, 10))
    plan = decided(all=csv(header, rows))
    assert values(plan)["3", "post"] == ANSWERS[3, 1, 1:].sum()


def test_answers_in_words_of_no_known_form_are_asked(new: Callable[..., Proposal]) -> None:
    words = ("nie", "manchmal", "oft", "immer")
    rows = [
        [n, arm(n), time, *(words[answer] for answer in ANSWERS[n, place, 1:])]
        for n in PEOPLE for place, time in enumerate(("pre", "post"))
    ]  # fmt: skip
    header = "id,arm,visit," + ",".join(f"PHQ9_{item}" for item in range(1, 10))
    text = new(all=csv(header, rows)).text
    assert "# decide: which answer on the form is each of the file's words?" in text
    assert "oft: 0 or 1 or 2 or 3?" in text


def test_unlabelled_answers_from_1_are_asked(new: Callable[..., Proposal]) -> None:
    rows = [[n, arm(n), *(1 + (n * k) % 4 for k in range(1, 19))] for n in PEOPLE]
    items = [f"phq9_{item}_{visit}" for visit in ("pre", "post") for item in range(1, 10)]
    text = new(all=csv(f"id,arm,{','.join(items)}", rows)).text
    assert 'recode: {"1": 0?, "2": 1?, "3": 2?, "4": 3?}' in text


def test_dates_alone_with_the_date_of_randomisation(decided: Decided) -> None:
    people = csv("id,arm,randomisation_date", [[n, arm(n), f"{n}.3.2023"] for n in PEOPLE])
    days = (("25.02.2023", n) for n in PEOPLE), (("15.05.2023", n) for n in PEOPLE)
    scores = csv("id;date;phq9", [[n, day, n] for of in days for day, n in of], ";")
    plan = decided(people=people, scores=scores)
    assert plan.participants.columns.randomisation_date == "randomisation_date"
    assert plan.scores[0].date_format == "D.M.YYYY"
    assert [visit.week for visit in plan.visits] == [0, 10]
    assert ipt.read_study(plan).scores["day"].min() == -15


def test_day_and_month_that_may_be_either_are_asked(new: Callable[..., Proposal]) -> None:
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


def test_a_row_of_questions_below_the_names_is_asked(
    new: Callable[..., Proposal], tmp_path: Path
) -> None:
    rows = [["Your number", "Your group", "Your mood before", "Your mood after"]]
    content = csv("id,arm,phq9_pre,phq9_post", [*rows, *([n, arm(n), n, n] for n in PEOPLE)])
    text = new(all=content).text
    assert "header_rows: 2?" in text
    plan = accepted(tmp_path / "mine.yaml", text)
    assert len(ipt.read_study(plan).participants) == len(PEOPLE)


def test_a_participant_s_words_are_no_header(new: Callable[..., Proposal]) -> None:
    rows = [[1, arm(1), "refused", 3], *([n, arm(n), n, n] for n in PEOPLE if n > 1)]
    assert "header_rows" not in new(all=csv("id,arm,phq9_pre,phq9_post", rows)).text


def test_variables_are_known_by_their_labels(tmp_path: Path) -> None:
    rows, labels = [], {"V1": "Participant ID", "V2": "Treatment group"}
    codes: dict[str, dict[int, str]] = {"V2": {1: "Care as usual", 2: "IPT"}}
    answers = dict(enumerate(FORM, 1))
    for visit, first in (("Baseline", 3), ("Week 8", 13)):
        for item in range(1, 10):
            labels[f"V{first + item - 1}"] = f"{visit}: PHQ-9 item {item}, how it was"
            codes[f"V{first + item - 1}"] = answers
        labels[f"V{first + 9}"] = f"{visit}: PHQ-9 total score"
    for n in PEOPLE:
        items = [[1 + (n * item * visit) % 4 for item in range(1, 10)] for visit in (1, 2)]
        rows.append([n, 1 + n % 2, *(x for of in items for x in (*of, sum(of) - 9))])
    frame = pd.DataFrame(rows, columns=list(labels))
    pyreadstat.write_sav(
        frame, str(tmp_path / "all.sav"), column_labels=list(labels.values()),
        variable_value_labels=codes,
    )  # fmt: skip
    found = propose("mine", ["all.sav"], root=tmp_path)
    uses = {use.column: use for use in found.columns}
    assert uses["V1"].why == "by its label"
    assert uses["V12"].use == "phq9, total at baseline, beside the items"
    plan = accepted(tmp_path / "mine.yaml", found.text)
    check = check_study(plan)
    assert check.ok
    assert any("is the total of the items in all 24 forms" in note for note in check.notes)


def test_a_visit_s_codes_are_known_by_their_labels(tmp_path: Path) -> None:
    rows = [[n, n % 2, visit, n] for n in PEOPLE for visit in (1, 2, 3)]
    pyreadstat.write_dta(
        pd.DataFrame(rows, columns=["id", "cond", "v", "tot"]), str(tmp_path / "all.dta"),
        column_labels=["Subject number", "Study arm", "Assessment", "PHQ-9 sum score"],
        variable_value_labels={"cond": {0: "WL", 1: "IPT"},
                               "v": {1: "Baseline", 2: "Week 8", 3: "Six month follow-up"}},
    )  # fmt: skip
    plan = accepted(tmp_path / "mine.yaml", propose("mine", ["all.dta"], root=tmp_path).text)
    codes = plan.scores[0].model_dump()["visit_codes"]
    assert codes == {"1": "baseline", "2": "week_8", "3": "follow_up_month_6"}
    assert check_study(plan).visits["participants"].to_list() == [12, 12, 12]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "latin-1"])
def test_french_in_any_encoding(decided: Decided, encoding: str) -> None:
    rows = [
        [n, "Thérapie interpersonnelle" if n % 2 else "Liste d'attente", f"{n},5", n]
        for n in PEOPLE
    ]
    text = csv("Numéro patient;Bras;PHQ9 avant;PHQ9 après", rows, ";")
    plan = decided(all=text.encode(encoding))
    assert [(each.name, each.role) for each in plan.arms] == [
        ("liste_d_attente", "control"), ("therapie_interpersonnelle", "treatment"),
    ]  # fmt: skip
    assert values(plan)["3", "baseline"] == 3.5


def test_thousands_are_no_decimals(new: Callable[..., Proposal]) -> None:
    rows = [[n, arm(n), n, n, f'"{n},200"'] for n in PEOPLE]
    assert "decimal" not in new(all=csv("id,arm,phq9_pre,phq9_post,income", rows)).text


def test_a_version_in_a_file_s_name_is_no_visit(new: Callable[..., Proposal]) -> None:
    people = csv("id,arm,phq9", [[n, arm(n), n] for n in PEOPLE])
    after = csv("id,phq9", [[n, n] for n in PEOPLE])
    text = new(intake_v2=people, outcome_v2=after).text
    assert "baseline: phq9" in text and "outcome_v2: phq9" in text
    assert 'name: outcome_v2, label: "outcome_v2", week: 1?' in text
