"""Files as trials have them, through `new`: a few lines decided, and the known totals come out.

The files are those of `tests/ingest` that were misread once; all people are made up, and
`truth.csv` has the totals of the 80 people of four of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.proposal.propose import propose
from ipt_outcomes.study_check import StudyCheck, check_study

from ...accepted_plan import accepted, without_questions

INGEST = Path(__file__).parents[1]
SHAPES, CASES, FILES = (
    INGEST / "shapes",
    INGEST / "asked" / "cases",
    Path(__file__).parent / "files",
)
MOST_EDITS = 5

Decided = Callable[..., ipt.Plan]


@pytest.fixture
def decided(tmp_path: Path) -> Decided:
    """The plan proposed for the files, each guess taken but for `answers` (old line's part: new).

    It differs from the proposed one in at most five lines, unless `most` says more.
    """

    def plan_of(
        source: Path, *files: str, answers: Mapping[str, str] | None = None, most: int = MOST_EDITS
    ) -> ipt.Plan:
        for path in source.iterdir():
            if path.is_file():
                shutil.copy(path, tmp_path)
        names = files or sorted(path.name for path in source.iterdir())
        text = propose("mine", names, root=tmp_path).text
        plan = accepted(tmp_path / "mine.yaml", text)
        final = without_questions(text)
        for old, new in (answers or {}).items():
            assert final.count(old) == 1, old
            final = final.replace(old, new)
        changed = sum(
            before != after
            for before, after in zip(text.splitlines(), final.splitlines(), strict=True)
        )
        assert changed <= most
        (tmp_path / "mine.yaml").write_text(final)
        return ipt.read_plan(tmp_path / "mine.yaml") if answers else plan

    return plan_of


def totals(plan: ipt.Plan, scale: str) -> pd.Series:
    """The totals by the participant's number and the visit's place in the plan."""
    study = ipt.read_study(plan)
    found = ipt.prepare_outcomes(plan, study.participants, study.scores)
    used = found.loc[found["outcome"] == scale].dropna(subset=["score"])
    places = {visit.name: place for place, visit in enumerate(plan.visits)}
    at = [used["participant"].str.lstrip("T0").astype(int), used["visit"].map(places)]
    return used.set_index(pd.MultiIndex.from_arrays(at))["score"].sort_index()


def assert_true(plan: ipt.Plan, scale: str = "phq9", column: str = "phq") -> None:
    """The arms and the totals are those of the 80 people."""
    truth = pd.read_csv(SHAPES / "truth.csv")
    known = truth.set_index(["n", "v"])[column].sort_index()
    pd.testing.assert_series_equal(
        totals(plan, scale), known, check_names=False, check_dtype=False, check_index_type=False
    )
    people = ipt.read_study(plan).participants
    controls = {arm.name for arm in plan.arms if arm.role == "control"}
    in_control = set(people.loc[people["arm"].isin(controls), "participant"].astype(int))
    assert in_control == set(truth.loc[truth["arm"] == "wl", "n"])


def test_a_baseline_in_one_workbook_and_follow_ups_in_another(decided: Decided) -> None:
    source = SHAPES / "german_two_files"
    plan = decided(source, "aufnahme.xlsx#Aufnahme", "verlauf.xlsx#Verlauf")
    assert [visit.week for visit in plan.visits] == [0, 6, 12]
    assert_true(plan)
    assert_true(plan, "sas_sr", "sas")


def test_sheets_are_listed_as_new_takes_them(tmp_path: Path) -> None:
    shutil.copytree(SHAPES / "german_two_files", tmp_path / "in")
    with pytest.raises(DataError) as refused:
        propose("mine", ["in/verlauf.xlsx"], root=tmp_path)
    (problem,) = refused.value.problems
    assert problem.remedy == "Name one, as `in/verlauf.xlsx#Verlauf` or `in/verlauf.xlsx#Legende`."
    assert propose("mine", ["in/verlauf.xlsx#Verlauf"], root=tmp_path).text


def test_three_header_rows_and_answers_in_words(decided: Decided) -> None:
    plan = decided(SHAPES / "qualtrics_three_headers")
    assert plan.participants.header_rows == 3
    assert_true(plan)


def test_a_file_a_wave(decided: Decided) -> None:
    plan = decided(SHAPES / "three_response_files")
    assert [visit.name for visit in plan.visits] == ["baseline", "week_6", "week_12"]
    assert len(plan.scores) == 3
    assert_true(plan)


def test_time_without_a_unit(decided: Decided) -> None:
    assert_true(decided(FILES / "time_0_6_12"))


def test_answers_from_1_to_4_with_labels(decided: Decided) -> None:
    found = totals(decided(SHAPES / "spss_1_to_4"), "phq9")
    assert found.groupby(level=1).mean()[0] == 9.375


def test_double_entry_is_asked_about_and_24_people_remain(decided: Decided) -> None:
    plan = decided(SHAPES / "redcap_double_entry", "export.csv")
    assert plan.participants.double_entry == "leave_out"
    assert check_study(plan).arms["participants"].to_list() == [12, 12]
    merged = decided(SHAPES / "redcap_double_entry", "merged.csv")
    assert merged.participants.double_entry is None
    pd.testing.assert_series_equal(totals(plan, "phq9"), totals(merged, "phq9"))


def test_the_same_words_of_visits_in_two_files_are_one_visit_s(tmp_path: Path) -> None:
    shutil.copytree(SHAPES / "redcap_double_entry", tmp_path, dirs_exist_ok=True)
    text = propose("mine", ["export.csv", "merged.csv"], root=tmp_path).text
    plan = accepted(tmp_path / "mine.yaml", text)
    assert len(plan.scores) == 2
    assert all(len(scores.visit_codes) == 3 for scores in plan.scores if scores.shape == "long")


TURNED = {"reversed_already: false": "reversed_already: true"}


def test_items_turned_before_are_refused_until_the_plan_says_so(decided: Decided) -> None:
    source = CASES
    plan = decided(source, "rses_turned_before.csv")
    assert any("reversed_already: true" in each.remedy for each in check_study(plan).problems)
    plan = decided(source, "rses_turned_before.csv", answers=TURNED)
    study = ipt.read_study(plan)
    found = ipt.prepare_outcomes(plan, study.participants, study.scores)
    means = found.query("visit == 'week_12'").groupby("arm")["score"].mean()
    assert means.round(1).to_dict() == {"ipt": 21.1, "wl": 16.2}


def problems_of(plan: ipt.Plan) -> StudyCheck:
    found = check_study(plan)
    assert found.problems
    return found


def test_a_total_beside_items_is_compared(decided: Decided) -> None:
    plan = decided(CASES, "phq9_totals_and_items.csv")
    (problem,) = problems_of(plan).problems
    assert "on 203 of 224 lines" in problem.rule
    of_total = {"total: phq9_total ": "total: phq9_total\n        counts: items "}
    text = Path(plan.file).read_text()
    for old, new in of_total.items():
        text = text.replace(old, new)
    Path(plan.file).write_text(text)
    assert totals(ipt.read_plan(plan.file), "phq9").mean() == pytest.approx(12.107, abs=0.0005)


@pytest.mark.parametrize(("file", "arm"), [("a.csv", "treatment"), ("b.csv", "group")])
def test_a_header_that_is_also_the_name_of_an_arm(decided: Decided, file: str, arm: str) -> None:
    plan = decided(SHAPES / "treatment_header", file)
    assert plan.participants.columns.arm == arm
    assert totals(plan, "phq9")[1, 0] == 11


def test_the_line_that_says_the_delimiter(decided: Decided) -> None:
    plan = decided(SHAPES / "sep_line")
    lines = (SHAPES / "sep_line" / "a.csv").read_text().splitlines()[2:]
    found = totals(plan, "phq9")
    assert len(found) == 48
    for place, line in enumerate(lines, 1):
        answers = line.split(";")[2:]
        assert found[place, 0] == sum(map(int, answers[:9]))
        assert found[place, 1] == sum(map(int, answers[9:]))


def test_a_repeating_instrument_s_instance_is_the_visit_and_its_total_compared(
    decided: Decided,
) -> None:
    # The weeks of four visits, the endpoint and the question.
    plan = decided(SHAPES / "repeating_instrument", most=6)
    check = check_study(plan)
    assert any("phq9_total is the total of the items in all 96 forms" in n for n in check.notes)
    export = pd.read_csv(SHAPES / "repeating_instrument" / "export.csv", encoding="utf-8-sig")
    known = export.dropna(subset=["phq9_total"]).set_index(["record_id", "redcap_repeat_instance"])
    found = totals(plan, "phq9")
    assert len(found) == 96
    assert all(
        known["phq9_total"][who, place + 1] == score for (who, place), score in found.items()
    )


def test_a_visit_that_nobody_came_to_is_asked_about(decided: Decided, tmp_path: Path) -> None:
    source = SHAPES / "empty_planned_visit"
    plan = decided(source)
    text = propose("mine", ["people.csv", "scores.csv"], root=tmp_path).text
    asked = " ".join(line.strip(" #") for line in text.splitlines())
    assert (
        "Nobody has a score at visit 3: if it was planned, give it a line among the visits" in asked
    )
    absent = '  - {name: visit_3, label: "Visit 3", phase: treatment}\n'
    final = without_questions(text)
    at = final.index("  - {name: visit_4")
    final = final[:at] + absent + final[at:]
    final = final.replace("visit_weeks: 0, 1, 2, 4", "visit_weeks: 0, 1, 2, 3, 4")
    final = final.replace("missing_baseline: mean}", "covariance: ar1, baseline: covariate}")
    Path(plan.file).write_text(final)
    plan = ipt.read_plan(plan.file)
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    result = ipt.analyse(ipt.planned_analysis(plan, "phq9"), tables)
    effects = ipt.plan_effects(plan, ipt.planned_contrasts(plan, [result]), outcomes)
    assert effects.set_index("visit")["estimate"]["visit_4"] == pytest.approx(-2.540, abs=0.0005)
    assert result.fit.minus_2_log_likelihood == pytest.approx(787.340, abs=0.0005)


def test_two_units_are_a_question(tmp_path: Path) -> None:
    shutil.copytree(FILES / "weight_units", tmp_path, dirs_exist_ok=True)
    text = propose("mine", ["w.csv"], root=tmp_path).text
    asked = " ".join(line.strip(" #") for line in text.splitlines())
    assert "the weight is in pounds on some rows and in kilograms on others" in asked
    assert "scale: choose_a_scale?" in text
