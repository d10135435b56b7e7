"""A job's log: notes, a user's mistake without a traceback, our own mistakes with one."""

from __future__ import annotations

import errno
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from ipt_outcomes.console import REFUSALS, job_log, refusals, refused_by_machine
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


def test_what_was_refused_is_left_for_the_run_s_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REFUSALS, str(tmp_path))
    for _ in range(2):
        with pytest.raises(SystemExit), job_log(tmp_path / "a.log"):
            raise DataError([Problem("a.csv", 2, "x", "not a number", "Correct it.")])
    (said,) = refusals(tmp_path)
    assert said == (tmp_path / "a.log").read_text().rstrip("\n")
    monkeypatch.setenv(REFUSALS, str(tmp_path / "not there"))
    with pytest.raises(SystemExit), job_log(tmp_path / "a.log"):
        raise MemoryError


def test_our_own_mistake_keeps_its_traceback(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), job_log(tmp_path / "a.log"):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (OSError(errno.ENOSPC, "Detail: no room", "results/a.csv"),
         "results/a.csv: No space left on device. Make room there, and run again."),
        (OSError(errno.EROFS, "of pyarrow's own words"),
         "Read-only file system. Work in a folder that can be written to."),
        (MemoryError(), "Cannot allocate memory. Close other programs, or run fewer jobs at once"),
        (BrokenProcessPool("terminated abruptly"), "Cannot allocate memory."),
        (ImportError("libx.so: failed to map segment"), "Cannot allocate memory"),
        (RuntimeError("can't start new thread"), "Cannot allocate memory."),
    ],
)  # fmt: skip
def test_what_the_machine_refuses_is_a_sentence(
    tmp_path: Path, refused: Exception, said: str
) -> None:
    """A full disk ended a job in a traceback."""
    with pytest.raises(SystemExit) as end, job_log(tmp_path / "a.log"):
        raise refused
    assert end.value.code == 1
    text = (tmp_path / "a.log").read_text()
    assert text.startswith(said) and text.count("\n") == 1


@pytest.mark.parametrize(
    "ours", [FileNotFoundError(errno.ENOENT, "no"), RuntimeError("no"), ImportError("no")]
)
def test_other_errors_of_those_kinds_are_ours(tmp_path: Path, ours: Exception) -> None:
    with pytest.raises(type(ours)), job_log(tmp_path / "a.log"):
        raise ours
    assert refused_by_machine(ours) is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_a_log_without_room_is_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "a.log"
    log.symlink_to("/dev/full")
    with pytest.raises(SystemExit) as end, job_log(log) as say:
        say("a note")
    assert end.value.code == 1
    assert capsys.readouterr().err == "No space left on device. Make room there, and run again.\n"
