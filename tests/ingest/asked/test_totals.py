"""Items beside totals, totals in other forms, impossible ones: with what is right."""

from __future__ import annotations

import pytest

from ipt_outcomes.errors import PlanError
from ipt_outcomes.ingest.study import study_of
from ipt_outcomes.prepare.totals import assessment_totals

from .conftest import Case

FILE = "phq9_totals_and_items.csv"
ITEMS = "items: [" + ", ".join(f"phq9_{n}" for n in range(1, 10)) + "]"
CODES = {"codes": "{T0: t0, T1: t1, FU6: t2}"}
FIRST = 2


def test_a_total_that_the_plan_does_not_map_is_found_and_compared(case: Case) -> None:
    (problem,) = case.long(FILE, "phq9", ITEMS, **CODES).findings.problems
    assert (problem.line, problem.column) == (FIRST, "phq9_total")
    assert problem.rule.startswith(
        "not the total of the items of PHQ-9, which the column is on 203 of 224 lines; so on 21 "
        "lines (the first 20: 2, 26, 27, "
    )
    assert "`total: phq9_total` and `counts: items` or `counts: total`" in problem.remedy


def test_mapped_beside_the_items_without_a_choice_it_is_refused_as_well(case: Case) -> None:
    survey = case.long(FILE, "phq9", f"{ITEMS}, total: phq9_total", **CODES)
    (problem,) = survey.findings.problems
    assert problem.line == FIRST
    assert "on 203 of 224 lines" in problem.rule
    assert "`counts: items` or `counts: total` beside `items`" in problem.remedy


@pytest.mark.parametrize(
    ("counts", "said", "mean"),
    [("items", "the items count", 12.107), ("total", "the reported total counts", 12.201)],
)
def test_the_plan_says_which_counts_and_the_note_says_where_they_differ(
    case: Case, counts: str, said: str, mean: float
) -> None:
    mapped = f"{ITEMS}, total: phq9_total, counts: {counts}"
    study = study_of(case.long(FILE, "phq9", mapped, **CODES))
    (note,) = [note for note in study.notes if "phq9_total" in note]
    assert "is not the total of the items in 21 of 224 forms (lines 2, 26, 27, " in note
    assert note.endswith(f"by the plan {said}")
    totals = assessment_totals(study.scores)
    assert len(totals) == 224
    assert totals["score"].mean() == pytest.approx(mean, abs=0.0005)
    assert totals["items_answered"].isna().all() == (counts == "total")


def test_counts_without_both_is_refused(case: Case) -> None:
    with pytest.raises(PlanError, match="chooses between items and a total"):
        case.long(FILE, "phq9", f"{ITEMS}, counts: items", **CODES)


RAW = ["3", "7", "11", "13", "14", "18", "20", "22", "9", "25"]
SUMS = ["12", "30", "45", "51", "60", "62", "70", "77", "80", "84"]


def test_raw_sums_of_the_who5_are_refused_and_converted(case: Case) -> None:
    (problem,) = case.totals(RAW, "who5").findings.problems
    assert problem.rule == (
        "all 10 totals of WHO-5 are 25 or less, and 9 are no multiples of 4, as sums of the "
        "answers, 0 to 25, would be; the scale goes from 0 to 100"
    )
    assert problem.remedy.startswith("Write `totals_as: {who5: sum}`")
    study = study_of(case.totals(RAW, "who5", "    totals_as: {who5: sum}\n"))
    assert list(study.scores["value"]) == [4 * float(value) for value in RAW]


def test_sums_of_the_mspss_are_one_cause_with_its_conversion(case: Case) -> None:
    problems = case.totals(SUMS, "mspss").findings.problems
    assert {problem.remedy for problem in problems} == {
        "All fit sums of the answers, 12 to 84: write `totals_as: {mspss: sum}` beside `scales`."
    }
    study = study_of(case.totals(SUMS, "mspss", "    totals_as: {mspss: sum}\n"))
    assert list(study.scores["value"]) == pytest.approx([float(value) / 12 for value in SUMS])


def test_answers_counted_from_1(case: Case) -> None:
    values = ["12", "40", "33", "25", "28", "31", "35", "19", "22", "38"]
    (remedy,) = {problem.remedy for problem in case.totals(values, "rses").findings.problems}
    assert "`totals_as: {rses: from_1}`" in remedy
    study = study_of(case.totals(values, "rses", "    totals_as: {rses: from_1}\n"))
    assert list(study.scores["value"]) == [float(value) - 10 for value in values]


def test_a_longer_form_of_the_scale_is_named(case: Case) -> None:
    values = ["3", "26", "27", "25", "20", "12", "13", "14", "15", "16"]
    (remedy,) = {problem.remedy for problem in case.totals(values, "phq8").findings.problems}
    assert remedy.startswith("All fit PHQ-9, 0 to 27: write `phq9`")


def test_a_form_that_the_scale_does_not_have_is_refused(case: Case) -> None:
    with pytest.raises(PlanError, match="no other form 'sum'"):
        case.totals(RAW, "phq9", "    totals_as: {phq9: sum}\n")


def test_a_code_within_the_range_that_no_answers_give(case: Case) -> None:
    values = ["40", "60", "99", "8", "72", "100", "0", "99", "52", "48"]
    (problem,) = case.totals(values, "who5").findings.problems
    assert problem.line == 4
    assert problem.rule == (
        "WHO-5 is a sum times 4, and the total is no multiple of 4; so on 2 lines (4, 9)"
    )
    assert "declare it under `missing`" in problem.remedy
    beside = "    missing: {y: [99]}\n"
    assert case.totals(values, "who5", beside).findings.problems == ()


def test_fractions_of_a_sum_are_counted(case: Case) -> None:
    values = ["12", "9.5", "17", "20.25", "3", "8", "11", "14", "6", "21"]
    study = study_of(case.totals(values, "phq9"))
    (note,) = [note for note in study.notes if "fractions" in note]
    assert "2 of 10 reported totals are fractions" in note
    assert "filled in before" in note
