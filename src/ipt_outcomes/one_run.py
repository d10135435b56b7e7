"""One run at a time in a folder: what an earlier one left, dead or alive, and how one is stopped.

Snakemake marks a folder at work by files, and such a file outlives a run that was killed. Here the
mark is a lock of the operating system, which goes with the processes that hold it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import IO

import psutil

from ipt_outcomes.errors import ReportedError

START = Path("workflow") / "start.py"
TEMPORARY = Path(".snakemake") / "temporary"
"""Where a run and its jobs have their temporary files: nobody else's, and cleared with the rest."""
_MARK = Path(".snakemake") / "ipt-outcomes.lock"
_STALE = Path(".snakemake") / "locks"
# In the command of what Snakemake runs as a job.
_SCRIPTS = Path(".snakemake") / "scripts"
_TIME = "%Y-%m-%d %H:%M"
_PATIENCE = 10.0
"""Seconds that processes have to end before they are made to."""


class FolderInUseError(ReportedError):
    """Another run works in this folder."""


@contextmanager
def only_run() -> Iterator[int]:
    """The right to run in this folder; gives the number of the open file that holds it.

    A process that is handed this file goes on holding the right when this one is killed. What a
    killed run left is cleared away first, with a line on standard error: jobs that go on by
    themselves, Snakemake's marks, files half written. Raises FolderInUseError, saying since when
    and by which process, where another run works here.
    """
    _MARK.parent.mkdir(exist_ok=True)
    held = os.open(_MARK, os.O_RDWR | os.O_CREAT, 0o600)
    cut_off = False
    try:
        if not _taken(held):
            mark = os.read(held, 1000)
            if _outlived(mark):
                raise _holder(mark)
            # Only its jobs, and Snakemake, hold the right yet: nobody waits for them.
            _end_all([process for process, command in _here() if _is_ours(command)])
            cut_off = _taken(held)
            if not cut_off:
                raise _holder(mark)
        _refuse_beside_snakemake()
        _clear_away(cut_off)
        TEMPORARY.mkdir(mode=0o700, exist_ok=True)
        os.ftruncate(held, 0)
        since = datetime.now().astimezone().strftime(_TIME)
        me = {"process": os.getpid(), "began": psutil.Process().create_time(), "since": since}
        os.pwrite(held, json.dumps(me).encode(), 0)
        yield held
    finally:
        os.close(held)


def run_to_its_end(
    words: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    held: Sequence[int] = (),
    folder: Path | None = None,
    output: IO[bytes] | None = None,
) -> int:
    """Run that command, which is handed the files `held`; its exit status, 128 + n of a signal n.

    It runs in that folder, here without one, and says what it says to `output`. When this process
    is told to end, it and all that it started end first.
    """
    told: list[int] = []
    running: list[subprocess.Popen[bytes]] = []

    def stop(number: int, _: FrameType | None) -> None:
        told.append(number)
        for run in running:
            _end(run)

    asked = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
    before = {number: signal.signal(number, stop) for number in asked}
    try:
        run = subprocess.Popen(
            words,
            env=environment,
            pass_fds=held,
            cwd=folder,
            stdout=output,
            stderr=output,
            # A key that stops this process is not for it and its jobs too: it is told once, below.
            start_new_session=True,
        )
        running.append(run)
        if told:
            _end(run)
        status = run.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if told:
        return 128 + told[0]
    if status < 0:
        print(f"The run was killed (signal {-status}). Run again.", file=sys.stderr, flush=True)
        return 128 - status
    return status


def tidy_up() -> None:
    """End the jobs that a killed run left, and delete the files that a killed job left."""
    _end_all(_jobs())
    _clear_temporary()


def _taken(held: int) -> bool:
    import fcntl

    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _outlived(mark: bytes) -> bool:
    """Whether the process that wrote the mark still lives; so too where that cannot be known."""
    try:
        said = json.loads(mark)
        return bool(psutil.Process(said["process"]).create_time() == said["began"])
    except (ValueError, KeyError, TypeError, psutil.AccessDenied):
        return True
    except psutil.NoSuchProcess:
        return False


def _is_ours(command: str) -> bool:
    return str(_SCRIPTS) in command or str(START) in command


def _jobs() -> list[psutil.Process]:
    return [process for process, command in _here() if str(_SCRIPTS) in command]


def _end(run: subprocess.Popen[bytes]) -> None:
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(run.pid)
        children = process.children(recursive=True)
        run.send_signal(signal.SIGINT)
        _end_all(children)
        _, left = psutil.wait_procs([process], _PATIENCE)
        for each in left:
            each.kill()


def _end_all(processes: Sequence[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, left = psutil.wait_procs(processes, _PATIENCE)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def _holder(mark: bytes) -> FolderInUseError:
    """What is said where the file is held; `mark` is what its holder wrote into it."""
    try:
        said = json.loads(mark)
        return _in_use(said["process"], said["since"])
    except (ValueError, KeyError, TypeError):
        return FolderInUseError("Another run works in this folder. Wait until it has ended.")


def _in_use(process: int, since: str) -> FolderInUseError:
    return FolderInUseError(
        f"Another run works in this folder since {since} (process {process}). Wait until it has "
        "ended, or stop it."
    )


def _here() -> Iterator[tuple[psutil.Process, str]]:
    """The other processes that work in this folder, with their commands."""
    here, above = Path.cwd().resolve(), {each.pid for each in psutil.Process().parents()}
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid in above or process.pid == os.getpid():
                continue
            if Path(process.cwd()).resolve() == here:
                yield process, " ".join(process.cmdline())


def _refuse_beside_snakemake() -> None:
    """Snakemake started by itself holds no lock of ours."""
    for process, command in _here():
        words = command.split()
        if (
            any(Path(word).name == "snakemake" for word in words[:3])
            and str(_SCRIPTS) not in command
        ):
            began = datetime.fromtimestamp(process.create_time()).astimezone()
            raise _in_use(process.pid, began.strftime(_TIME))


def _clear_away(cut_off: bool) -> None:
    """What a killed run left. Nobody works here: what is marked as at work is not."""
    tidy_up()
    marks = sorted(_STALE.glob("*")) if _STALE.is_dir() else []
    for file in marks:
        file.unlink(missing_ok=True)
    if marks or cut_off:
        said = "An earlier run was cut off. What it had not finished is made again."
        print(said, file=sys.stderr, flush=True)


def _clear_temporary() -> None:
    """Delete temporary files, scripts of jobs, and what `storage.replacing` had not finished."""
    shutil.rmtree(TEMPORARY, ignore_errors=True)
    for file in list(Path("results").rglob(".*")):
        parts = file.name.split(".")
        if len(parts) >= 4 and len(parts[-2]) == 32 and file.is_file():
            file.unlink(missing_ok=True)
    for script in list(_SCRIPTS.glob("tmp*.py")):
        script.unlink(missing_ok=True)
