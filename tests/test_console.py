"""A job's log: notes, a user's mistake without a traceback, our own mistakes with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.console import job_log
from ipt_outcomes.errors import DataError, Problem


def test_notes_are_written(tmp_path: Path) -> None:
    with job_log(tmp_path / "logs" / "a.log") as say:
        say("one column was not read")
    assert (tmp_path / "logs" / "a.log").read_text() == "one column was not read\n"


def test_a_users_mistake_ends_with_status_1_and_is_in_the_log(tmp_path: Path) -> None:
    problem = Problem("scores.csv", 17, "phq9_3", "not between 0 and 3", "Correct the cell.")
    with pytest.raises(SystemExit) as end, job_log(tmp_path / "a.log"):
        raise DataError([problem])
    assert end.value.code == 1
    text = (tmp_path / "a.log").read_text()
    assert "scores.csv, line 17, column phq9_3" in text
    assert "not between 0 and 3" in text and "Correct the cell." in text
    assert "Traceback" not in text


def test_our_own_mistake_keeps_its_traceback(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), job_log(tmp_path / "a.log"):
        raise ZeroDivisionError
