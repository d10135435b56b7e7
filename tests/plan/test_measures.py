"""A plan's own measures, and the weeks of all visits on one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError, PlanError
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

PLAN = """\
trial: mine
title: Mine
source: synthetic
participants: {file: a.csv, columns: {participant: id, arm: arm}}
scores:
  - {file: a.csv, shape: wide, columns: {participant: id}, scales: {mood: {baseline: m0, post: m1}}}
arms:
  - {name: control, label: Control, role: control}
  - {name: ipt, label: IPT, role: treatment}
visits:
  - {name: baseline, label: Baseline, phase: baseline}
  - {name: post, label: After, phase: treatment}
visit_weeks: [0, 12]
measures:
  - {name: mood, label: Mood, direction: higher_is_better, minimum: 0, maximum: 10, decimals: 1}
outcomes:
  - {name: mood, label: Mood, scale: mood, role: primary, endpoint: post}
contrasts:
  - {test: ipt, comparison: control, hypothesis: superiority}
models: {growth: null}
"""


def read(folder: Path, text: str = PLAN) -> Plan:
    (folder / "mine.yaml").write_text(text)
    return read_plan(folder / "mine.yaml")


def test_a_measure_is_a_scale_of_totals(tmp_path: Path) -> None:
    plan = read(tmp_path)
    scale = plan.instrument("mood")
    assert (scale.name, scale.minimum, scale.maximum, scale.decimals) == ("Mood", 0, 10, 1)
    assert plan.direction_of("mood") == "higher_is_better"
    assert not plan.has_items("mood")


@pytest.mark.parametrize("weeks", ["[0, 12]", "0, 12", "0, 12.0"])
def test_weeks_on_one_line_are_the_visits(tmp_path: Path, weeks: str) -> None:
    plan = read(tmp_path, PLAN.replace("[0, 12]", weeks))
    assert [visit.week for visit in plan.visits] == [0, 12]
    long = PLAN.replace("visit_weeks: [0, 12]\n", "")
    long = long.replace("phase: baseline", "week: 0, phase: baseline")
    long = long.replace("phase: treatment", "week: 12, phase: treatment")
    assert read(tmp_path, long).digest == plan.digest


def test_a_measure_that_changes_changes_the_plan(tmp_path: Path) -> None:
    digest = read(tmp_path).digest
    assert read(tmp_path, PLAN.replace("higher_is_better", "higher_is_worse")).digest != digest


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ("[0, 12]", "[0]", 13, "these are not the weeks of 2 visits"),
        ("[0, 12]", "0, soon", 13, "these are not the weeks of 2 visits"),
        ("[0, 12]", "[12, 0]", 12, "the visits' weeks must increase"),
        ("phase: treatment", "week: 6, phase: treatment", 13, "have weeks of their own as well"),
        ("maximum: 10", "maximum: 0", 15, "the least score is not below the greatest"),
        ("mood", "phq9", 15, "a registered scale, or one in config/instruments, has this name"),
        ("{baseline: m0, post: m1}", "{items: {baseline: [a, b], post: [c, d]}}", 6, "items"),
    ],
)
def test_what_does_not_hold_is_said_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, rule: str
) -> None:
    with pytest.raises(PlanError) as refused:
        read(tmp_path, PLAN.replace(old, new))
    assert any(line == p.line and rule in p.rule for p in refused.value.problems)


def test_a_score_out_of_a_measures_range_may_be_the_ranges_fault(tmp_path: Path) -> None:
    """The limits are the plan's guess as much as the score is the file's."""
    (tmp_path / "a.csv").write_text("id,arm,m0,m1\n1,ipt,3,12\n2,control,4,5\n")
    with pytest.raises(DataError) as refused:
        read_study(read(tmp_path))
    (problem,) = refused.value.problems
    assert problem.rule == "out of the range of Mood: 0 to 10"
    assert "or the scale's limits under `measures` in the plan" in problem.remedy


def test_entries_that_are_refused_are_not_said_to_be_absent(tmp_path: Path) -> None:
    """A visit's label in the place of its name, in the only outcome: one mistake, one message."""
    with pytest.raises(PlanError) as refused:
        read(tmp_path, PLAN.replace("endpoint: post", "endpoint: After it"))
    (problem,) = refused.value.problems
    assert problem.column == "outcomes.0.endpoint" and "a name begins with" in problem.rule
