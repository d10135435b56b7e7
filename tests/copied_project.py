"""A copy of the project, and Snakemake run in it as a user runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PARTS = ["config", "data", "workflow", "Snakefile", "environment.yml"]
PARTS += ["requirements.lock", "src"]
PROFILE = "workflow/profiles/default"
BINARIES = Path(sys.executable).parent


def copy_project(root: Path, to: Path) -> Path:
    for part in PARTS:
        source = root / part
        if source.is_dir():
            shutil.copytree(source, to / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            to.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, to / part)
    return to


def snakemake(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run in `folder`, with the library of that folder."""
    environment = {
        **os.environ,
        "PATH": f"{BINARIES}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(folder / "src"),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    return subprocess.run(
        ["snakemake", "--cores", "2", "--workflow-profile", PROFILE, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def changed_plan(folder: Path, trial: str, old: str, new: str) -> None:
    path = folder / "config" / "trials" / f"{trial}.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
