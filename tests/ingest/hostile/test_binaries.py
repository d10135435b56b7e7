"""Hostile files of SPSS, Stata, SAS and Parquet are refused, and no parser's crash is ours."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.formats.stat_parser import parse, parsed

from ..conftest import Trial
from .binaries import (
    REFUSED,
    SLOW,
    crashes_the_parser,
    good,
    more_rows_than_bytes_dta,
    more_rows_than_bytes_sav,
)

QUICK = [case for case in REFUSED if case[0] not in SLOW]


@pytest.mark.parametrize(
    ("make", "suffix", "column", "rule"), QUICK, ids=[f"{c[0].__name__}{c[1]}" for c in QUICK]
)
def test_refused(
    trial: Trial, make: Callable[[Path], None], suffix: str, column: str | None, rule: str
) -> None:
    trial.edit("small.yaml", "bdi.csv", f"bdi{suffix}")
    make(trial.folder / f"bdi{suffix}")
    first = trial.refusal(DataError)[0]
    assert (first.file, first.line, first.column) == (f"bdi{suffix}", None, column)
    assert rule in first.rule
    assert first.remedy
    assert "Zanzibar" not in str(first)


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".xpt", ".parquet"])
def test_the_sound_file_is_read(trial: Trial, suffix: str) -> None:
    trial.edit("small.yaml", "bdi.csv", f"bdi{suffix}")
    good(trial.folder / f"bdi{suffix}")
    assert trial.read().scores.query("scale == 'bdi_ii'")["value"].tolist() == [30, 12, 25, 9]


def test_a_crash_of_the_parser_is_of_its_own_process(tmp_path: Path) -> None:
    path = tmp_path / "bdi.sav"
    crashes_the_parser(path)
    read = f"import pyreadstat; pyreadstat.read_sav({str(path)!r}, output_format='dict')"
    run = subprocess.run([sys.executable, "-c", read], capture_output=True, check=False)
    assert run.returncode < 0, "this file does no harm any more: find another"
    assert parsed(path, ["id"], None) is None


def test_a_parser_that_does_not_start_is_not_the_files_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good(tmp_path / "bdi.sav")
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho No module named pyreadstat >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(ImportError, match="pyreadstat"):
        parsed(tmp_path / "bdi.sav", ["id"], None)


@pytest.mark.parametrize(
    ("make", "suffix"), [(more_rows_than_bytes_sav, ".sav"), (more_rows_than_bytes_dta, ".dta")]
)
def test_rows_that_cannot_be_there_are_not_looked_for(
    tmp_path: Path, make: Callable[[Path], None], suffix: str
) -> None:
    make(tmp_path / f"bdi{suffix}")
    with pytest.raises(ValueError, match="less than a byte"):
        parse(str(tmp_path / f"bdi{suffix}"), ["id"], None)
