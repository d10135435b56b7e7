"""What may identify a person, and the pseudonyms' key, is in nothing that the workflow leaves."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from .copied_project import BINARIES, changed_plan, copy_project, snakemake

TALK = "numbat7731 told us at length how it was, and what the neighbours said of it. " * 5
# A column of the participants: what a cell of it says, and the word in it that is looked for.
CANARIES = {
    "withdrawal_reason": ("quokka7731@example.org", "quokka7731"),
    "site": ("Mrs Quarkwright", "Quarkwright"),
    "therapist": ("+44 7700 907731", "907731"),
    "problem_area": (TALK.strip(), "numbat7731"),
}
WORDS = [word for _, word in CANARIES.values()]
# Line 6 of the file.
ROW = 4


def leaks(folder: Path, words: Iterable[str], *said: str) -> set[str]:
    """Which words are in what was said, or in a file of the results or of Snakemake's own."""
    texts = [text.encode() for text in said]
    for path in [*(folder / "results").rglob("*"), *(folder / ".snakemake").rglob("*")]:
        texts.append(str(path.relative_to(folder)).encode())
        if path.is_file():
            texts.append(path.read_bytes())
            if path.suffix == ".parquet":
                # Its cells are compressed.
                texts.append(pd.read_parquet(path).to_csv().encode())
    return {word for word in words if any(word.encode() in text for text in texts)}


def check(folder: Path, trial: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BINARIES / "ipt-outcomes"), "check", trial], cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("together", [None, "withdrawal_reason"])
def test_what_identifies_a_person_is_refused_and_is_nowhere(
    root: Path, tmp_path: Path, together: str | None
) -> None:
    """Each canary in a column of its own, and all of them in one."""
    folder = copy_project(root, tmp_path / "project")
    (folder / "config/config.yaml").write_text("trials: [demo_ipt]\n")
    people = folder / "data/raw/demo_ipt/participants.csv"
    with people.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for number, (column, (cell, _)) in enumerate(CANARIES.items()):
        rows[ROW + (number if together else 0)][together or column] = cell
    with people.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    run, checked = snakemake(folder), check(folder, "demo_ipt")
    assert run.returncode != 0 and checked.returncode == 1
    for said in (run.stdout + run.stderr, checked.stdout + checked.stderr):
        for column in [together] if together else CANARIES:
            assert re.search(rf"participants\.csv, line \d+, column {column}\n", said)
        assert "Traceback" not in said
        assert not leaks(folder, WORDS, said)
    shutil.copy2(people, folder / ".snakemake")
    assert leaks(folder, WORDS) == set(WORDS), "the search finds what is there"


def test_neither_identifiers_nor_their_key_are_in_what_a_run_leaves(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "7731b00cafe7731b00cafe7731b00cafe"
    folder = copy_project(root, tmp_path / "project")
    (folder / "config/config.yaml").write_text("trials: [beat_the_blues]\n")
    changed_plan(folder, "beat_the_blues", "\nseed:", "\npseudonyms: {key_env: TRIAL_KEY}\nseed:")
    raw = folder / "data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv"
    header, *rows = raw.read_text().splitlines()
    raw.write_text("\n".join([header, *(f"wombat7731x{row}" for row in rows)]) + "\n")
    monkeypatch.setenv("TRIAL_KEY", key)
    run, checked = snakemake(folder), check(folder, "beat_the_blues")
    assert run.returncode == 0, run.stderr
    assert checked.returncode == 0, checked.stderr
    read = folder / "results/beat_the_blues/ingest/participants.csv"
    assert len(set(re.findall(r"^P[0-9a-f]{16},", read.read_text(), re.MULTILINE))) == len(rows)
    said = [run.stdout, run.stderr, checked.stdout, checked.stderr]
    assert not leaks(folder, ["wombat7731", key], *said)
    assert (folder / "results/beat_the_blues/report.html").is_file()
