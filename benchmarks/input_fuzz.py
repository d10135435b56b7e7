"""What becomes of a small trial that is broken at random: refused in words, read, or a traceback.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.input_fuzz [--seeds N]

Two fifths of the seeds break the plan, two fifths a table (CSV), and a fifth a file of another
format. Writes benchmarks/input_fuzz.csv, which grows while it runs: it holds as many seeds as it
says. What failed is said on standard error, by kind and seed.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Collection
from functools import partial
from pathlib import Path

import pyreadstat  # noqa: F401  (loaded once, before the workers begin)
from benchmarks.forked import in_a_fork
from tests.ingest.fuzz.mutations import KINDS, sound_files, write

from ipt_outcomes.errors import InputError
from ipt_outcomes.ingest.formats import stat_parser, stat_text
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.reading import read_plan

WRITTEN = Path(__file__).with_suffix(".csv")
SHARE = {"plan": 2, "table": 2, "file": 1}
MOST_SECONDS = 60
OUTCOMES = ("refused", "read", "tracebacks")


def parsed_in_a_fork(
    path: Path, wanted: Collection[str], encoding: str | None
) -> stat_parser.Parsed | None:
    """What `stat_parser.parsed` gives, from a process that need not load its libraries anew."""

    def parse() -> stat_parser.Parsed | None:
        try:
            return stat_parser.parse(str(path), wanted, encoding)
        except Exception:
            return None

    found: stat_parser.Parsed | None = in_a_fork(parse)
    return found


def too_long(*_: object) -> None:
    raise TimeoutError


def outcome(case: tuple[str, int], sound: dict[str, bytes]) -> tuple[str, str]:
    """The kind, and what became of the seed."""
    kind, seed = case
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(kind, seed, folder, sound)
        signal.alarm(MOST_SECONDS)
        try:
            read_study(read_plan(folder / "small.yaml"))
        except InputError as error:
            said = all(each.rule and each.remedy for each in error.problems)
            return kind, "refused" if said and error.problems else "tracebacks"
        except Exception:
            print(f"{kind}, seed {seed}\n{traceback.format_exc()}", file=sys.stderr, flush=True)
            return kind, "tracebacks"
        finally:
            signal.alarm(0)
    return kind, "read"


def prepared() -> None:
    signal.signal(signal.SIGALRM, too_long)
    stat_text.parsed = parsed_in_a_fork


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    # Of five seeds two break the plan, two a table and one a file.
    turns = [kind for kind in KINDS for _ in range(SHARE[kind])]
    cases = [(turns[seed % len(turns)], seed) for seed in range(chosen.seeds)]
    with tempfile.TemporaryDirectory() as folder:
        sound = sound_files(Path(folder))
    found: Counter[tuple[str, str]] = Counter()
    context = multiprocessing.get_context("fork")
    with context.Pool(chosen.workers, prepared) as pool:
        for each in pool.imap_unordered(partial(outcome, sound=sound), cases, chunksize=10):
            found[each] += 1
            if found.total() % 500 == 0 or found.total() == len(cases):
                save(found)


def save(found: Counter[tuple[str, str]]) -> None:
    with WRITTEN.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["kind", "seeds", *OUTCOMES])
        for kind in KINDS:
            counts = [found[kind, each] for each in OUTCOMES]
            writer.writerow([kind, sum(counts), *counts])


if __name__ == "__main__":
    main()
