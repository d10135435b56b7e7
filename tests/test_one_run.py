"""A run that was killed, a run beside another, a run that is told to stop."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from ipt_outcomes.command import main

from .copied_project import copy_project

TRIAL = "beat_the_blues"


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    return copy_project(root, tmp_path / "project")


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts the run to a stage, in a group of processes of its own."""
    begun: list[subprocess.Popen[str]] = []

    def started(until: str = "ingest") -> subprocess.Popen[str]:
        words = [sys.executable, "-m", "ipt_outcomes", "run", TRIAL, "--", "--until", until]
        begun.append(
            subprocess.Popen(
                words, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder / "src")},
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
            )
        )  # fmt: skip
        return begun[-1]

    yield started
    for run in begun:
        for process in at_work(folder):
            process.kill()
        run.kill()
        run.communicate()


def at_work(folder: Path) -> list[psutil.Process]:
    """The processes that work in the folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()) == folder:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def until_a_job_runs(folder: Path, run: subprocess.Popen[str]) -> None:
    while run.poll() is None:
        if any(".snakemake/scripts" in " ".join(each.cmdline()) for each in at_work(folder)):
            return
        time.sleep(0.1)
    raise AssertionError(f"no job was seen: {run.communicate()[1]}")


def test_after_a_kill_one_command_is_enough(
    folder: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """It stopped at a lock, and told of a command that is not on the path."""
    until_a_job_runs(folder, start())
    for process in at_work(folder):
        # The job goes on by itself, as after a kill of the others alone.
        if ".snakemake/scripts" not in " ".join(process.cmdline()):
            process.kill()
    half = folder / "results" / TRIAL / "ingest" / f".scores.{'0' * 32}.csv"
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_text("somebody's rows")
    (folder / ".snakemake" / "locks").mkdir(exist_ok=True)
    (folder / ".snakemake" / "locks" / "0.input.lock").write_text("")
    again = start()
    _, said = again.communicate()
    assert again.returncode == 0, said
    assert "An earlier run was cut off." in said
    assert not half.exists()
    assert (folder / "results" / TRIAL / "ingest" / "scores.parquet").is_file()


def test_after_a_kill_of_the_command_alone_nobody_waits_for_what_goes_on(
    folder: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """Snakemake and its job hold the folder still; it was said to be in use by the dead process."""
    run = start()
    until_a_job_runs(folder, run)
    run.kill()
    run.wait()
    assert at_work(folder) != []
    again = start()
    _, said = again.communicate()
    assert again.returncode == 0, said
    assert "An earlier run was cut off." in said
    assert (folder / "results" / TRIAL / "ingest" / "scores.parquet").is_file()


def test_when_snakemake_alone_is_killed_no_job_goes_on(
    folder: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    run = start()
    until_a_job_runs(folder, run)
    for process in at_work(folder):
        if "workflow/start.py" in " ".join(process.cmdline()):
            process.kill()
    _, said = run.communicate()
    assert run.returncode == 128 + signal.SIGKILL
    assert said.endswith("The run was killed (signal 9). Run again.\n")
    assert at_work(folder) == []
    assert not list((folder / ".snakemake" / "scripts").iterdir())
    assert not list((folder / "results").rglob(".*"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT])
def test_told_to_stop_it_leaves_no_child(
    folder: Path, start: Callable[..., subprocess.Popen[str]], number: signal.Signals
) -> None:
    run = start()
    until_a_job_runs(folder, run)
    run.send_signal(number)
    run.communicate()
    assert run.returncode == 128 + number
    assert at_work(folder) == []


def test_stopped_at_the_keyboard_it_says_so_and_nothing_else(
    folder: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """A terminal tells every process of the group: jobs and Snakemake wrote tracebacks."""
    run = start()
    until_a_job_runs(folder, run)
    os.killpg(run.pid, signal.SIGINT)
    out, said = run.communicate()
    assert run.returncode == 128 + signal.SIGINT
    assert said.endswith(
        "Stopped. Nothing that is written by halves is left. Run again to go on.\n"
    )
    for word in ("Error", "Traceback", "Exception", "SIGINT"):
        assert word not in out + said
    assert at_work(folder) == []


def test_a_second_run_says_who_runs_since_when(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    (folder / ".snakemake").mkdir(exist_ok=True)
    with (folder / ".snakemake" / "ipt-outcomes.lock").open("w") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        mark.write('{"process": 4711, "since": "2026-03-04 05:06"}')
        mark.flush()
        assert main(["run", TRIAL]) == 1
    said = capsys.readouterr().err
    assert said == (
        "Another run works in this folder since 2026-03-04 05:06 (process 4711). Wait until it has "
        "ended, or stop it.\n"
    )
