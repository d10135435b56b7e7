"""How a workflow job speaks: notes and a user's mistakes go to its log, without a traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from ipt_outcomes.errors import ReportedError

# What a machine refuses, and what a person can do about it.
_REMEDIES = {
    errno.ENOSPC: "Make room there, and run again.",
    errno.EDQUOT: "Make room there, and run again.",
    errno.EFBIG: "Allow larger files, and run again.",
    errno.EROFS: "Work in a folder that can be written to.",
    errno.EACCES: "Work in a folder that can be written to.",
    errno.EPERM: "Work in a folder that can be written to.",
    errno.EIO: "See whether the disk is sound.",
    errno.ENOMEM: "Close other programs, or run fewer jobs at once: --cores 1.",
    errno.EMFILE: "Allow more open files, and run again.",
    errno.ENFILE: "Close other programs, and run again.",
    errno.EAGAIN: "Close other programs, or run fewer jobs at once: --cores 1.",
}
# What the system's loader says of a library that has no room in memory.
_NOT_LOADED = ("cannot allocate memory", "failed to map segment")

REFUSALS = "IPT_OUTCOMES_REFUSALS"
"""The variable with the folder in which a job leaves what was refused, for its run's last words."""


@contextmanager
def job_log(path: str | Path) -> Iterator[Callable[[str], None]]:
    """Gives a function that writes a line to the log at `path`.

    A user's mistake (ReportedError), and what the machine refuses (room, memory, the right to
    write), is written there and ends the process with status 1; to standard error, where the log
    cannot be written. Other errors are ours and keep their traceback.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as log:

            def say(line: str) -> None:
                log.write(line + "\n")

            try:
                yield say
            except ReportedError as error:
                say(str(error))
                _leave(str(error))
                sys.exit(1)
    except (OSError, MemoryError, ImportError, RuntimeError) as error:
        said = refused_in_words(error)
        _say_somewhere(path, said)
        _leave(said)
        sys.exit(1)


def refused_by_machine(error: BaseException, place: str = "") -> str | None:
    """What the machine refused, as a sentence with a remedy; None for errors of another kind.

    `place` is where, if the error does not say it.
    """
    number = error.errno if isinstance(error, OSError) else None
    # A process that was killed was so, most times, by a system without memory.
    short_of_memory = isinstance(error, (MemoryError, BrokenExecutor)) or (
        isinstance(error, (ImportError, RuntimeError))
        and any(words in str(error).lower() for words in (*_NOT_LOADED, "can't start new thread"))
    )
    if short_of_memory:
        number = errno.ENOMEM
    if number is None or number not in _REMEDIES:
        return None
    named = getattr(error, "filename", None) or place
    where = f"{named}: " if named else ""
    return f"{where}{os.strerror(number)}. {_REMEDIES[number]}"


def refused_in_words(error: BaseException) -> str:
    """What the machine refused, as `refused_by_machine` says it; other errors are raised again."""
    said = refused_by_machine(error)
    if said is None:
        raise error
    return said


def refusals(folder: Path) -> list[str]:
    """What jobs left there, each once."""
    return list(dict.fromkeys(file.read_text("utf-8") for file in sorted(folder.glob("refused.*"))))


def _leave(said: str) -> None:
    folder = os.environ.get(REFUSALS)
    if folder:
        with suppress(OSError):
            Path(folder, f"refused.{os.getpid()}").write_text(said, encoding="utf-8")


def _say_somewhere(path: Path, said: str) -> None:
    try:
        with path.open("a", encoding="utf-8") as log:
            log.write(said + "\n")
    except OSError:
        print(said, file=sys.stderr, flush=True)
