"""Files that are harmed behind the workflow's back: is each one named, and made again as it was?

    python -m benchmarks.file_faults

Runs the smaller trial in a copy of the project. Six times every file of the results gets a harm,
another one each time: a byte flipped with its date kept, with an old date and with one ahead, half
of it cut off, emptied, deleted. What is named is counted, then one run follows. After that what
people give is changed with an old date: raw data, the plan, a file of the library, the lock of
packages; each alone in a copy, to see that it is named; then all at once, a run, all put back with
an old date, and a run. Writes benchmarks/file_faults.csv, a row for each kind of file and harm: how
many were harmed, how many were named, and how many had the same bytes as at first after the run.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults.project import TRIAL, Project

WRITTEN = Path(__file__).with_suffix(".csv")
# What a run begins with, and all that it finds: a run itself says the first forty.
LOOK = """\
from ipt_outcomes.made_before import unmake_what_changed, unmake_verdict
from ipt_outcomes.plan.reading import read_plan
print("\\n".join([*unmake_what_changed(read_plan("config/trials/beat_the_blues.yaml")),
                 *unmake_verdict()]))
"""
OLD, AHEAD = 1_000_000_000, 4_000_000_000


def flipped(path: Path) -> None:
    found = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def flipped_old(path: Path) -> None:
    flipped(path)
    os.utime(path, (OLD, OLD))


def flipped_ahead(path: Path) -> None:
    flipped(path)
    os.utime(path, (AHEAD, AHEAD))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def emptied(path: Path) -> None:
    os.truncate(path, 0)


HARMS: tuple[Callable[[Path], None], ...] = (
    *(flipped, flipped_old, flipped_ahead, cut, emptied, Path.unlink),
)


def kind_of(name: str) -> str:
    """The stage that wrote the file, and its ending."""
    parts = Path(name).parts
    stage = parts[2] if len(parts) > 3 else Path(name).stem
    ending = ".made.json" if name.endswith(".made.json") else Path(name).suffix
    return f"{stage} {ending}"


def name_of(harm: Callable[[Path], None]) -> str:
    return "deleted" if harm is Path.unlink else harm.__name__


def results(project: Project) -> list[str]:
    return sorted(name for name in project.right if not name.endswith(".log"))


def looked(project: Project, folder: Path) -> str:
    """What is found to differ in a folder."""
    environment = {**project.environment(), "PYTHONPATH": str(folder / "src")}
    words = [sys.executable, "-c", LOOK]
    run = subprocess.run(words, cwd=folder, env=environment, check=True, capture_output=True)
    return run.stdout.decode()


def harmed(project: Project, turn: int, counts: Counter[tuple[str, ...]]) -> None:
    cases = {name: HARMS[(place + turn) % 6] for place, name in enumerate(results(project))}
    for name, harm in cases.items():
        harm(project.folder / name)
    said = looked(project, project.folder).splitlines()
    named = {line.partition(": ")[0] for line in said}
    status, told = project.run()
    made = project.made()
    for name, harm in cases.items():
        at = (kind_of(name), name_of(harm))
        counts[*at, "harmed"] += 1
        counts[*at, "named"] += name in named
        counts[*at, "same_bytes"] += made.get(name) == project.right[name]
    wrong = [name for name in cases if made.get(name) != project.right[name] or name not in named]
    print(len(cases), status, wrong, told[-500:] if wrong else "", flush=True)


def given(project: Project, counts: Counter[tuple[str, ...]]) -> None:
    """What people give, changed with an old date, and put back with one."""
    raw = f"data/raw/{TRIAL}/btheb_ccbt_vs_tau.csv"
    code = "src/ipt_outcomes/evidence/studies_file.py"
    changes = {
        "raw data": (raw, ",29,", ",28,", f"{raw}: changed"),
        "plan": (f"config/trials/{TRIAL}.yaml", "alpha: 0.05", "alpha: 0.1", "what the plan says"),
        "library": (code, "\n", "\n# another\n", "the code of the stage evidence: changed"),
        "packages": ("requirements.lock", "\n", "\n# another\n", "the code of the stage ingest"),
    }
    before = {name: (project.folder / name).read_text() for name, *_ in changes.values()}

    def write(folder: Path, name: str, text: str) -> None:
        (folder / name).write_text(text)
        os.utime(folder / name, (OLD, OLD))

    for kind, (name, old, new, line) in changes.items():
        with tempfile.TemporaryDirectory() as aside:
            copy = shutil.copytree(project.folder, Path(aside) / "copy", symlinks=True)
            write(copy, name, before[name].replace(old, new, 1))
            counts[kind, "changed, old date", "harmed"] += 1
            counts[kind, "changed, old date", "named"] += line in looked(project, copy)
    for name, old, new, _ in changes.values():
        write(project.folder, name, before[name].replace(old, new, 1))
    status, _ = project.run()
    differ = sum(project.made()[name] != project.right[name] for name in results(project))
    for name, text in before.items():
        write(project.folder, name, text)
    again, _ = project.run()
    same = project.made() == project.right
    for kind in changes:
        counts[kind, "changed, old date", "same_bytes"] += same and differ > 0
    print("given", status, differ, again, same, flush=True)


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    counts: Counter[tuple[str, ...]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        for turn in range(len(HARMS)):
            harmed(project, turn, counts)
            write(counts)
        given(project, counts)
        write(counts)


def write(counts: Counter[tuple[str, ...]]) -> None:
    with WRITTEN.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["kind", "harm", "harmed", "named", "same_bytes"])
        for kind, harm in sorted({at[:2] for at in counts}):
            told = ("harmed", "named", "same_bytes")
            writer.writerow([kind, harm, *(counts[kind, harm, each] for each in told)])


if __name__ == "__main__":
    main()
