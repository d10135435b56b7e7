"""What becomes of hostile inputs of every kind: refused in words, read rightly, or neither.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.hostile_inputs [--only KIND ...]

Each input (hostile_cases.py, hostile_files.py) is made in one process and read in another, as part
of a small trial, with limits of time and memory. That process is a fork of one that has loaded
what is needed: seconds are of its processor, and memory is what it took beyond its start.
Statistics files are parsed in a process that starts anew: what a sound file takes is left out.
Writes benchmarks/hostile_inputs.csv; what failed is said on standard error.
"""

from __future__ import annotations

import argparse
import csv
import resource
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet  # noqa: F401  (loaded before the forks)
import python_calamine  # noqa: F401
from benchmarks.forked import in_a_fork
from benchmarks.hostile_case import Case, project
from benchmarks.hostile_cases import cases
from benchmarks.hostile_files import of_binaries, of_large, of_workbooks

from ipt_outcomes.configured_trials import configured_trials
from ipt_outcomes.errors import InputError
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.reading import read_plan

WRITTEN = Path(__file__).with_suffix(".csv")
MOST_SECONDS = 60
MOST_MEMORY = 2 << 30
MIB = 1 << 20
COLUMNS = [
    "kind", "what", "inputs", "refused_in_words", "read_rightly", "misread", "tracebacks",
    "slowest_seconds", "largest_mib",
]  # fmt: skip


def read(kind: str, folder: Path) -> list[Any]:
    """The bdi scores of the small trial, or the names of the configured trials."""
    if kind == "config":
        return list(configured_trials(folder / "config" / "config.yaml"))
    study = read_study(read_plan(folder / "config" / "trials" / "small.yaml"))
    scores = study.scores.query("scale == 'bdi_ii'")
    return scores[["participant", "visit", "value"]].to_numpy().tolist()


def peak() -> int:
    text = Path("/proc/self/status").read_text()
    return int(text.partition("VmHWM:")[2].split()[0]) * 1024


def measured(kind: str, folder: Path) -> dict[str, Any]:
    """In this process: what became of the input, seconds and bytes."""
    # The peak so far is of the process that was forked.
    Path("/proc/self/clear_refs").write_text("5")
    now = Path("/proc/self/statm").read_text().split()
    size, resident = (int(pages) * resource.getpagesize() for pages in now[:2])
    resource.setrlimit(resource.RLIMIT_AS, (size + MOST_MEMORY, size + MOST_MEMORY))
    begun = time.process_time()
    try:
        outcome: Any = read(kind, folder)
    except InputError as error:
        told = all(each.rule and each.remedy and each.file for each in error.problems)
        outcome = "refused" if told and error.problems else "refused without words"
    seconds = time.process_time() - begun
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "outcome": outcome,
        "seconds": seconds + children.ru_utime + children.ru_stime,
        "bytes": max(peak() - resident, children.ru_maxrss * 1024),
    }


def result(case: Case) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = in_a_fork(
            lambda: [project(folder), case.make(folder)] and True, most_seconds=MOST_SECONDS
        )
        if made is None:
            raise RuntimeError(f"{case.kind}, {case.name}: could not be made")
        found = in_a_fork(lambda: measured(case.kind, folder), most_seconds=MOST_SECONDS)
    return found or {"outcome": "traceback", "seconds": MOST_SECONDS, "bytes": 0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*")
    only = parser.parse_args().only
    rows: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    kept = kept_rows(only)
    start: dict[str, dict[str, Any]] = {}
    for case in (*cases(), *of_workbooks(), *of_binaries(), *of_large()):
        if only and case.kind not in only:
            continue
        if case.what == "sound":
            start[case.kind] = result(case)
            assert start[case.kind]["outcome"] == case.right, (case, start[case.kind])
            continue
        found = result(case)
        right = found["outcome"] in ("refused", case.right)
        if not right or found["outcome"] == "traceback":
            print(f"{case.kind}, {case.name}: {found}", file=sys.stderr, flush=True)
        # Nothing in Python writes a sound .sas7bdat; its parser begins as that of a .sav does.
        begins = "sav" if case.kind == "sas7bdat" else case.kind
        before = start.get(begins, {"seconds": 0, "bytes": 0})
        found["seconds"] = max(found["seconds"] - before["seconds"], 0)
        found["bytes"] = max(found["bytes"] - before["bytes"], 0)
        rows[case.kind, case.what].append({**found, "right": case.right})
        save(kept, rows)


def kept_rows(only: list[str] | None) -> list[list[str]]:
    """The rows of the kinds that are not measured anew."""
    if not only or not WRITTEN.exists():
        return []
    with WRITTEN.open(newline="") as file:
        return [row for row in list(csv.reader(file))[1:] if row[0] not in only]


def save(kept: list[list[str]], rows: dict[tuple[str, str], list[dict[str, Any]]]) -> None:
    with WRITTEN.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(kept)
        for (kind, what), found in rows.items():
            outcomes = [each["outcome"] for each in found]
            rightly = sum(each["outcome"] == each["right"] for each in found)
            refused, tracebacks = outcomes.count("refused"), outcomes.count("traceback")
            writer.writerow([
                kind, what, len(found), refused, rightly,
                len(found) - refused - rightly - tracebacks, tracebacks,
                f"{max(each['seconds'] for each in found):.2f}",
                round(max(each["bytes"] for each in found) / MIB),
            ])  # fmt: skip


if __name__ == "__main__":
    main()
