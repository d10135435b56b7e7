"""How long and how much memory it takes to refuse hostile files, or to read what only looks so.

    OMP_NUM_THREADS=1 python -m benchmarks.hostile_files [--only NAME ...]

The files are those of the tests (tests/ingest/hostile/) and some that are too large for these.
Each is made in one process and read by `read_study` in another, as part of a small trial. Writes
benchmarks/hostile_files.csv; `--only` takes the beginning of names, and replaces those rows.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ipt_outcomes.plan.data_file import STATISTICS_SUFFIXES

WRITTEN = Path(__file__).with_suffix(".csv")
HEADER = b"id,bdi_0,bdi_8\n"

# What runs in the process of its own. Whatever the formats need is loaded before the first figure
# of memory.
READ = """\
import json, resource, sys, time
import pyarrow.parquet, python_calamine
import ipt_outcomes.ingest.study, ipt_outcomes.plan.reading
from ipt_outcomes.errors import InputError

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

loaded, begun = peak(), time.perf_counter()
try:
    plan = ipt_outcomes.plan.reading.read_plan(sys.argv[1])
    ipt_outcomes.ingest.study.read_study(plan)
    outcome = "read"
except InputError as error:
    first = error.problems[0]
    place = f"line {first.line}, " if first.line else ""
    outcome = f"refused: {place}{first.rule}"
seconds = time.perf_counter() - begun
print(json.dumps({
    "seconds": round(seconds, 2), "above_mib": round(peak() - loaded),
    "peak_mib": round(peak()), "outcome": outcome,
}))
"""


def repeated(path: Path, first: bytes, block: bytes, times: int, last: bytes = b"") -> None:
    with path.open("wb") as file:
        file.write(first)
        for _ in range(times):
            file.write(block)
        file.write(last)


def blank_lines_10_million(path: Path) -> None:
    repeated(path, HEADER, b"\n" * 100_000, 100, b"001,30,12\n")


def line_200_mb(path: Path) -> None:
    repeated(path, HEADER, b"9" * 1_000_000, 200)


def open_quote_200_mb(path: Path) -> None:
    repeated(path, HEADER + b'001,"', b"30\n" * 1_000_000, 67)


def million_long_cells(path: Path) -> None:
    repeated(path, HEADER, ("😀" * 8 + ",").encode() * 1_000, 999, b"\n")


def shared_strings_60_mib(path: Path) -> None:
    """Below the limit of what is unpacked: the workbook is read."""
    from tests.ingest.hostile import workbooks

    workbooks.book(path, *workbooks.ROWS)
    strings = "<si><t>a</t></si>" * 3_700_000
    parts = workbooks.parts(path)
    shared = f"<sst>{strings}</sst>"
    workbooks.packed(path, {**parts, "xl/sharedStrings.xml": shared})


def workbook_of_a_gigabyte(path: Path) -> None:
    from tests.ingest.hostile import workbooks

    parts = {"[Content_Types].xml": "<Types/>"}
    parts |= {f"xl/worksheets/sheet{n}.xml": " " * 60_000_000 for n in range(17)}
    workbooks.packed(path, parts)


LARGE: list[tuple[str, Callable[[Path], None]]] = [
    *((".csv", make) for make in (blank_lines_10_million, line_200_mb, open_quote_200_mb)),
    (".csv", million_long_cells),
    *((".xlsx", make) for make in (shared_strings_60_mib, workbook_of_a_gigabyte)),
]


def named(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").lower()


def cases() -> dict[str, tuple[str, Callable[[Path], object]]]:
    """By name: what bdi's file ends in, and what makes it."""
    from tests.ingest.hostile import binaries, paths, text, workbooks

    texts = [(case[0], case[1]) for case in [*text.REFUSED, *text.READ]]
    made: list[tuple[str, str, Callable[[Path], object]]] = [
        *((named(name), ".csv", partial(Path.write_bytes, data=data)) for name, data in texts),
        *((case[0].__name__, ".xlsx", case[0]) for case in workbooks.REFUSED),
        *((make.__name__, ".xlsx", make) for make in workbooks.READ),
        *((case[0].__name__, case[1], case[0]) for case in binaries.REFUSED),
        *((case[0].__name__, ".csv", case[0]) for case in paths.REFUSED),
        *((make.__name__, suffix, make) for suffix, make in LARGE),
    ]
    return {f"{name}{suffix}": (suffix, make) for name, suffix, make in made}


def make(name: str, folder: Path) -> None:
    """The small trial in `folder`, with the hostile file."""
    from tests.ingest.conftest import FILES, PLAN

    suffix, write = cases()[name]
    for file, content in FILES.items():
        if file != "bdi.csv":
            (folder / file).write_text(content)
    (folder / "small.yaml").write_text(PLAN.replace("bdi.csv", f"bdi{suffix}"))
    write(folder / f"bdi{suffix}")


def asked(*arguments: str) -> str:
    """What another process of this script says.

    The one that measures holds no hostile file: on Linux a process begins with the peak of memory
    of the one that started it.
    """
    command = [sys.executable, "-m", "benchmarks.hostile_files", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def measured(name: str) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        asked("--make", name, folder)
        run = subprocess.run(
            [sys.executable, "-c", READ, str(Path(folder) / "small.yaml")],
            capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
        parser = parser_mib(Path(folder, f"bdi{Path(name).suffix}"))
    if run.returncode:
        return {"file": name, "outcome": f"ended with {run.returncode}"}
    found = json.loads(run.stdout)
    found["above_mib"] += parser
    found["peak_mib"] += parser
    return {"file": name, **found}


def parser_mib(path: Path) -> int:
    """The peak of the process in which a statistics file is parsed; 0 for other files."""
    if path.suffix not in STATISTICS_SUFFIXES:
        return 0
    command = [sys.executable, "-P", "-m", "ipt_outcomes.ingest.formats.stat_parser"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps([str(path), ["id", "bdi_0", "bdi_8"], None]).encode())
        process.stdin.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return round(used.ru_maxrss / 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[""])
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--names", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.make:
        make(chosen.make[0], Path(chosen.make[1]))
    elif chosen.names:
        print("\n".join(cases()))
    else:
        measure(chosen.only)


def measure(only: list[str]) -> None:
    names = asked("--names").splitlines()
    rows = {}
    if WRITTEN.exists():
        with WRITTEN.open(newline="") as file:
            rows = {row["file"]: row for row in csv.DictReader(file)}
    for name in names:
        if name.startswith(tuple(only)):
            rows[name] = measured(name)
            print(json.dumps(rows[name]), flush=True)
    with WRITTEN.open("w", newline="") as file:
        columns = ["file", "seconds", "above_mib", "peak_mib", "outcome"]
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[name] for name in names if name in rows)


if __name__ == "__main__":
    main()
