"""One visit coded unlike the others: what is asked of all forms is asked of each visit's."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .conftest import CASES, Case
from .test_items import ITEMS, WEEKS


def test_items_turned_before_at_one_visit_are_refused(case: Case) -> None:
    frame = pd.read_csv(CASES / "rses_turned_before.csv").drop(columns="rses_total")
    for item in (2, 5, 6, 8, 9):
        as_on_form = frame["week"] != 6
        frame.loc[as_on_form, f"rses_{item}"] = 3 - frame.loc[as_on_form, f"rses_{item}"]
    frame.to_csv(case.folder / "form.csv", index=False)
    (problem,) = case.long("form.csv", "rses", f"items: [{ITEMS}]", **WEEKS).findings.problems
    assert problem.rule == (
        "the reverse-keyed items of RSES, keyed as the plan says, go against the others at t1, and "
        "not at the other visits"
    )
    beside = "    confirmed: {rses.turned_items: seen on the forms}\n"
    survey = case.long("form.csv", "rses", f"items: [{ITEMS}]", beside, **WEEKS)
    assert survey.findings.problems == ()


def phq9(case: Case, frame: pd.DataFrame, mapped: str) -> list[str]:
    frame.to_csv(case.folder / "forms.csv", index=False)
    problems = case.long("forms.csv", "phq9", mapped).findings.problems
    return [problem.rule for problem in problems]


def people(visits: int, count: int) -> pd.DataFrame:
    rows = [
        (n, "wl" if n % 2 else "ipt", f"t{visit}") for visit in range(visits) for n in range(count)
    ]
    return pd.DataFrame(rows, columns=["id", "arm", "visit"])


def test_means_at_one_visit_are_refused(case: Case) -> None:
    frame = people(2, 12)
    frame["y"] = [*range(3, 15), *(round(n / 9, 2) for n in range(1, 13))]
    assert phq9(case, frame, "total: y") == [
        "all 12 totals of PHQ-9 at t1 are 3 or less, and 11 are fractions, as means of the "
        "answers, 0 to 3, would be; the scale goes from 0 to 27"
    ]


def test_answers_from_1_at_one_visit_are_refused_of_thirty_forms(case: Case) -> None:
    items = [f"q{n}" for n in range(1, 10)]
    answers = np.random.default_rng(5).integers(0, 3, (60, 9))
    answers[30:] = np.clip(answers[30:], 0, 2) + 1
    frame = people(2, 30)
    frame[items] = answers
    mapped = f"items: [{', '.join(items)}]"
    assert phq9(case, frame, mapped) == [
        "nobody gave the least answer (0) to any item of PHQ-9 at t1, in 30 forms"
    ]
    assert phq9(case, frame.loc[frame["id"] > 0], mapped) == []
