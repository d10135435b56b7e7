"""What can be read to its end: a file, not a pipe, a device or a folder."""

from __future__ import annotations

import stat
from pathlib import Path

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings


def is_ordinary(path: Path, file: str, findings: Findings) -> bool:
    """Whether `path`, or what it links to, is a file; what is none is found, and not opened.

    A pipe may keep its reader waiting for ever, and a device may never end. Raises OSError where
    nothing is there.
    """
    if stat.S_ISREG(path.stat().st_mode):
        return True
    rule = "this is not an ordinary file but a folder, a pipe or a device"
    findings.add(Problem(file, None, None, rule, "Copy its content to a file, and name that."))
    return False
