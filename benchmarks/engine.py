"""Times and memory of the mixed-model engine beside other software, on simulated trials.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/engine.py [--only WORK ...] [--slow]

Every measurement is a process of its own, which makes or reads the data, warms up, and times the
work alone. The peers of a work take turns, round by round, and the median over rounds is reported,
as wall-clock and as processor time (the second is the one to compare on a machine that does other
things). Memory is how far the work raised the process's peak. Peers that are not installed are
named and left out; `--slow` adds those that take minutes.

The trial: 6 visits, 3 arms, a quarter of the people drop out.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
MMRM = "y ~ baseline * visit + arm * visit + us(visit | person)"
SLOPES = "y ~ arm * week + (1 + week | person)"
VISITS, ARMS = 6, ("a", "b", "c")
WARM_UP = 200


@dataclass(frozen=True)
class Work:
    """n people; peers in the order of their turns; the first is this engine."""

    name: str
    n: int
    repeats: int
    rounds: int
    peers: tuple[str, ...]
    slow: tuple[str, ...] = ()


WORKS = (
    Work("mmrm_small", 300, 20, 3, ("engine", "nlme", "mmrm")),
    Work("mmrm_large", 100_000, 3, 3, ("engine",), ("mmrm",)),
    Work("stream_100000", 100_000, 1, 3, ("engine",)),
    Work("stream_1000000", 1_000_000, 1, 3, ("engine",)),
    Work("growth_10000", 10_000, 5, 3, ("engine",)),
    Work("growth_100000", 100_000, 3, 3, ("engine",)),
    Work("growth_1000000", 1_000_000, 1, 3, ("engine",)),
    Work("slopes_small", 300, 10, 3, ("engine", "lmerTest", "lme4", "statsmodels", "mixedlm")),
    Work("slopes_large", 100_000, 1, 1, ("engine", "lme4", "mixedlm"), ("statsmodels", "lmerTest")),
    Work("trials_1000", 90, 1, 3, ("engine",)),
)
IN_R = {"nlme", "mmrm", "lme4", "lmerTest"}
MODULES = {"engine": "ipt_outcomes", "statsmodels": "statsmodels", "mixedlm": "mixedlm_rs"}
COLUMNS = ["work", "people", "peer", "wall_s", "cpu_s", "memory_mb", "cpu_ratio"]


def trial(n: int, seed: int = 1) -> pd.DataFrame:
    """One row per person and visit; correlated scores, dropout after a visit at random."""
    rng = np.random.default_rng(seed)
    baseline, arm = rng.normal(20, 5, n), rng.integers(0, len(ARMS), n)
    level, slope = rng.normal(0, 3, n), rng.normal(0, 0.4, n)
    last = np.where(rng.uniform(size=n) < 0.25, rng.integers(1, VISITS, n), VISITS)
    person, visit = np.nonzero(np.arange(VISITS) < last[:, None])
    week = 2.0 * (visit + 1)
    mean = 0.6 * baseline[person] - 0.2 * arm[person] * week + level[person]
    noise = slope[person] * week + rng.normal(0, 3, len(person))
    return pd.DataFrame(
        {
            "person": person,
            "visit": pd.Categorical.from_codes(visit, [f"v{v + 1}" for v in range(VISITS)]),
            "week": week,
            "arm": pd.Categorical.from_codes(arm[person], list(ARMS)),
            "baseline": baseline[person],
            "y": mean + noise,
        }
    )


def write_parquet(path: Path, n: int) -> None:
    """A trial of n people, written some people at a time."""
    import pyarrow as pa
    from pyarrow import parquet

    size = 50_000
    writer = None
    for start in range(0, n, size):
        part = trial(min(size, n - start), seed=start + 1)
        part["person"] += start
        table = pa.Table.from_pandas(part, preserve_index=False)
        if writer is None:
            writer = parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def engine_run(work: Work, folder: Path) -> Callable[[], Any]:
    """The engine's part of a work, data made already."""
    import ipt_outcomes as ipt
    from ipt_outcomes.models.reductions.reduce import reduce

    if work.name.startswith("stream"):
        path = folder / f"people_{work.n}.parquet"
        return lambda: ipt.fit(MMRM, reduce(MMRM, path)).coefficients
    if work.name.startswith("slopes"):
        rows = trial(work.n)
        return lambda: ipt.fit(SLOPES, rows, df="satterthwaite").coefficients
    if work.name.startswith("trials"):
        return _many_trials(work.n)
    rows = trial(work.n).drop(columns="week")
    return lambda: ipt.fit(MMRM, rows).coefficients


def _many_trials(n: int) -> Callable[[], Any]:
    """1 000 trials on one design: batched where the engine has it, one by one otherwise."""
    import ipt_outcomes as ipt

    rows = trial(n).drop(columns="week")
    rng = np.random.default_rng(9)
    names = [f"trial_{i}" for i in range(1000)]
    shift = rng.normal(0, 3, (len(rows), len(names)))
    scores = pd.DataFrame(rows["y"].to_numpy()[:, None] + shift, columns=names)
    rows = pd.concat([rows.drop(columns="y"), scores], axis=1)
    if "fit_many" in ipt.__all__:
        formula = MMRM.removeprefix("y")
        return lambda: ipt.contrast(
            ipt.fit_many(formula, rows, names), "arm", against="a", by="visit"
        )

    def one_by_one() -> None:
        for name in names:
            fitted = ipt.fit(MMRM.replace("y ~", f"{name} ~"), rows)
            ipt.contrast(fitted, "arm", against="a", by="visit")

    return one_by_one


def statsmodels_run(work: Work, folder: Path) -> Callable[[], Any]:
    """Random slopes by statsmodels."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    rows = trial(work.n)
    return lambda: MixedLM.from_formula(
        "y ~ arm * week", rows, groups="person", re_formula="1 + week"
    ).fit()


def mixedlm_run(work: Work, folder: Path) -> Callable[[], Any]:
    """Random slopes by mixedlm-rs."""
    from mixedlm_rs import MixedLM

    rows = trial(work.n)
    return lambda: MixedLM.from_formula(
        "y ~ arm * week", rows, groups="person", re_formula="1 + week"
    ).fit()


RUNS = {"engine": engine_run, "statsmodels": statsmodels_run, "mixedlm": mixedlm_run}


def measure(work: Work, peer: str, folder: Path) -> dict[str, float]:
    """One measurement, in this process."""
    run = RUNS[peer](work, folder)
    if not work.name.startswith("trials"):
        RUNS[peer](Work(work.name, WARM_UP, 1, 1, work.peers), folder)()
    before = reset_high_water()
    times = []
    for _ in range(work.repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    wall, cpu = np.median(times, axis=0)
    return {"wall": float(wall), "cpu": float(cpu), "memory": high_water() - before}


def high_water() -> float:
    """Peak resident memory of this process, in MB; not a number where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def reset_high_water() -> float:
    """Let the peak begin at what is in use now, which is returned, in MB."""
    refs = Path("/proc/self/clear_refs")
    if refs.exists():
        refs.write_text("5")
    return high_water()


def installed(peer: str) -> bool:
    """Whether a peer can be run here."""
    if peer not in IN_R:
        return find_spec(MODULES[peer]) is not None
    if shutil.which("Rscript") is None:
        return False
    check = f'quit(status = !requireNamespace("{peer}", quietly = TRUE))'
    return (
        subprocess.run(["Rscript", "-e", check], capture_output=True, check=False).returncode == 0
    )


def in_own_process(work: Work, peer: str, folder: Path) -> dict[str, float]:
    """One measurement, in a fresh process."""
    if peer in IN_R:
        csv = folder / f"trial_{work.n}.csv"
        if not csv.exists():
            trial(work.n).to_csv(csv, index=False)
        repeats = str(1 if peer == "nlme" else work.repeats)
        command = ["Rscript", str(HERE / "engine.R"), peer, work.name, str(csv), repeats]
    else:
        if work.name.startswith("stream"):
            for n in (WARM_UP, work.n):
                if not (folder / f"people_{n}.parquet").exists():
                    write_parquet(folder / f"people_{n}.parquet", n)
        command = [sys.executable, __file__, "--one", work.name, peer, str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def compare(work: Work, slow: bool, folder: Path) -> pd.DataFrame:
    """All installed peers of a work, taking turns."""
    wanted = work.peers + (work.slow if slow else ())
    present = [peer for peer in wanted if installed(peer)]
    absent = [peer for peer in wanted if peer not in present]
    if absent:
        print(f"{work.name}: not installed: {', '.join(absent)}", flush=True)
    measured: dict[str, list[dict[str, float]]] = {peer: [] for peer in present}
    for _ in range(work.rounds):
        for peer in present:
            measured[peer].append(in_own_process(work, peer, folder))
    rows = []
    for peer, runs in measured.items():
        middle = pd.DataFrame(runs).median()
        rows.append((work.name, work.n, peer, *middle[["wall", "cpu", "memory"]]))
    table = pd.DataFrame(rows, columns=COLUMNS[:-1])
    table["cpu_ratio"] = table["cpu_s"] / table.loc[table["peer"] == "engine", "cpu_s"].iloc[0]
    return table


def growth(table: pd.DataFrame) -> None:
    """Print the exponent of time in people."""
    chosen = table[table["work"].str.startswith("growth")]
    if len(chosen) > 1:
        slope = np.polyfit(np.log(chosen["people"]), np.log(chosen["cpu_s"]), 1)[0]
        print(f"growth of processor time with people: exponent {slope:.2f}")


def main() -> None:
    names = [work.name for work in WORKS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", metavar="WORK", help=f"of {', '.join(names)}")
    parser.add_argument("--slow", action="store_true", help="also the peers that take minutes")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    by_name = {work.name: work for work in WORKS}
    if given.one:
        name, peer, folder = given.one
        print(json.dumps(measure(by_name[name], peer, Path(folder))))
        return
    chosen = [
        work for work in WORKS if given.only is None or work.name.startswith(tuple(given.only))
    ]
    if not chosen:
        parser.error(f"--only: there are {', '.join(names)}")
    path = HERE / "engine.csv"
    kept = pd.read_csv(path) if path.exists() else pd.DataFrame(columns=COLUMNS)
    place = {name: index for index, name in enumerate(names)}
    with tempfile.TemporaryDirectory() as folder:
        for work in chosen:
            table = compare(work, given.slow, Path(folder))
            print(table.round(4).to_string(index=False, header=work is chosen[0]), flush=True)
            keys = set(zip(table["work"], table["peer"], strict=True))
            old = [key not in keys for key in zip(kept["work"], kept["peer"], strict=True)]
            parts = [part for part in (kept[old], table) if len(part)]
            kept = pd.concat(parts, ignore_index=True)
            kept = kept.sort_values("work", key=lambda column: column.map(place), kind="stable")
            shown = kept.round({"wall_s": 4, "cpu_s": 4, "memory_mb": 1, "cpu_ratio": 2})
            shown.to_csv(path, index=False)
    growth(kept)


if __name__ == "__main__":
    main()
