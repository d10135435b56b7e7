"""How a workflow job speaks: notes and a user's mistakes go to its log, without a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ipt_outcomes.errors import ReportedError


@contextmanager
def job_log(path: str | Path) -> Iterator[Callable[[str], None]]:
    """Gives a function that writes a line to the log at `path`.

    A user's mistake (ReportedError) is written there and ends the process with status 1. Other
    errors are ours and keep their traceback.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as log:

        def say(line: str) -> None:
            log.write(line + "\n")

        try:
            yield say
        except ReportedError as error:
            say(str(error))
            sys.exit(1)
