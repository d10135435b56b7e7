"""How long and how much memory it takes to read five million score rows, and to refuse bad files.

    OMP_NUM_THREADS=1 python benchmarks/ingest_huge.py [--rows 5000000] [--only WORK ...]

Every work runs in a process of its own; peak memory is that process's, imports included. Files are
written to a temporary folder that is removed afterwards.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

PLAN = """\
trial: huge
title: "A trial of many rows"
source: synthetic
participants:
  file: people.csv
  columns: {participant: id, arm: arm}
scores:
  - file: scores.csv
    shape: long
    columns: {participant: id, day: day}
    scales:
      SCALE
arms:
  - {name: tau, label: "Usual care", role: control}
  - {name: ipt, label: "IPT", role: treatment}
visits:
  - {name: before, label: "Before", week: 0, phase: baseline, window: [-14, 0]}
  - {name: after, label: "After", week: 8, phase: treatment, window: [1, 70]}
outcomes:
  - {name: first, label: "First", scale: NAME, role: primary, endpoint: after}
contrasts:
  - {test: ipt, comparison: tau, hypothesis: superiority}
models: {growth: null}
seed: 1
"""
TOTALS = "bdi_ii: {total: score}"
ITEMS = "phq9: {items: [q1, q2, q3, q4, q5, q6, q7, q8, q9]}"
DAYS = 50
BLOCK = 100_000

# What runs in the process of its own: read, and say seconds, peak MiB, and what came of it.
READ = """\
import json, resource, sys, time
from ipt_outcomes.errors import InputError
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.reading import read_plan

begun, processor = time.perf_counter(), time.process_time()
try:
    study = read_study(read_plan(sys.argv[1]))
    said, read = [], len(study.scores)
except InputError as error:
    said, read = str(error).splitlines(), 0
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({
    "seconds": round(time.perf_counter() - begun, 2),
    "processor_seconds": round(time.process_time() - processor, 2),
    "peak_mib": round(peak),
    "scores_read": read,
    "lines_said": len(said),
    "first_said": said[:2],
}))
"""


def plan(folder: Path, scale: str) -> None:
    text = PLAN.replace("SCALE", scale).replace("NAME", scale.split(":", maxsplit=1)[0])
    (folder / "huge.yaml").write_text(text)


def people(folder: Path, count: int) -> None:
    rows = "".join(f"P{n:06d},{'ipt' if n % 2 else 'tau'}\n" for n in range(count))
    (folder / "people.csv").write_text("id,arm\n" + rows)


def blocks(rows: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Participant numbers and days, a block of rows at a time: DAYS days for each participant."""
    for start in range(0, rows, BLOCK):
        row = np.arange(start, min(start + BLOCK, rows))
        yield row // DAYS, row % DAYS


def totals(folder: Path, rows: int, score: Callable[[int, int], str]) -> None:
    plan(folder, TOTALS)
    people(folder, -(-rows // DAYS))
    with (folder / "scores.csv").open("w") as file:
        file.write("id,day,score\n")
        for who, day in blocks(rows):
            file.writelines(
                f"P{n:06d},{d},{score(n, d)}\n"
                for n, d in zip(who.tolist(), day.tolist(), strict=True)
            )


def good_totals(folder: Path, rows: int) -> None:
    """One total a row of the file."""
    totals(folder, rows, lambda n, d: str((n * 7 + d * 3) % 64))


def good_items(folder: Path, rows: int) -> None:
    """Nine answers a row of the file: the file has a ninth of the rows."""
    plan(folder, ITEMS)
    files = rows // 9
    people(folder, -(-files // DAYS))
    with (folder / "scores.csv").open("w") as file:
        file.write("id,day," + ",".join(f"q{item}" for item in range(1, 10)) + "\n")
        for who, day in blocks(files):
            file.writelines(
                f"P{n:06d},{d}," + ",".join(str((n + d + item) % 4) for item in range(9)) + "\n"
                for n, d in zip(who.tolist(), day.tolist(), strict=True)
            )


def every_row_bad(folder: Path, rows: int) -> None:
    """Every score is out of its scale's range."""
    totals(folder, rows, lambda n, d: str(64 + (n + d) % 900))


def every_width_wrong(folder: Path, rows: int) -> None:
    """Every row has too many cells, and not all the same number."""
    totals(folder, rows, lambda n, d: "1" + ",1" * (1 + (n + d) % 97))


def million_columns(folder: Path, rows: int) -> None:
    """A header of a million columns."""
    totals(folder, 1, lambda n, d: "1")
    names = ",".join(f"c{n}" for n in range(1_000_000))
    (folder / "scores.csv").write_text(f"id,day,score,{names}\n" + "1," * 1_000_002 + "1\n")


def nul_bytes(folder: Path, rows: int) -> None:
    """A hundred megabytes of NUL bytes."""
    totals(folder, 1, lambda n, d: "1")
    with (folder / "scores.csv").open("ab") as file:
        file.write(b"\0" * 100_000_000)


WORKS: dict[str, Callable[[Path, int], None]] = {
    work.__name__: work
    for work in (
        good_totals,
        good_items,
        every_row_bad,
        every_width_wrong,
        million_columns,
        nul_bytes,
    )
}


def measured(work: str, rows: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        WORKS[work](folder, rows)
        size = (folder / "scores.csv").stat().st_size / 2**20
        run = subprocess.run(
            [sys.executable, "-c", READ, str(folder / "huge.yaml")],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    return {"work": work, "file_mib": round(size), **json.loads(run.stdout)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--only", nargs="*", default=list(WORKS), choices=list(WORKS))
    arguments = parser.parse_args()
    for work in arguments.only:
        print(json.dumps(measured(work, arguments.rows)), flush=True)


if __name__ == "__main__":
    main()
