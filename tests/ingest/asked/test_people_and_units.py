"""Two units in a column, and people who are there twice: the cases, with what is right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.ingest.study import Survey, survey_study

from .conftest import CASES, Case

WEEKS = {"who": "subject", "arm": "group", "visit": "time", "codes": '{"0": t0, "6": t1, "12": t2}'}


def weights(case: Case, file: str = "weights_kg_lb.csv") -> Survey:
    return case.long(file, "body_weight_lb", "total: weight", **WEEKS)


def test_two_units_are_refused(case: Case) -> None:
    (problem,) = weights(case).findings.problems
    assert problem.column == "unit"
    assert problem.rule == (
        "Body weight is in more than one unit: 167 rows in lb and 57 rows in kg"
    )


@pytest.mark.parametrize(
    ("unit", "refused"), [("kg", True), ("lb", False), ("Pounds", False), ("ward 3", False)]
)
def test_one_unit_is_held_to_the_scale_s(case: Case, unit: str, refused: bool) -> None:
    frame = pd.read_csv(CASES / "weights_kg_lb.csv", dtype=str).assign(unit=unit)
    frame.to_csv(case.folder / "one.csv", index=False)
    assert len(weights(case, "one.csv").findings.problems) == refused


REDCAP = {
    "who": "record_id", "arm": "rand_arm", "arms": '{"1": wl, "2": ipt}',
    "visit": "redcap_event_name",
    "codes": "{baseline_arm_1: t0, week_8_arm_1: t1, week_16_arm_1: t2}",
    "people": "  rows: {redcap_event_name: [baseline_arm_1]}\n", "shape": "wide",
}  # fmt: skip


def export(case: Case, file: str = "redcap_double_entry.csv") -> Survey:
    return case.long(file, "phq9", "total: phq9", **REDCAP)


def test_entries_of_the_same_people_are_refused(case: Case) -> None:
    frame = pd.read_csv(CASES / "redcap_double_entry.csv", dtype=str)
    # Whoever keeps copies by hand calls them otherwise than REDCap does.
    frame["record_id"] = frame["record_id"].str.replace("--", "_", regex=False)
    frame.to_csv(case.folder / "copies.csv", index=False)
    (problem, *_) = export(case, "copies.csv").findings.problems
    assert problem.rule.startswith(
        "48 people whose identifier is another's with something behind it have the very answers of "
        "another in every form"
    )


def items(rng: np.random.Generator, people: int) -> pd.DataFrame:
    """Two forms of each of these people."""
    people *= 2
    severity = rng.normal(0, 1, (people, 1))
    answers = np.clip(np.round(1.5 + severity + rng.normal(0, 0.8, (people, 9))), 0, 3).astype(int)
    frame = pd.DataFrame(answers, columns=[f"q{n}" for n in range(1, 10)])
    who = np.arange(people) // 2
    frame.insert(0, "visit", np.where(np.arange(people) % 2, "t1", "t0"))
    frame.insert(0, "arm", np.where(who % 2, "wl", "ipt"))
    frame.insert(0, "id", [f"P{n:03}" for n in who])
    return frame


def of_items(case: Case, frame: pd.DataFrame) -> Survey:
    frame.to_csv(case.folder / "items.csv", index=False)
    names = ", ".join(f"q{n}" for n in range(1, 10))
    return case.long("items.csv", "phq9", f"items: [{names}]")


def again(frame: pd.DataFrame) -> pd.DataFrame:
    """The two forms of somebody whose answers differ much, under another identifier."""
    spread = frame.filter(like="q").std(axis=1).groupby(frame["id"]).min()
    return frame.loc[frame["id"] == spread.idxmax()].assign(id="Q777")


def test_the_same_answers_under_another_identifier_are_found(case: Case) -> None:
    frame = items(np.random.default_rng(5), 60)
    assert of_items(case, frame).findings.problems == ()
    (problem,) = of_items(case, pd.concat([frame, again(frame)])).findings.problems
    assert problem.line == 122
    assert "123" in problem.rule
    assert problem.rule.startswith("1 person has the very answers of another in every form")
    assert "Q777" not in str(problem)


def test_people_without_any_symptom_are_alike_by_chance(case: Case) -> None:
    frame = items(np.random.default_rng(5), 60)
    frame.loc[:9, [f"q{n}" for n in range(1, 10)]] = 0
    frame.loc[10:14, [f"q{n}" for n in range(1, 10)]] = 3
    assert of_items(case, frame).findings.problems == ()


def test_equal_totals_are_chance(case: Case) -> None:
    values = [str(5 + n % 12) for n in range(80)]
    assert case.totals(values, "phq9").findings.problems == ()


def test_the_plan_may_say_that_they_are_two(case: Case) -> None:
    frame = items(np.random.default_rng(5), 60)
    pd.concat([frame, again(frame)]).to_csv(case.folder / "items.csv", index=False)
    names = ", ".join(f"q{n}" for n in range(1, 10))
    said = "  confirmed: {copies: twins who answered together}\n"
    survey = case.long("items.csv", "phq9", f"items: [{names}]", people=said)
    assert survey.findings.problems == ()
    assert any("twins who answered together" in note for note in survey.notes)


def test_pounds_at_one_visit_and_kilograms_at_another_are_refused(case: Case) -> None:
    rows = [
        (n, "wl" if n % 2 else "ipt", f"t{t}", round((150 + n) * (0.4536 if n < 3 and t else 1), 1))
        for n in range(12)
        for t in range(2)
    ]
    frame = pd.DataFrame(rows, columns=["id", "arm", "visit", "weight"])
    frame.to_csv(case.folder / "weights.csv", index=False)
    (problem,) = case.long("weights.csv", "body_weight_lb", "total: weight").findings.problems
    assert problem.rule == (
        "Body weight of 3 people is 1.8 times as much at one visit as at another, or more: some "
        "may be in another unit"
    )
    frame.loc[frame["id"] > 2].to_csv(case.folder / "weights.csv", index=False)
    assert case.long("weights.csv", "body_weight_lb", "total: weight").findings.problems == ()


def test_units_are_told_in_a_wide_file_with_weights_of_0(case: Case) -> None:
    frame = pd.DataFrame({"id": range(12), "arm": ["wl", "ipt"] * 6, "w0": range(150, 162)})
    frame["w2"] = (frame["w0"] * 0.4536).round(1).where(frame["id"] < 3, frame["w0"] + 5.0)
    frame.loc[[0, 6], "w2"] = 0
    frame.to_csv(case.folder / "weights.csv", index=False)
    scores = (
        "    shape: wide\n    columns: {participant: id}\n"
        "    scales: {body_weight_lb: {t0: w0, t2: w2}}\n"
    )
    plan = case.plan("weights.csv", "body_weight_lb", scores, shape="wide")
    rules = [problem.rule for problem in survey_study(plan).findings.problems]
    assert any(rule.startswith("Body weight of 2 people is 1.8 times as much") for rule in rules)
