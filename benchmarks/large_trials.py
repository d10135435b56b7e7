"""A whole run of large trials, from raw files to report: time and memory of each stage.

    python -m benchmarks.large_trials [--only NAME ...] [--cores 2] [--keep FOLDER]

Each trial is made up, put into a project of its own in a temporary folder, and run by the command
that a user gives. The processes are watched from outside: how long each stage's jobs took, their
processor time, the largest memory of one, and the most that all had together. Linux only. Writes
`benchmarks/large_trials.csv`, a row for each trial and stage; a trial that is run again replaces
its rows.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

PROJECT = Path(__file__).resolve().parents[1]
FIGURES = PROJECT / "benchmarks" / "large_trials.csv"
_EVERY = 0.1
_STAGE = re.compile(r"\.snakemake/scripts/tmp\w+\.(\w+)\.py")
_MEBI = 2**20

PLAN = """\
trial: large
title: "A large trial (made up)"
source: synthetic
participants:
  file: data/raw/large/people.csv
  columns: {participant: id, arm: arm}
scores:
  - file: data/raw/large/scores.csv
    shape: long
    columns: {participant: id, day: day}
    scales:
SCALES
arms:
  - {name: tau, label: "Usual care", role: control}
  - {name: cbt, label: "CBT", role: active_comparator}
  - {name: ipt, label: "IPT", role: treatment}
visits:
VISITS
outcomes:
OUTCOMES
contrasts:
  - {test: ipt, comparison: tau, hypothesis: superiority}
  - {test: ipt, comparison: cbt, hypothesis: superiority}
MODELS
seed: 1
"""
NAMES = ("phq9", "gad7", "bdi_ii", "hrsd17", "who5", "iip32", "pcl5", "core_om")
MODELS = "models:\n  mmrm: {df: kenward-roger}\n  growth: {df: kenward-roger}"


@dataclass(frozen=True)
class Trial:
    """What is made up: people, visits after the baseline, items of the first scale, and totals."""

    people: int
    later: int
    items: int
    totals: tuple[str, ...] = ()
    models: str = MODELS


TRIALS = {
    "people_1000": Trial(1_000, 6, 9),
    "people_10000": Trial(10_000, 6, 9),
    "people_100000": Trial(100_000, 6, 9),
    "outcomes_8_visits_20": Trial(240, 19, 9, NAMES[1:]),
}


def make_project(folder: Path, trial: Trial) -> None:
    """The project's own workflow, and one trial's plan and files."""
    shutil.copytree(PROJECT / "workflow", folder / "workflow")
    for name in ("Snakefile", "requirements.lock", "environment.yml"):
        shutil.copy(PROJECT / name, folder / name)
    raw = folder / "data" / "raw" / "large"
    raw.mkdir(parents=True)
    (folder / "config" / "trials").mkdir(parents=True)
    (folder / "config" / "config.yaml").write_text("trials:\n  - large\n")
    (folder / "config" / "trials" / "large.yaml").write_text(plan(trial))
    people, scores = rows(trial)
    people.to_csv(raw / "people.csv", index=False)
    scores.to_csv(raw / "scores.csv", index=False)


def plan(trial: Trial) -> str:
    """The plan's text."""
    items = ", ".join(f"q{item}" for item in range(1, trial.items + 1))
    scales = [f"      phq9: {{items: [{items}]}}"]
    scales += [f"      {name}: {{total: {name}}}" for name in trial.totals]
    visits = ['  - {name: week_0, label: "Baseline", week: 0, phase: baseline, window: [-14, 0]}']
    visits += [
        f'  - {{name: week_{2 * k}, label: "Week {2 * k}", week: {2 * k}, phase: treatment, '
        f"window: [{14 * k - 6}, {14 * k + 7}]}}"
        for k in range(1, trial.later + 1)
    ]
    roles = ["primary", *["secondary"] * len(trial.totals)]
    outcomes = [
        f'  - {{name: {name}, label: "Outcome {name}", scale: {name}, role: {role}, '
        f"endpoint: week_{2 * trial.later}}}"
        for name, role in zip(("phq9", *trial.totals), roles, strict=True)
    ]
    parts = {
        "SCALES": scales, "VISITS": visits, "OUTCOMES": outcomes, "MODELS": [trial.models],
    }  # fmt: skip
    text = PLAN
    for name, lines in parts.items():
        text = text.replace(f"\n{name}\n", "\n" + "\n".join(lines) + "\n")
    return text


def rows(trial: Trial) -> tuple[pd.DataFrame, pd.DataFrame]:
    """People and their forms; a third of the people leave, one form in fifty lacks an answer."""
    rng = np.random.default_rng(20261126)
    n, visits = trial.people, trial.later + 1
    ids = np.array([f"P{number:06d}" for number in range(n)])
    arm = rng.permutation(np.arange(n) % 3)
    weeks = np.arange(visits) / trial.later
    level = rng.normal(0, 0.7, (n, 1)) + rng.normal(-0.6, 0.5, (n, 1)) * weeks
    level = level - np.array([0.0, 0.3, 0.4])[arm][:, None] * weeks
    leaves = np.where(rng.random(n) < 1 / 3, rng.integers(1, visits + 1, n), visits)
    seen = np.arange(visits)[None, :] < leaves[:, None]
    who, visit = np.nonzero(seen)
    day = np.where(visit == 0, 0, 14 * visit + rng.integers(-5, 6, len(visit)))
    felt = level[who, visit]
    answers = felt[:, None] + rng.normal(0, 0.8, (len(who), trial.items))
    answers = np.clip(np.round(1.5 + answers), 0, 3).astype(int)
    frame = pd.DataFrame({"id": ids[who], "day": day})
    unanswered = rng.random(answers.shape) < 1 / (50 * trial.items)
    for item in range(trial.items):
        frame[f"q{item + 1}"] = pd.array(answers[:, item], dtype="Int64")
        frame.loc[unanswered[:, item], f"q{item + 1}"] = pd.NA
    for name in trial.totals:
        top, step = (100, 4) if name == "who5" else (20, 1)
        score = (0.5 + felt / 5 + rng.normal(0, 0.08, len(who))) * top
        frame[name] = (np.clip(np.round(score / step), 0, top // step) * step).astype(int)
    people = pd.DataFrame({"id": ids, "arm": np.array(["tau", "cbt", "ipt"])[arm]})
    return people, frame


@dataclass
class Seen:
    """What was seen of one stage's processes: when, and of each its largest memory and time."""

    jobs: dict[int, tuple[float, float]] = field(default_factory=dict)
    peak: dict[int, int] = field(default_factory=dict)
    processor: dict[int, float] = field(default_factory=dict)

    def watch(self, process: psutil.Process, stage_now: float) -> None:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        high = re.search(r"VmHWM:\s+(\d+) kB", status)
        begun = self.jobs.get(process.pid, (stage_now, stage_now))[0]
        self.jobs[process.pid] = (begun, stage_now)
        times = process.cpu_times()
        self.processor[process.pid] = times.user + times.system
        if high is not None:
            self.peak[process.pid] = int(high[1]) * 1024

    def row(self) -> dict[str, object]:
        return {
            "jobs": len(self.jobs),
            "seconds": round(sum(end - begun for begun, end in self.jobs.values()), 1),
            "processor_seconds": round(sum(self.processor.values()), 1),
            "peak_mib": round(max(self.peak.values(), default=0) / _MEBI),
        }


def watched(command: list[str], folder: Path) -> tuple[dict[str, Seen], float, int, int]:
    """Run the command: what each stage took, the seconds, the most bytes in use, the status."""
    seen: dict[str, Seen] = defaultdict(Seen)
    begun, most = time.perf_counter(), 0
    with (folder / "run.log").open("wb") as log:
        run = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        while run.poll() is None:
            now, together = time.perf_counter() - begun, 0
            for process in psutil.Process(run.pid).children(recursive=True):
                try:
                    together += process.memory_info().rss
                    stage = _STAGE.search(" ".join(process.cmdline()))
                    if process.name().startswith("python"):
                        seen[stage[1] if stage else "snakemake"].watch(process, now)
                except (psutil.Error, OSError):
                    continue
            most = max(most, together)
            time.sleep(_EVERY)
    return seen, time.perf_counter() - begun, most, run.returncode


def size_of(path: Path) -> float:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return round(sum(each.stat().st_size for each in files) / 1e6, 1)


def measured(name: str, folder: Path, cores: int) -> pd.DataFrame:
    """The rows of one trial: a row a stage, and `all`."""
    make_project(folder, TRIALS[name])
    command = [str(Path(sys.executable).with_name("ipt-outcomes")), "run", "--cores", str(cores)]
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    seen, seconds, most, status = watched(command, folder)
    if status != 0:
        text = (folder / "run.log").read_text(encoding="utf-8")
        raise SystemExit(f"{name}: the run failed\n{text[-3000:]}")
    found = [{"trial": name, "stage": stage, **each.row()} for stage, each in seen.items()]
    results = folder / "results" / "large"
    everything = {
        "trial": name, "stage": "all", "jobs": sum(len(each.jobs) for each in seen.values()),
        "seconds": round(seconds, 1),
        "processor_seconds": round(sum(sum(s.processor.values()) for s in seen.values()), 1),
        "peak_mib": round(most / _MEBI),
        "results_mb": size_of(results),
        "report_mb": size_of(results / "report.html"),
    }  # fmt: skip
    return pd.DataFrame([everything, *found])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=list(TRIALS), choices=list(TRIALS))
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="leave the projects there")
    arguments = parser.parse_args()
    for name in arguments.only:
        with tempfile.TemporaryDirectory() as temporary:
            folder = (arguments.keep or Path(temporary)) / name
            folder.mkdir(parents=True)
            found = measured(name, folder, arguments.cores)
        print(found.to_string(index=False), flush=True)
        if FIGURES.is_file():
            before = pd.read_csv(FIGURES)
            found = pd.concat([before[before["trial"] != name], found], ignore_index=True)
        found.to_csv(FIGURES, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
