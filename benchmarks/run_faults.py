"""A run that is killed in every rule, early and late: does the next one end as if nothing had been?

    python -m benchmarks.run_faults [--chain kill_run kill_all told]

Runs the smaller trial in a copy of the project. In a chain a run is cut off in every rule in turn,
as soon as the rule's job runs (early) or has written its first file (late): the run that follows
is held to get as far as the next rule, and is cut off there. The last one runs to its end, and what
it leaves is held to the bytes of the first run ever. Each run has a terminal of its own. Writes
benchmarks/run_faults.csv; asked for some chains, replaces their rows.
"""

from __future__ import annotations

import argparse
import csv
import os
import pty
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from benchmarks.faults.project import Project

WRITTEN = Path(__file__).with_suffix(".csv")
RULES = (
    *("ingest", "prepare", "models", "describe", "estimate", "sensitivity"),
    *("evidence", "figures", "report", "provenance", "verdict"),
)
COLUMNS = (
    *("chain", "rule", "fault", "moment", "status", "orphans_at_once", "left_at_once"),
    *("recovered", "same_bytes", "orphans", "left_files"),
)
PATIENCE = 120.0


class Terminal:
    """A run in a terminal: it ends with the terminal, and hears what is typed."""

    def __init__(self, project: Project) -> None:
        self.process, self.line = pty.fork()
        if self.process == 0:
            os.chdir(project.folder)
            os.execvpe(project.words()[0], project.words(), project.environment())
        os.set_blocking(self.line, False)
        self.status: int | None = None

    def going_on(self) -> bool:
        """Whether it has not ended; what it says is read and dropped."""
        try:
            while os.read(self.line, 65536):
                pass
        except (BlockingIOError, OSError):
            pass
        if self.status is None:
            done, status = os.waitpid(self.process, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if done else None
        return self.status is None

    def close(self) -> None:
        """Close the window."""
        os.close(self.line)
        self.line = os.open(os.devnull, os.O_RDONLY)


def kill_run(terminal: Terminal, project: Project, rule: str) -> None:
    """The command alone: Snakemake and its jobs go on."""
    os.kill(terminal.process, signal.SIGKILL)


def kill_all(terminal: Terminal, project: Project, rule: str) -> None:
    """As when the machine stops."""
    for process in project.at_work():
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


def kill_snakemake(terminal: Terminal, project: Project, rule: str) -> None:
    for process in project.at_work("workflow/start.py"):
        process.kill()


def kill_job(terminal: Terminal, project: Project, rule: str) -> None:
    """As a system that has no memory left does."""
    for process in project.at_work(f".{rule}.py"):
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


def close_terminal(terminal: Terminal, project: Project, rule: str) -> None:
    """SIGHUP to all that run in it, and nobody to write to."""
    terminal.close()


def quit_key(terminal: Terminal, project: Project, rule: str) -> None:
    """SIGQUIT to all that run in it."""
    os.write(terminal.line, b"\x1c")


def sigterm(terminal: Terminal, project: Project, rule: str) -> None:
    """To the command alone."""
    os.kill(terminal.process, signal.SIGTERM)


Fault = Callable[[Terminal, Project, str], None]
CHAINS: dict[str, tuple[tuple[Fault, str], ...]] = {
    "kill_run": ((kill_run, "early"), (kill_run, "late")),
    "kill_all": ((kill_all, "early"), (kill_all, "late")),
    # After these the run itself tidies up.
    "told": tuple(
        (fault, "early") for fault in (sigterm, close_terminal, quit_key, kill_snakemake, kill_job)
    ),
}


def reached(project: Project, terminal: Terminal, rule: str, moment: str) -> bool:
    """Wait until the rule's job is there; False where the run ended before."""
    while terminal.going_on():
        if moment == "late" and any(path.exists() for path in project.outputs[rule]):
            return True
        if moment == "early" and project.at_work(f".{rule}.py"):
            return True
        time.sleep(0.005)
    return False


def cut_off(
    project: Project, chain: str, rule: str, fault: Fault, moment: str
) -> dict[str, object]:
    """A run, until it is cut off in that rule."""
    row: dict[str, object] = {
        "chain": chain, "rule": rule, "fault": fault.__name__, "moment": moment,
    }  # fmt: skip
    for path in project.outputs[rule]:
        path.unlink(missing_ok=True)
    terminal = Terminal(project)
    try:
        if not reached(project, terminal, rule, moment):
            raise RuntimeError(f"{rule}: the run ended before, with {terminal.status}")
        fault(terminal, project, rule)
        until = time.monotonic() + PATIENCE
        while terminal.going_on() and time.monotonic() < until:
            time.sleep(0.01)
    finally:
        os.close(terminal.line)
    row["status"] = terminal.status
    if chain == "told":
        row["orphans_at_once"] = len(project.at_work())
        row["left_at_once"] = len(list((project.folder / "results").rglob(".*")))
    return row


def measured(project: Project, chain: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for rule in RULES:
        for fault, moment in CHAINS[chain]:
            rows.append(cut_off(project, chain, rule, fault, moment))
            if len(rows) > 1:
                # It got as far as here.
                rows[-2]["recovered"] = 1
            print(*rows[-1].values(), flush=True)
    status, said = project.run()
    rows[-1]["recovered"] = int(status == 0 and "Traceback" not in said)
    made = project.made()
    left = sorted(project.all_files() - project.files)
    end = {
        "same_bytes": int(made == project.right),
        "orphans": len(project.at_work()),
        "left_files": len(left),
    }
    if not (status == 0 and end["same_bytes"]) or left:
        differ = [name for name in project.right if made.get(name) != project.right[name]]
        print(said[-3000:], differ, left, flush=True)
    return [row | end for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chain", nargs="*", default=list(CHAINS), choices=list(CHAINS))
    chosen = parser.parse_args()
    rows: list[dict[str, object]] = []
    if WRITTEN.exists():
        with WRITTEN.open(newline="") as file:
            rows = [dict(row) for row in csv.DictReader(file)]
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        for chain in chosen.chain:
            rows = [row for row in rows if row["chain"] != chain] + measured(project, chain)
            with WRITTEN.open("w", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


if __name__ == "__main__":
    main()
