"""What must hold of what a plan says of missing scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.plan.reference_arm import reference_arm

from ..demo_plan import demo_plan_text


def edited(root: Path, tmp_path: Path, keys: str, *, without: str = "", put: str = "") -> Path:
    text = demo_plan_text(root)
    assert without in text
    path = tmp_path / "demo_ipt.yaml"
    path.write_text(text.replace(without, put) + keys + "\n", encoding="utf-8")
    return path


REASON = "    withdrawal_reason: withdrawal_reason\n"
CONTROL = "role: control"


@pytest.mark.parametrize(
    ("keys", "without", "put", "rule", "remedy"),
    [
        ("missing: {reference: placebo}", "", "", "'placebo' is not one of the plan's arms",
         "waitlist, cbt, ipt"),
        ("missing: {also: [locf, locf]}", "", "", "locf is named twice", "once"),
        ("missing: {other_reasons: j2r}", "", "", "other reasons than which?", "`reasons:"),
        ("missing: {reasons: {moved away: mar}}", REASON, "", "no column of the participants",
         "withdrawal_reason: <column>"),
        ("missing: {reasons: {moved away: j2r}}", CONTROL, "role: treatment",
         "jump to reference needs an arm to refer to", "`reference: <arm>`"),
        ("missing: {reasons: {moved away: mar}, other_reasons: cir}", CONTROL, "role: treatment",
         "copy increments in reference needs an arm", "`reference: <arm>`"),
        ("missing: {reasons: {moved away: jump}}", "", "", "none of the words", "j2r"),
        ("missing: {leaving_odds: 0}", "", "", "more than 0", "Correct"),
    ],
)  # fmt: skip
def test_what_is_refused(
    root: Path, tmp_path: Path, keys: str, without: str, put: str, rule: str, remedy: str
) -> None:
    with pytest.raises(PlanError) as caught:
        read_plan(edited(root, tmp_path, keys, without=without, put=put))
    (problem,) = caught.value.problems
    assert rule in problem.rule and remedy in problem.remedy and problem.line is not None


def test_the_reference_arm(root: Path, tmp_path: Path) -> None:
    assert reference_arm(read_plan(edited(root, tmp_path, ""))) == "waitlist"
    named = edited(root, tmp_path, "missing: {reference: cbt}")
    assert reference_arm(read_plan(named)) == "cbt"
    without = edited(root, tmp_path, "", without=CONTROL, put="role: treatment")
    assert reference_arm(read_plan(without)) is None
