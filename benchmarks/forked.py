"""What a function gives in a process of its own, a fork: nothing has to be loaded anew there."""

from __future__ import annotations

import os
import pickle
import signal
import traceback
from collections.abc import Callable
from typing import Any


def in_a_fork(work: Callable[[], Any], *, most_seconds: int = 0) -> Any:
    """What `work` gives; None where that process raises (said on standard error), is ended
    otherwise, or takes longer than `most_seconds` (0: however long it takes).
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        answer = None
        try:
            answer = work()
        except BaseException:
            traceback.print_exc()
        with os.fdopen(writing, "wb") as out:
            pickle.dump(answer, out)
        os._exit(0)
    os.close(writing)
    if most_seconds:
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.alarm(most_seconds)
    with os.fdopen(reading, "rb") as said:
        data = said.read()
    _, status = os.waitpid(child, 0)
    if most_seconds:
        signal.alarm(0)
    return None if status or not data else pickle.loads(data)
