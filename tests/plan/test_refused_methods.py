"""A last score carried forward, and completers alone, are refused however a plan spells them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.errors import PlanError, Problem
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

from ..demo_plan import demo_plan_text

Write = Callable[[str], Path]
CARRIED, COMPLETERS = (
    "a last score carried forward is no primary",
    "completers alone are no primary",
)


@pytest.fixture
def written(root: Path, tmp_path: Path) -> Write:
    text = demo_plan_text(root)

    def write(more: str, old: str = "", new: str = "") -> Path:
        assert not old or text.count(old) == 1
        path = tmp_path / "demo_ipt.yaml"
        path.write_text(f"{text.replace(old, new) if old else text}{more}\n", encoding="utf-8")
        return path

    return write


def refused(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    return tuple(caught.value.problems)


@pytest.mark.parametrize(
    ("keys", "rule"),
    [
        ("missing: locf", CARRIED),
        ("missing: LOCF", CARRIED),
        ("imputation: locf", CARRIED),
        ("missing_data: {method: last observation carried forward}", CARRIED),
        ("missing: {imputation: bocf}", CARRIED),
        ("locf: true", CARRIED),
        ("analyses: [{name: x, kind: locf}]", CARRIED),
        ("analyses: [{name: x, kind: mmrm, missing: LOCF-imputation}]", CARRIED),
        ("analyses: [completers]", COMPLETERS),
        ("analyses: [{name: x, kind: completers_only, role: primary}]", COMPLETERS),
        ("analyses: [{name: x, kind: mmrm, population: Completers}]", COMPLETERS),
        ("analysis_set: complete cases", COMPLETERS),
        ("completer_analysis: {outcomes: [phq9]}", COMPLETERS),
    ],
)
def test_each_spelling_has_the_reason_and_the_remedy(written: Write, keys: str, rule: str) -> None:
    path = written(keys)
    (problem,) = refused(path)
    name = "locf" if rule == CARRIED else "completers"
    assert rule in problem.rule and f"`missing: {{also: [{name}]}}`" in problem.remedy
    assert problem.line == len(path.read_text(encoding="utf-8").splitlines())
    assert "no such key" not in problem.rule


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("    covariance: us\n", "    covariance: us\n    missing: locf\n", CARRIED),
        ("models:\n", "models:\n  locf: {}\n", CARRIED),
        ("models:\n", "models:\n  completers: {df: satterthwaite}\n", COMPLETERS),
        ('label: "Treatment as allocated, whoever stays in it"',
         'label: "A", population: "Completers only"', COMPLETERS),
    ],
)  # fmt: skip
def test_within_the_parts_that_say_how_scores_are_analysed(
    written: Write, old: str, new: str, rule: str
) -> None:
    if old.startswith("label"):
        old, new = f"    {old}", '    label: "A"\n    population: "Completers only"'
    (problem,) = refused(written("", old, new))
    assert rule in problem.rule and problem.line is not None


def test_what_stands_for_it_elsewhere_is_named(written: Write) -> None:
    (of_event,) = refused(written("", "crossed_over: hypothetical", "crossed_over: locf"))
    assert "`while_on_treatment`" in of_event.remedy
    (of_reason,) = refused(written("missing: {reasons: {moved away: locf}}"))
    assert "`lmcf` carries the arm's mean forward" in of_reason.remedy


def test_other_mistakes_are_told_beside_it(written: Write) -> None:
    problems = refused(written("missing: {imputation: locf, imputations: 3}"))
    assert [CARRIED in problem.rule for problem in problems].count(True) == 1
    assert any("must be 10 or more" in problem.rule for problem in problems)


@pytest.mark.parametrize(
    "keys",
    [
        "missing: {also: [locf, completers]}",
        'missing: {reasons: {"completers": mar, "locf": j2r}}',
        'analyses: [{name: completers, label: "Completers", kind: ancova}]',
        "ignore_clusters: {site: complete cases only}",
    ],
)
def test_what_is_no_method_is_not_refused(written: Write, keys: str) -> None:
    assert isinstance(read_plan(written(keys)), Plan)
