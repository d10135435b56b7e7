"""Answers coded from 1, and items turned before: the cases, with what is right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.ingest.study import Survey, study_of, survey_study
from ipt_outcomes.prepare.totals import planned_totals

from .conftest import Case

ITEMS = ", ".join(f"rses_{n}" for n in range(1, 11))
WEEKS = {"visit": "week", "codes": '{"0": t0, "6": t1, "12": t2}'}


def phq9(case: Case, beside: str = "") -> str:
    visits = [
        f"          t{t}: [{', '.join(f'phq9_{n}_t{t}' for n in range(1, 10))}]\n" for t in range(3)
    ]
    return (
        "    shape: wide\n    columns: {participant: subj}\n    scales:\n      phq9:\n"
        f"        items:\n{''.join(visits)}{beside}"
    )


SPSS = {"shape": "wide", "who": "subj", "arms": "{Waitlist: wl, IPT: ipt}"}


def test_answers_from_1_are_refused_where_the_labels_begin_at_1(case: Case) -> None:
    plan = case.plan("phq9_1_to_4.sav", "phq9", phq9(case), **SPSS)
    (problem,) = survey_study(plan).findings.problems
    assert problem.rule == (
        "nobody gave the least answer (0) to any item of PHQ-9, in 72 forms; the file's value "
        "labels go from 1 to 4"
    )
    assert "`recode: {1: 0, 2: 1, 3: 2, 4: 3}`" in problem.remedy
    assert "declare" not in problem.remedy


def test_the_plan_may_confirm_them_and_the_reason_is_a_note(case: Case) -> None:
    beside = "    confirmed: {phq9.least_answers: all were in hospital}\n"
    plan = case.plan("phq9_1_to_4.sav", "phq9", phq9(case, beside), **SPSS)
    survey = survey_study(plan)
    assert any(note.endswith("The plan says of it: all were in hospital") for note in survey.notes)
    scores = study_of(survey).scores
    totals = planned_totals(plan, scores)
    assert totals.loc[totals["visit"] == "t0", "score"].mean() == 18.375


def test_recoded_they_are_what_people_answered(case: Case) -> None:
    beside = "        recode: {1: 0, 2: 1, 3: 2, 4: 3}\n"
    plan = case.plan("phq9_1_to_4.sav", "phq9", phq9(case, beside), **SPSS)
    totals = planned_totals(plan, study_of(survey_study(plan)).scores)
    assert totals.loc[totals["visit"] == "t0", "score"].mean() == 9.375


def forms(case: Case, answers: list[list[int]]) -> pd.DataFrame:
    names = ["id", "arm", "visit", *(f"q{n}" for n in range(1, 10))]
    rows = [[n, "wl" if n % 2 else "ipt", "t0", *of] for n, of in enumerate(answers)]
    frame = pd.DataFrame(rows, columns=names)
    frame.to_csv(case.folder / "forms.csv", index=False)
    return frame


def read_forms(case: Case) -> Survey:
    return case.long("forms.csv", "phq9", f"items: [{', '.join(f'q{n}' for n in range(1, 10))}]")


def test_without_labels_it_is_asked_of_ten_forms_and_not_of_nine(case: Case) -> None:
    answers = [[1 + (n + item) % 3 for item in range(9)] for n in range(10)]
    forms(case, answers)
    (problem,) = read_forms(case).findings.problems
    assert problem.rule == "nobody gave the least answer (0) to any item of PHQ-9, in 10 forms"
    assert problem.remedy.startswith("Where the file codes 1 to 4 what the scale counts as 0 to 3")
    forms(case, answers[:9])
    assert read_forms(case).findings.problems == ()
    forms(case, [*answers, [0] + [1] * 8])
    assert read_forms(case).findings.problems == ()


def test_of_fours_it_is_not_said_that_they_are_missing(case: Case) -> None:
    answers = np.random.default_rng(3).integers(1, 5, (30, 9))
    forms(case, answers.tolist())
    problems = read_forms(case).findings.problems
    out = [problem for problem in problems if "out of the range" in problem.rule]
    assert out
    for problem in problems:
        assert "recode: {1: 0, 2: 1, 3: 2, 4: 3}" in problem.remedy
        assert "declare" not in problem.remedy
        assert "no codes for missing ones" in problem.remedy


def test_items_turned_before_are_refused_and_the_own_total_says_so(case: Case) -> None:
    survey = case.long("rses_turned_before.csv", "rses", f"items: [{ITEMS}]", **WEEKS)
    (problem,) = survey.findings.problems
    assert problem.rule == (
        "the reverse-keyed items of RSES (2, 5-6, 8-9), turned here, go against the others in 224 "
        "forms and are not turned in the file's own total: rses_total is the sum of the answers as "
        "they are in all 224 forms"
    )
    assert "`reversed_already: true`" in problem.remedy


def test_with_the_key_the_arms_differ_as_they_do(case: Case) -> None:
    mapped = f"reversed_already: true, items: [{ITEMS}]"
    survey = case.long("rses_turned_before.csv", "rses", mapped, **WEEKS)
    study = study_of(survey)
    assert (
        "rses_turned_before.csv: rses: rses_total is the total of the items in all 224 forms"
        in study.notes
    )
    people = study.participants.set_index("participant")["arm"]
    answers = study.scores.loc[(study.scores["visit"] == "t2") & (study.scores["item"] > 0)]
    sums = answers.groupby("participant")["value"].sum()
    means = sums.groupby(people).mean().round(1)
    assert means.to_dict() == {"ipt": 21.1, "wl": 16.2}


def test_items_as_on_the_form_with_the_key_are_refused_too(case: Case) -> None:
    frame = pd.read_csv(__file__.replace("test_items.py", "cases/rses_turned_before.csv"))
    for item in (2, 5, 6, 8, 9):
        frame[f"rses_{item}"] = 3 - frame[f"rses_{item}"]
    frame.drop(columns="rses_total").to_csv(case.folder / "form.csv", index=False)
    survey = case.long("form.csv", "rses", f"items: [{ITEMS}]", **WEEKS)
    assert survey.findings.problems == ()
    mapped = f"reversed_already: true, items: [{ITEMS}]"
    (problem,) = case.long("form.csv", "rses", mapped, **WEEKS).findings.problems
    assert "which the plan says were turned before" in problem.rule
    assert "remove `reversed_already`" in problem.remedy


def test_items_in_another_order_are_named(case: Case) -> None:
    frame = pd.read_csv(__file__.replace("test_items.py", "cases/rses_turned_before.csv"))
    # Item 2 is as on the form, the other four were turned.
    frame["rses_2"] = 3 - frame["rses_2"]
    frame.drop(columns="rses_total").to_csv(case.folder / "form.csv", index=False)
    mapped = f"reversed_already: true, items: [{ITEMS}]"
    (problem,) = case.long("form.csv", "rses", mapped, **WEEKS).findings.problems
    assert problem.rule == (
        "item 2 of RSES, keyed as the scale says, correlate negatively with the others in 224 forms"
    )


@pytest.mark.parametrize("people", [4, 9])
def test_few_people_say_nothing_of_items(case: Case, people: int) -> None:
    frame = pd.read_csv(__file__.replace("test_items.py", "cases/rses_turned_before.csv"))
    frame.loc[frame["id"] <= people].to_csv(case.folder / "few.csv", index=False)
    survey = case.long("few.csv", "rses", f"items: [{ITEMS}]", **WEEKS)
    assert survey.findings.problems == ()
