"""A run that is killed in every rule, early and late: does the next one end as if nothing had been?

    python -m benchmarks.run_faults [--rule NAME ...] [--fault NAME ...]

Runs the smaller trial in a copy of the project. For each rule its results are deleted; a run makes
them again, in a terminal of its own, and is cut off as soon as the rule's job runs (early) or has
written its first file (late). Then one plain run follows, and what it leaves is held to the bytes
of the first run ever. Writes benchmarks/run_faults.csv; asked for some, replaces those rows.
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
    *("rule", "fault", "moment", "status", "stopped_orphans", "stopped_left"),
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


def interrupt_key(terminal: Terminal, project: Project, rule: str) -> None:
    os.write(terminal.line, b"\x03")


def sigterm(terminal: Terminal, project: Project, rule: str) -> None:
    """To the command alone."""
    os.kill(terminal.process, signal.SIGTERM)


# Those after which the run itself tidies up; the others leave that to the next one.
TIDY: tuple[Callable[[Terminal, Project, str], None], ...] = (
    *(sigterm, close_terminal, quit_key, interrupt_key, kill_snakemake, kill_job),
)
KILLS = (kill_run, kill_all)
CASES = [(fault, moment) for fault in KILLS for moment in ("early", "late")]
CASES += [(fault, "early") for fault in TIDY]


def reached(
    project: Project, terminal: Terminal, rule: str, moment: str, outputs: list[Path]
) -> bool:
    """Wait until the rule's job is there; False where the run ended before."""
    while terminal.going_on():
        there = any(path.exists() for path in outputs) if moment == "late" else None
        if there or (there is None and project.at_work(f".{rule}.py")):
            return True
        time.sleep(0.003)
    return False


def measured(
    project: Project, rule: str, fault: Callable[..., None], moment: str
) -> dict[str, object]:
    outputs = project.outputs_of(rule)
    for path in outputs:
        path.unlink()
    terminal = Terminal(project)
    if not reached(project, terminal, rule, moment, outputs):
        raise RuntimeError(f"{rule}: the run ended before")
    fault(terminal, project, rule)
    until = time.monotonic() + PATIENCE
    while terminal.going_on() and time.monotonic() < until:
        time.sleep(0.01)
    row: dict[str, object] = {
        "rule": rule, "fault": fault.__name__, "moment": moment, "status": terminal.status,
    }  # fmt: skip
    if fault in TIDY:
        row["stopped_orphans"] = len(project.at_work())
        row["stopped_left"] = len(hidden(project))
    status, said = project.run()
    row["recovered"] = int(status == 0 and "Traceback" not in said)
    made = project.made()
    row["same_bytes"] = int(made == project.right)
    row["orphans"] = len(project.at_work())
    left = sorted(project.all_files() - project.files)
    row["left_files"] = len(left)
    os.close(terminal.line)
    if not (row["recovered"] and row["same_bytes"] and not left):
        differ = [name for name in project.right if made.get(name) != project.right[name]]
        print(said[-3000:], differ, left, flush=True)
    return row


def hidden(project: Project) -> list[Path]:
    results = project.folder / "results"
    return [path for path in results.rglob(".*") if path.is_file()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rule", nargs="*", default=list(RULES))
    parser.add_argument("--fault", nargs="*", default=[fault.__name__ for fault, _ in CASES])
    chosen = parser.parse_args()
    rows = {}
    if WRITTEN.exists():
        with WRITTEN.open(newline="") as file:
            rows = {(row["rule"], row["fault"], row["moment"]): row for row in csv.DictReader(file)}
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        for fault, moment in CASES:
            for rule in RULES:
                if rule in chosen.rule and fault.__name__ in chosen.fault:
                    row = measured(project, rule, fault, moment)
                    rows[rule, fault.__name__, moment] = row
                    print(*row.values(), flush=True)
                    write(rows)


def write(rows: dict[tuple[str, str, str], dict[str, object]]) -> None:
    with WRITTEN.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for fault, moment in CASES:
            for rule in RULES:
                if (rule, fault.__name__, moment) in rows:
                    writer.writerow(rows[rule, fault.__name__, moment])


if __name__ == "__main__":
    main()
