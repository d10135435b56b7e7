"""One measurement, in a process of its own: python -m benchmarks.bars.measure ROW PEER FOLDER."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from benchmarks.bars.data import write_parquet
from benchmarks.bars.peers import IN_R, one_thread, peer_run, r_command, repeats_of
from benchmarks.bars.rows import ROWS, Row
from benchmarks.bars.works import WARM_UP, Run, engine_run, many_rate, parquet_path

PER_UNIT = {"ms": 1000.0, "s": 1.0}
GROWTH = (10_000, 100_000, 1_000_000)
LIMIT_SECONDS = 300.0
ENOUGH_SECONDS = 20.0


def in_own_process(row: Row, peer: str, folder: Path) -> dict[str, float] | None:
    """The number in the row's unit, wall-clock seconds and MB; None after `LIMIT_SECONDS`."""
    if peer in IN_R:
        command = r_command(peer, row, folder)
    else:
        if row.name.startswith("stream"):
            for people in (WARM_UP, row.people):
                if not parquet_path(folder, people).exists():
                    write_parquet(parquet_path(folder, people), people)
        command = [sys.executable, "-m", "benchmarks.bars.measure", row.name, peer, str(folder)]
    limit = None if peer == "engine" else LIMIT_SECONDS
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, check=True, timeout=limit, env=one_thread()
        )
    except subprocess.TimeoutExpired:
        return None
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if peer in IN_R:
        found["value"] *= PER_UNIT[row.unit]
    return found


def measure(row: Row, peer: str, folder: Path) -> dict[str, float]:
    """The same in this process."""
    if row.unit == "fits/s":
        return {"value": many_rate(row), "wall": float("nan")}
    if row.unit == "exponent":
        seconds = [_best(engine_run(row, people, folder), 3)[0] for people in GROWTH]
        exponent = np.polyfit(np.log(GROWTH), np.log(seconds), 1)[0]
        return {"value": float(exponent), "wall": float("nan")}

    def made(people: int) -> Run:
        if peer == "engine":
            return engine_run(row, people, folder)
        return peer_run(peer, row, people, folder)

    run = made(row.people)
    made(WARM_UP)()
    before = reset_high_water()
    seconds, wall = _best(run, repeats_of(peer, row))
    memory = high_water() - before
    return {"value": seconds * PER_UNIT[row.unit], "wall": wall, "memory": memory}


def _best(run: Run, repeats: int) -> tuple[float, float]:
    """Processor and wall-clock seconds, each the least of the repeats, or of those in time."""
    times: list[tuple[float, float]] = []
    end = time.perf_counter() + ENOUGH_SECONDS
    while len(times) < repeats and (not times or time.perf_counter() < end):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        times.append((time.process_time() - cpu, time.perf_counter() - wall))
    cpu, wall = np.min(times, axis=0)
    return float(cpu), float(wall)


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


if __name__ == "__main__":
    name, peer_name, where = sys.argv[1:]
    chosen = next(row for row in ROWS if row.name == name)
    print(json.dumps(measure(chosen, peer_name, Path(where))))
