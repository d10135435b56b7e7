"""A plan with values that end in `?`: read with its guesses, asked about, and never run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.undecided import Mark, Question

PLAN = """\
trial: mine
title: Does it work?
source: real
participants:
  file: all.csv
  columns: {participant: id, arm: "Which arm?"}
scores:
  - file: all.csv
    shape: wide
    columns: {participant: id}
    scales:
      phq9: {baseline: pre, week_8: post}
arms:
  # decide: which arm is the control? The words
  # do not say it
  - {name: a, label: "A?", role: control or treatment?}
  - {name: b, label: B?, role: control or treatment?}
visits:
  - {name: baseline, label: Baseline, week: 0, phase: baseline}
  - {name: week_8, label: Week 8, week: 8?, phase: treatment}     # decide: weeks or visits?
outcomes:
  # decide: at which visit?
  # decide scale: which scale is it?
  - {name: phq9, label: PHQ-9, scale: phq9?, role: primary, endpoint: week_8?}
contrasts:
  - {test: b, comparison: a, hypothesis: superiority?}
"""
ROWS = "id,Which arm?,pre,post\np1,a,20,12\np2,a,18,9\np3,b,21,20\np4,b,17,16\n"


@pytest.fixture
def plan(tmp_path: Path) -> ipt.Plan:
    (tmp_path / "all.csv").write_text(ROWS)
    (tmp_path / "mine.yaml").write_text(PLAN)
    return ipt.read_plan(tmp_path / "mine.yaml")


def test_the_guesses_stand_in_the_plan(plan: ipt.Plan) -> None:
    assert [arm.role for arm in plan.arms] == ["control", "control"]
    assert plan.visits[1].week == 8
    assert plan.outcomes[0].endpoint == "week_8"
    assert plan.contrasts[0].hypothesis == "superiority"
    assert "5 to decide" in repr(plan)


def test_what_is_free_text_or_in_quotes_is_no_question(plan: ipt.Plan) -> None:
    assert plan.title == "Does it work?"
    assert [arm.label for arm in plan.arms] == ["A?", "B?"]
    assert plan.participants.columns.arm == "Which arm?"


def test_each_question_with_its_lines_and_what_to_write(plan: ipt.Plan) -> None:
    said = [(q.text, [(m.line, m.key, m.written) for m in q.marks]) for q in plan.undecided]
    both = "control or treatment?"
    assert said == [
        (
            "which arm is the control? The words do not say it",
            [(16, "arms.0.role", both), (17, "arms.1.role", both)],
        ),
        ("weeks or visits?", [(20, "visits.1.week", "8?")]),
        ("which scale is it?", [(24, "outcomes.0.scale", "phq9?")]),
        ("at which visit?", [(24, "outcomes.0.endpoint", "week_8?")]),
        (
            "is `superiority` right? It stands here as a guess (where the ? is part of a name, the "
            "name stands in quotes)",
            [(26, "contrasts.0.hypothesis", "superiority?")],
        ),
    ]
    remedies = [question.remedy for question in plan.undecided]
    assert remedies[0] == "On lines 16, 17, `role:` with one of control, treatment, without the ?."
    assert remedies[1] == "On line 20, `week: 8` or what is right, without the ?."


def test_nothing_takes_it_that_leads_to_a_conclusion(plan: ipt.Plan) -> None:
    nothing = pd.DataFrame()
    for refused in (
        lambda: ipt.read_study(plan),
        lambda: ipt.planned_analysis(plan, "phq9"),
        lambda: ipt.planned_contrasts(plan, []),
        lambda: ipt.plan_effects(plan, nothing, nothing),
        lambda: ipt.scenarios(plan, {}),
        lambda: ipt.read_study(plan.model_copy(update={"alpha": 0.01})),
    ):
        with pytest.raises(PlanError, match="to decide: at which visit") as error:
            refused()
        assert len(error.value.problems) == 5
    assert isinstance(error.value.problems[0].line, int)


def test_check_asks_and_says_all_the_rest(plan: ipt.Plan) -> None:
    found = ipt.check_study(plan)
    assert not found.ok and not found.problems and len(found.undecided) == 5
    said = str(found)
    assert "mine: 5 things to decide. No result is made before." in said
    assert "mine: nothing is wrong apart from that." in said
    assert "week_8: 4 people with a score" in said


def test_what_is_wrong_as_well_is_said_with_the_questions(tmp_path: Path) -> None:
    wrong = PLAN.replace("source: real", "source: unreal")
    (tmp_path / "mine.yaml").write_text(wrong)
    with pytest.raises(PlanError) as refused:
        ipt.read_plan(tmp_path / "mine.yaml")
    rules = [problem.rule for problem in refused.value.problems]
    assert [rule.startswith("to decide") for rule in rules] == [True] * 5 + [False]
    assert refused.value.problems[-1].column == "source"


def test_a_question_of_several_lines_above_a_key_of_the_plan_itself(tmp_path: Path) -> None:
    asked = "# decide: are the people real,\n# or simulated?\nsource: real?"
    (tmp_path / "mine.yaml").write_text(PLAN.replace("source: real", asked))
    first = ipt.read_plan(tmp_path / "mine.yaml").undecided[0]
    assert (first.text, first.marks[0].line) == ("are the people real, or simulated?", 5)


def test_without_the_marks_it_runs(tmp_path: Path, plan: ipt.Plan) -> None:
    text = PLAN.replace("role: control or treatment?", "role: control", 1)
    text = text.replace("control or treatment?", "treatment").replace("8?", "8")
    text = text.replace("phq9?", "phq9").replace("superiority?", "superiority")
    (tmp_path / "mine.yaml").write_text(text)
    decided = ipt.read_plan(tmp_path / "mine.yaml")
    assert decided.undecided == ()
    assert len(ipt.read_study(decided).scores) == 8
    # What was a guess is another plan only where it is another value.
    assert decided.digest != plan.digest


def test_a_choice_that_is_not_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(PLAN.replace("treatment?", "treatment"))
    with pytest.raises(PlanError, match=r"arms\.0\.role"):
        ipt.read_plan(tmp_path / "mine.yaml")


def test_marks_of_one_list_are_written_as_a_list() -> None:
    marks = tuple(
        Mark(4, ("sessions", "alliance_limits", place), written)
        for place, written in enumerate(("12?", "84?"))
    )
    assert Question("between which?", marks).remedy == (
        "On line 4, `alliance_limits: [12, 84]` or what is right, without the ?."
    )
