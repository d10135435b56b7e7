"""A data file's path at which no file stands is refused, and is not waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.ordinary_file import is_ordinary

from ..conftest import Trial
from .paths import REFUSED, SUFFIXES, pipe

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(("make", "rule"), REFUSED, ids=[case[0].__name__ for case in REFUSED])
def test_refused(trial: Trial, make: Callable[[Path], None], rule: str, suffix: str) -> None:
    name = f"no_file{suffix}"
    trial.edit("small.yaml", "bdi.csv", name)
    make(trial.folder / name)
    first = trial.refusal(DataError)[0]
    assert (first.file, first.line, first.column) == (name, None, None)
    assert rule in first.rule
    assert first.remedy


def test_a_pipe_is_not_opened(trial: Trial) -> None:
    (trial.folder / "bdi.csv").unlink()
    pipe(trial.folder / "bdi.csv")
    read = "import sys, ipt_outcomes as ipt; ipt.read_study(ipt.read_plan(sys.argv[1]))"
    # A pipe that is opened keeps its reader until the time is over.
    run = subprocess.run(
        [sys.executable, "-c", read, str(trial.folder / "small.yaml")],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert "DataError: bdi.csv\n    Rule:   this is not an ordinary file" in run.stderr


def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to("file")
    findings = Findings()
    assert is_ordinary(tmp_path / "link", "link", findings)
    assert not findings.problems
    with pytest.raises(FileNotFoundError):
        is_ordinary(tmp_path / "nothing", "nothing", findings)
