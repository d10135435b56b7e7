"""Reasons for leaving that the plan names and nobody in the file has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import ipt_outcomes as ipt

from ...demo_plan import demo_plan_text

Check = Callable[..., ipt.StudyCheck]


@pytest.fixture
def check(root: Path, tmp_path: Path) -> Check:
    text = demo_plan_text(root)
    (tmp_path / "data").symlink_to(root / "data")

    def checked(reasons: str, confirmed: str = "") -> ipt.StudyCheck:
        path = tmp_path / "demo_ipt.yaml"
        file = "  file: data/raw/demo_ipt/participants.csv\n"
        assert file in text
        keys = f"{text.replace(file, file + confirmed)}missing: {{reasons: {reasons}}}\n"
        path.write_text(keys, encoding="utf-8")
        return ipt.check_study(ipt.read_plan(path))

    return checked


def test_the_words_of_the_file_are_right(check: Check) -> None:
    assert check("{moved away: mar, no time: j2r}").ok


def test_a_word_that_nobody_has_is_asked_about_and_the_file_s_own_are_only_counted(
    check: Check,
) -> None:
    (problem,) = check("{moved away: mar, No Time: j2r}").problems
    assert problem.column == "withdrawal_reason"
    assert problem.rule == "nobody left for “No Time”, which the plan names (`missing.reasons`)"
    assert "The column has 5 other reasons" in problem.remedy
    assert "no time" not in str(problem) and "felt worse" not in str(problem)
    assert "`confirmed: {reasons: <your reason>}`" in problem.remedy


def test_a_reason_that_was_planned_for_and_did_not_come_about_is_confirmed(check: Check) -> None:
    found = check("{died: cir}", '  confirmed: {reasons: "planned for; nobody died"}\n')
    assert found.ok and any("planned for; nobody died" in note for note in found.notes)
