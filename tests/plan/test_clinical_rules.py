"""What must hold of the plan's clinically significant change, and where its limits come from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from ipt_outcomes.errors import PlanError
from ipt_outcomes.estimate.clinical.change import ALL_METHODS
from ipt_outcomes.plan.clinical_change import METHODS
from ipt_outcomes.plan.clinical_limits import ClinicalLimits, Limit, Unit, clinical_limits
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.report.clinical_words import METHODS as METHOD_TITLES
from ipt_outcomes.report.tables.clinical_limits import _UNITS

OWN = "  - {outcome: phq9}\n"
NORM = "functional: {mean: 30, sd: 12}"


def edited(root: Path, tmp_path: Path, *entries: str) -> Path:
    text = (root / "config/trials/demo_ipt.yaml").read_text(encoding="utf-8")
    assert OWN in text
    path = tmp_path / "demo_ipt.yaml"
    lines = "".join(f"  - {{{entry}}}\n" for entry in entries)
    path.write_text(text.replace(OWN, lines), encoding="utf-8")
    return path


def limits(root: Path, tmp_path: Path, entry: str) -> ClinicalLimits:
    plan = read_plan(edited(root, tmp_path, entry))
    return clinical_limits(plan, plan.clinical_change[0])


@pytest.mark.parametrize(
    ("entries", "rule", "remedy"),
    [
        (("outcome: phq8",), "'phq8' is not one of the plan's outcomes", "phq9, hrsd17"),
        (("outcome: phq9, visit: week_0",), "not a visit after baseline", "week_16"),
        (("outcome: phq9", "outcome: phq9, visit: week_16"), "judged twice at week_16", "Ask it"),
        (("outcome: iip32, cutoff: none",), "no source for a reliability of IIP-32",
         "`reliability: 0.9`"),
        (("outcome: iip32, reliability: 0.9, source: A test manual",),
         "functional population of IIP-32", "`functional: {mean: 6, sd: 4}`"),
        ((f"outcome: iip32, reliability: 0.9, {NORM}",), "reliability is a number that means",
         "`source: ...`"),
        (("outcome: phq9, cutoff: 9.5",), "cutoff is a number that means nothing", "`source"),
        (("outcome: phq9, source: A test manual",), "the source of no number", "Leave"),
        (("outcome: phq9, cutoff: 40, source: A test manual",), "40 is not a score of PHQ-9",
         "from 0 to 27"),
        (("outcome: phq9, remission: -1, source: A test manual",), "-1 is not a score", "0 to 27"),
        (("outcome: phq9, clinical: {mean: 2, sd: 1}, source: A test manual",),
         "2.9, is not better than the clinical one's, 2", "lower scores are the better ones"),
        (("outcome: phq9, cutoff: 9, functional: {mean: 3, sd: 3}, source: A test manual",),
         "the cutoff does not need the functional population", "`cutoff: c`"),
        ((f"outcome: iip32, reliability: 0.9, {NORM}, methods: [mid], source: A test manual",),
         "no minimal important difference of IIP-32 in points", "leave out `mid`"),
        (("outcome: sas_sr, reliability: 0.9, cutoff: none, response: 50, source: A test manual",),
         "says nothing on SAS-SR, where the least score is 1", "in points"),
    ],
)  # fmt: skip
def test_what_is_refused(
    root: Path, tmp_path: Path, entries: tuple[str, ...], rule: str, remedy: str
) -> None:
    with pytest.raises(PlanError) as caught:
        read_plan(edited(root, tmp_path, *entries))
    (problem,) = caught.value.problems
    assert rule in problem.rule and remedy in problem.remedy and problem.line is not None


def test_a_percentage_of_a_score_that_is_to_rise_is_refused(root: Path, tmp_path: Path) -> None:
    """Half of the baseline, or half of the way to the best score: nobody would know."""
    entry = "outcome: phq9, reliability: 0.9, cutoff: none, response: 50, source: A test manual"
    path = edited(root, tmp_path, entry)
    text = path.read_text(encoding="utf-8").replace("scale: phq9", "scale: who5")
    text = re.sub(r"^      phq9: .*$", "      who5: {total: who5}", text, flags=re.M)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError, match="says nothing on WHO-5, where higher is better"):
        read_plan(path)


def test_what_the_plan_leaves_out_is_the_scales_with_its_source(root: Path, tmp_path: Path) -> None:
    found = limits(root, tmp_path, "outcome: phq9")
    assert found.visit == "week_16" and found.cutoff == "c" and found.clinical is None
    assert found.reliability is not None and found.reliability.value == 0.84
    assert "test-retest" in found.reliability.words
    assert found.reliability.source.startswith("Kroenke")
    assert found.functional is not None
    assert (found.functional.mean, found.functional.sd) == (2.9, 3.5)
    response, remission = found.response, found.remission
    assert response is not None and (response.value, response.unit) == (50, "percent of baseline")
    assert remission is not None and (remission.words, remission.value) == ("below", 5)
    least = found.minimal_important_difference
    assert least is not None and (least.value, least.unit) == (5, "points of change")


def test_what_the_plan_says_counts_and_has_the_plans_source(root: Path, tmp_path: Path) -> None:
    entry = (
        "outcome: hrsd17, visit: week_8, reliability: 0.8, cutoff: 9, remission: 6, response: 40, "
        "minimal_important_difference: 3, clinical: {mean: 20, sd: 5}, source: A test manual"
    )
    found = limits(root, tmp_path, entry)
    assert found.visit == "week_8"
    assert found.cutoff == Limit(9.0, "points", "as given", "the plan: A test manual")
    assert found.reliability == Limit(0.8, "share", "as given", "the plan: A test manual")
    assert found.remission == Limit(6.0, "points", "at most", "the plan: A test manual")
    assert found.response is not None and found.response.value == 40
    least = found.minimal_important_difference
    assert least is not None and least.value == 3
    assert found.clinical is not None and found.clinical.mean == 20
    assert not found.needs_functional


def test_what_nobody_says_is_not_there(root: Path, tmp_path: Path) -> None:
    found = limits(
        root, tmp_path, "outcome: iip32, reliability: 0.9, cutoff: none, source: A test manual"
    )
    assert found.cutoff is None and found.functional is None
    assert found.response is None and found.remission is None
    assert found.minimal_important_difference is None


def test_the_plans_methods_are_the_librarys_and_have_titles() -> None:
    assert set(METHODS) == set(ALL_METHODS) == set(METHOD_TITLES)
    assert set(_UNITS) == set(get_args(Unit))
