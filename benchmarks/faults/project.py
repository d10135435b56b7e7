"""A copy of the project that runs one trial, what it makes there, and who works in it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psutil
from tests.copied_project import copy_project

TRIAL = "beat_the_blues"
ROOT = Path(__file__).parents[2]
# What tells when something was written.
_OF_THE_DAY = ".made.json"
# Notes of Snakemake's own, one a run or one a file, and caches: they hold no rows.
_NOTES = ("log", "metadata", "matplotlib", "cache")


class Project:
    """A folder that has run once from nothing, and what it then held."""

    def __init__(self, folder: Path) -> None:
        self.folder = copy_project(ROOT, folder / "project")
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        status, said = self.run()
        if status != 0:
            raise RuntimeError(said)
        self.right = self.made()
        self.files = self.all_files()
        rules = sorted(path.stem for path in (self.folder / "workflow/scripts").glob("*.py"))
        self.outputs = {rule: self.outputs_of(rule) for rule in rules}

    def environment(self) -> dict[str, str]:
        """With the copy's library, and a folder for temporary files of its own."""
        return {
            **os.environ,
            "PYTHONPATH": str(self.folder / "src"),
            "TMPDIR": str(self.temporary),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }

    def words(self) -> list[str]:
        """The command of a run."""
        return [sys.executable, "-m", "ipt_outcomes", "run", TRIAL, "--cores", "2"]

    def run(self) -> tuple[int, str]:
        """A run to its end: its exit status, and all that it said."""
        run = subprocess.run(
            self.words(), cwd=self.folder, env=self.environment(), check=False, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return run.returncode, run.stdout

    def made(self) -> dict[str, str]:
        """The hash of each result, logs too."""
        return {
            name: hashlib.sha256((self.folder / name).read_bytes()).hexdigest()
            for name in self.all_files()
            if name.startswith("results/") and not name.endswith(_OF_THE_DAY)
        }

    def all_files(self) -> set[str]:
        """Every file here and of the temporary folder, but Snakemake's notes and compiled code."""
        found = {
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if path.is_file() and path.suffix != ".pyc"
        }
        notes = tuple(f".snakemake/{name}/" for name in _NOTES)
        kept = {name for name in found if not name.startswith(notes)}
        return kept | {f"temporary/{path.name}" for path in self.temporary.rglob("*")}

    def outputs_of(self, rule: str) -> list[Path]:
        """What the rule's jobs wrote, by their records."""
        if rule == "verdict":
            return [self.folder / "results/verdict.txt"]
        logs = self.folder / "results" / TRIAL / "logs"
        records = [*logs.glob(f"{rule}.made.json"), *logs.glob(f"{rule}/**/*.made.json")]
        said: list[Mapping[str, Mapping[str, object]]] = [
            json.loads(record.read_text()) for record in records
        ]
        return [self.folder / name for each in said for name in each["outputs"]]

    def at_work(self, command: str = "") -> list[psutil.Process]:
        """The processes that work here, those with that in their command."""
        found = []
        for process in psutil.process_iter():
            try:
                here = Path(process.cwd()) == self.folder
                if here and command in " ".join(process.cmdline()):
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found
