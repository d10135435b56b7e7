"""Random models of random trials: the engine against an oracle of dense matrices, and against R.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.fuzz
        [--seeds 5000] [--from 0] [--processes 2] [--r]

Generator, oracle and checks are those of the tests (tests/models/fuzz/), where 200 seeds run. Each
seed draws a trial and a model, fits it, and holds likelihood, maximum, tables and joint tests to
the oracle, and to itself after changes that must not matter. Writes benchmarks/fuzz.csv, cases and
disagreements by kind of model and status, and benchmarks/fuzz_disagreements.csv, one row for each.
`--r` compares with lme4, lmerTest, pbkrtest, nlme and emmeans instead, where R can express the
model, and writes benchmarks/fuzz_r.csv (see fuzz_r.py).
"""

from __future__ import annotations

import argparse
import time
from multiprocessing import Pool
from pathlib import Path

import pandas as pd
from tests.models.fuzz.case import case_of
from tests.models.fuzz.causes import cause
from tests.models.fuzz.checks import WHOLE, Outcome, check
from tests.models.fuzz.disagreement import Disagreement

HERE = Path(__file__).parent
CASES, FOUND = HERE / "fuzz.csv", HERE / "fuzz_disagreements.csv"

Record = dict[str, object]


def one(seed: int) -> tuple[Record, list[Record]]:
    """What became of a seed, and every disagreement."""
    case = case_of(seed)
    try:
        outcome = check(case, WHOLE)
    except Exception as error:
        # A fault of the comparison must not cost the other seeds; it is listed as one.
        failed = Disagreement(seed, "comparison", f"{type(error).__name__}: {error}", "")
        outcome = Outcome("not compared", (failed,))
    status, _, reason = outcome.status.partition(": ")
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
        "kind": case.kind,
        "status": status,
        "reason": reason,
        "numbers": outcome.numbers,
        "disagreements": len(found),
    }, found


def summary(cases: pd.DataFrame) -> pd.DataFrame:
    """By kind of model and status: cases, numbers compared, cases that disagreed somewhere."""
    grouped = cases.groupby(["kind", "status"])
    return pd.DataFrame(
        {
            "cases": grouped.size(),
            "numbers_compared": grouped["numbers"].sum(),
            "cases_that_disagree": grouped["disagreements"].apply(lambda each: (each > 0).sum()),
        }
    ).reset_index()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5000)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--r", action="store_true")
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + asked.seeds)
    if asked.r:
        from benchmarks.fuzz_r import compare_with_r

        compare_with_r(seeds)
        return
    begun = time.perf_counter()
    with Pool(asked.processes) as pool:
        results = pool.map(one, seeds, chunksize=10)
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
    refused = cases.loc[cases["status"] == "refused", "reason"]
    print(refused.str.replace(r"\d+", "#", regex=True).str.slice(0, 90).value_counts().to_string())
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
