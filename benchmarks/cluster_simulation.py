"""Do tests and intervals hold where clusters were randomised, and what if they are ignored?

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/cluster_simulation.py
        [--trials N] [--clusters 4 8 20] [--icc 0.01 0.05 0.1] [--missing 0 1 2]

Trials of two arms, a baseline and 4 visits after it. Whole clusters of 6 to 14 people (10 on
average) are in one arm; each person misses none, up to one or up to two of the visits, at random.
There is no effect, so that coverage is one less the share of rejections at 5%. The model is the
plan's: covariance unstructured, Kenward and Roger's degrees of freedom, a random intercept for the
clusters; the control leaves that out. Parts of 200 trials share baselines, arms and clusters. A
cell that is run replaces its rows of benchmarks/cluster_simulation.csv.
"""

from __future__ import annotations

import argparse
import itertools
import time
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import pandas as pd

import ipt_outcomes as ipt

OUTPUT = Path(__file__).parent / "cluster_simulation.csv"
VISITS = ["v1", "v2", "v3", "v4"]
SIZES = np.arange(6, 15)
PART = 200
# The baseline and the four visits: spread grows, correlation falls with time, to a floor.
DEVIATIONS = np.array([5.0, 5.8, 6.5, 7.0, 7.5])
LAGS = np.abs(np.subtract.outer(np.arange(5), np.arange(5)))
COVARIANCE = (0.25 + 0.75 * 0.75**LAGS) * np.outer(DEVIATIONS, DEVIATIONS)
MEANS = np.array([24.0, 21.0, 18.5, 16.5, 15.0])

MEAN_MODEL = "~ baseline * visit + arm * visit + us(visit | person)"
MODELS = {"with": f"{MEAN_MODEL} + (1 | cluster)", "without": MEAN_MODEL}
KEYS = ["clusters", "icc", "missing"]
# ASSUME: type-I error and coverage are held where the share of rejections is at most this.
BOUND = 0.055

Cell = tuple[int, float, int]


def draw(cell: Cell, number: int, size: int) -> tuple[pd.DataFrame, np.ndarray]:
    """The design's rows and the scores (rows, trials) of a part, NaN at missed visits.

    The intraclass correlation is that at the last visit, of what the baseline leaves.
    """
    clusters, icc, missing = cell
    rng = np.random.default_rng([clusters, round(1000 * icc), missing, number])
    people = rng.choice(SIZES, 2 * clusters)
    cluster = np.repeat(np.arange(2 * clusters), people)
    n, m = len(cluster), len(VISITS)
    baseline = rng.normal(MEANS[0], DEVIATIONS[0], n)
    slopes = COVARIANCE[0, 1:] / COVARIANCE[0, 0]
    given = COVARIANCE[1:, 1:] - np.outer(slopes, COVARIANCE[0, 1:])
    own = rng.normal(0.0, np.sqrt(given[-1, -1] * icc / (1 - icc)), (size, 2 * clusters))
    scores = MEANS[1:] + np.outer(baseline - MEANS[0], slopes)
    scores = scores + rng.normal(size=(size, n, m)) @ np.linalg.cholesky(given).T
    scores += own[:, cluster, None]
    if missing:
        missed = rng.integers(0, missing + 1, (size, n, 1))
        scores[rng.random(scores.shape).argsort(axis=2) < missed] = np.nan
    design = pd.DataFrame(
        {
            "person": np.repeat(np.arange(n), m),
            "visit": pd.Categorical.from_codes(np.tile(np.arange(m), n), VISITS),
            "arm": pd.Categorical.from_codes(np.repeat(cluster // clusters, m), ["a", "b"]),
            "cluster": np.repeat(cluster, m),
            "baseline": np.repeat(baseline, m),
        }
    )
    return design, scores.reshape(size, -1).T


def run_part(cell: Cell, trials: int, number: int) -> pd.DataFrame:
    """The endpoint's contrast in each trial of a part, with the clusters and without."""
    design, scores = draw(cell, number, min(PART, trials - number * PART))
    tables = []
    for model, formula in MODELS.items():
        found = ipt.fit_many(formula, design, scores, df="kenward-roger")
        table = ipt.contrast(found, "arm", against="a", by="visit", at={"visit": VISITS[-1]})
        tables.append(table.assign(model=model))
    return pd.concat(tables, ignore_index=True)


def summary(cell: Cell, table: pd.DataFrame) -> pd.DataFrame:
    """Two rows of the results, with and without the clusters."""
    rows = []
    for model in MODELS:
        every = table[table["model"] == model]
        fitted = every[every["status"] != "failed"]
        rejected = float((fitted["p_value"] < 1 - 0.95).mean())
        covers = float(((fitted["ci_lower"] <= 0) & (fitted["ci_upper"] >= 0)).mean())
        rows.append(
            dict(zip(KEYS, cell, strict=True))
            | {
                "model": model,
                "trials": len(every),
                "failed": len(every) - len(fitted),
                "not_converged": int((fitted["status"] == "not converged").sum()),
                "singular": int((fitted["status"] == "singular").sum()),
                "rejected": rejected,
                "mc_se": float(np.sqrt(rejected * (1 - rejected) / len(fitted))),
                "coverage": covers,
                "empirical_se": float(fitted["estimate"].std()),
                "mean_se": float(fitted["se"].mean()),
                "median_df": float(fitted["df"].median()),
                "within": rejected <= BOUND,
            }
        )
    return pd.DataFrame(rows)


def run_cell(cell: Cell, trials: int, processes: int) -> pd.DataFrame:
    started = time.perf_counter()
    with Pool(processes) as pool:
        found = list(pool.imap(partial(run_part, cell, trials), range(-(-trials // PART))))
    print(f"{cell}: {time.perf_counter() - started:.0f} s", flush=True)
    return summary(cell, pd.concat(found, ignore_index=True))


def keep(rows: pd.DataFrame) -> None:
    """Put rows in their cell's place of the results."""
    whole = rows
    if OUTPUT.exists():
        old = pd.read_csv(OUTPUT)
        others = old.merge(rows[KEYS].drop_duplicates(), on=KEYS, how="left", indicator=True)
        whole = pd.concat([old[(others["_merge"] == "left_only").to_numpy()], rows])
    whole = whole.sort_values(KEYS, kind="stable")
    OUTPUT.write_text(whole.to_csv(index=False, float_format="%.5f", lineterminator="\n"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=5_000)
    parser.add_argument("--clusters", type=int, nargs="+", default=[4, 8, 20])
    parser.add_argument("--icc", type=float, nargs="+", default=[0.01, 0.05, 0.1])
    parser.add_argument("--missing", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    for cell in itertools.product(given.clusters, given.icc, given.missing):
        rows = run_cell(cell, given.trials, given.processes)
        keep(rows)
        print(rows.to_string(index=False), flush=True)


if __name__ == "__main__":
    main()
