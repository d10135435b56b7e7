"""A project in an empty folder, from the package as it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ipt_outcomes.command import main
from ipt_outcomes.new_project import PARTS


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a wheel of the project unpacks to."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    made = subprocess.run(build, cwd=root, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def test_who_has_the_wheel_alone_can_begin(root: Path, installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed)}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ipt_outcomes", *words]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    nothing = run("check", "demo_ipt")
    assert nothing.returncode == 1
    assert "ipt-outcomes init" in nothing.stderr
    begun = run("init")
    assert begun.returncode == 0, begun.stderr
    assert run("--version").stdout.startswith("ipt-outcomes ")
    assert "no trial is listed" in run("run").stderr
    trial = "beat_the_blues"
    shutil.copytree(root / "data/raw" / trial, tmp_path / "data/raw" / trial)
    shutil.copy(root / f"config/trials/{trial}.yaml", tmp_path / "config/trials")
    checked = run("check", trial)
    assert checked.returncode == 0, checked.stderr
    planned = run("run", trial, "--", "-n")
    assert planned.returncode == 0, planned.stderr
    assert "write the report" in planned.stdout + planned.stderr


def test_the_first_trial_comes_into_the_empty_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    rows = "id,group,phq9_pre,phq9_w8\np1,CBT,20,12\np2,CBT,18,9\np3,WL,21,20\np4,WL,17,16\n"
    (tmp_path / "data/raw/mine.csv").write_text(rows)
    assert main(["new", "mine", "data/raw/mine.csv"]) == 0
    assert (tmp_path / "config/config.yaml").read_text().endswith("trials:\n  - mine\n")
    assert "Added mine" in capsys.readouterr().out


def test_nothing_is_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Snakefile").write_text("mine")
    assert main(["init"]) == 1
    assert "nothing is written over it" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["Snakefile"]


def test_the_parts_are_those_that_the_wheel_holds(root: Path) -> None:
    said = (root / "pyproject.toml").read_text()
    for name in PARTS:
        assert f'"{name}" = "ipt_outcomes/project/{name}"' in said
