"""Random models of random trials: the engine against an oracle of dense matrices, and against R.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.fuzz
        [--seeds 5000] [--from 0] [--jobs 2] [--r]

Generator, oracle and checks are those of the tests (tests/models/fuzz/), where 200 seeds run. Each
seed draws a trial and a model, fits it, and holds likelihood, maximum, tables and joint tests to
the oracle, and to itself after two changes that must not matter. Writes benchmarks/fuzz.csv, how
many models of each kind agreed, were refused and disagreed, by cause, and
benchmarks/fuzz_disagreements.csv, one row for each number that disagreed. `--r` compares with lme4,
lmerTest, pbkrtest, nlme and emmeans instead, where R can express the model, and writes
benchmarks/fuzz_r.csv (see fuzz_r.py).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from multiprocessing import Pool
from pathlib import Path

import pandas as pd
from tests.models.fuzz.case import case_of
from tests.models.fuzz.causes import cause, refusal
from tests.models.fuzz.checks import BLOCK, Outcome, check
from tests.models.fuzz.disagreement import Disagreement

HERE = Path(__file__).parent
CASES, FOUND = HERE / "fuzz.csv", HERE / "fuzz_disagreements.csv"

PROGRESS = 100

Record = dict[str, object]


def one(seed: int) -> tuple[Record, list[Record]]:
    """What became of a seed, and every disagreement."""
    case = case_of(seed)
    try:
        outcome = check(case, BLOCK)
    except Exception as error:
        # A fault of the comparison must not cost the other seeds; it is listed as one.
        failed = Disagreement(seed, "comparison", f"{type(error).__name__}: {error}", "")
        outcome = Outcome("not compared", (failed,))
    found = [
        {
            "seed": seed,
            "cause": cause(case, each),
            "what": each.what,
            "engine": each.engine,
            "oracle": each.oracle,
            "detail": each.detail,
            "model": str(case),
        }
        for each in outcome.found
    ]
    return {
        "seed": seed,
        "checked": case.kind,
        **_became(outcome, found),
        "numbers_compared": outcome.numbers,
    }, found


def _became(outcome: Outcome, found: list[Record]) -> Record:
    if found:
        return {"outcome": "disagreed", "cause": found[0]["cause"]}
    status, _, said = outcome.status.partition(": ")
    if status == "refused":
        return {"outcome": status, "cause": refusal(said)}
    return {"outcome": "agreed", "cause": f"status {status}"}


def summary(cases: pd.DataFrame) -> pd.DataFrame:
    """How many models of each kind became what, and how many numbers of them were compared."""
    grouped = cases.groupby(["checked", "outcome", "cause"])
    return pd.DataFrame(
        {"models": grouped.size(), "numbers_compared": grouped["numbers_compared"].sum()}
    ).reset_index()


def told(seeds: Sequence[int], jobs: int) -> Iterator[tuple[Record, list[Record]]]:
    """What became of each seed, in order; a line after every hundred."""
    with nullcontext() if jobs == 1 else Pool(jobs) as pool:
        found = map(one, seeds) if pool is None else pool.imap(one, seeds, chunksize=10)
        for number, result in enumerate(found, 1):
            if number % PROGRESS == 0:
                print(f"{number} of {len(seeds)} seeds", flush=True)
            yield result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5000)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--r", action="store_true")
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + asked.seeds)
    if asked.r:
        from benchmarks.fuzz_r import compare_with_r

        compare_with_r(seeds)
        return
    begun = time.perf_counter()
    results = list(told(seeds, asked.jobs))
    cases = pd.DataFrame([record for record, _ in results])
    found = pd.DataFrame(
        [record for _, records in results for record in records],
        columns=["seed", "cause", "what", "engine", "oracle", "detail", "model"],
    )
    summary(cases).to_csv(CASES, index=False)
    found.to_csv(FOUND, index=False)
    print(summary(cases).to_string(index=False))
    if len(found):
        by_cause = found.groupby("cause")["seed"].agg(["nunique", "unique"])
        for name, row in by_cause.iterrows():
            print(
                f"{name}: {row['nunique']} cases, seeds {', '.join(map(str, row['unique'][:40]))}"
            )
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
