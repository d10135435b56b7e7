"""Simulated trials: 6 visits, 3 arms, a quarter of the people drops out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

VISITS, ARMS = 6, ("a", "b", "c")
PEOPLE_AT_ONCE = 50_000


def trial(n: int, seed: int = 1, visits: int = VISITS) -> pd.DataFrame:
    """One row per person and visit; correlated scores, dropout after a visit at random."""
    rng = np.random.default_rng(seed)
    baseline, arm = rng.normal(20, 5, n), rng.integers(0, len(ARMS), n)
    level, slope = rng.normal(0, 3, n), rng.normal(0, 0.4, n)
    last = np.where(rng.uniform(size=n) < 0.25, rng.integers(1, visits, n), visits)
    person, visit = np.nonzero(np.arange(visits) < last[:, None])
    week = 2.0 * (visit + 1)
    mean = 0.6 * baseline[person] - 0.2 * arm[person] * week + level[person]
    noise = slope[person] * week + rng.normal(0, 3, len(person))
    return pd.DataFrame(
        {
            "person": person,
            "visit": pd.Categorical.from_codes(visit, [f"v{v + 1}" for v in range(visits)]),
            "week": week,
            "arm": pd.Categorical.from_codes(arm[person], list(ARMS)),
            "baseline": baseline[person],
            "y": mean + noise,
        }
    )


def on_days_of_their_own(n: int) -> pd.DataFrame:
    """`trial`, everyone up to six days before or after the day of the visit."""
    rows = trial(n)
    rng = np.random.default_rng(2)
    return rows.assign(week=rows["week"] + rng.uniform(-0.9, 0.9, len(rows)))


def with_gaps(n: int, visits: int) -> pd.DataFrame:
    """Two arms, a quarter of the visits missed at random: nearly everyone has a pattern of his own.

    Scores are a person's level and what is left from one visit to the next, correlated .6.
    """
    rng = np.random.default_rng(27)
    baseline, arm, level = rng.normal(20, 5, n), rng.integers(0, 2, n), rng.normal(0, 3, n)
    left = rng.normal(0, 2, (n, visits))
    for visit in range(1, visits):
        left[:, visit] = 0.6 * left[:, visit - 1] + 0.8 * left[:, visit]
    person, visit = np.nonzero(rng.uniform(size=(n, visits)) >= 0.25)
    return pd.DataFrame(
        {
            "person": person,
            "visit": pd.Categorical.from_codes(visit, [f"v{v + 1}" for v in range(visits)]),
            "arm": pd.Categorical.from_codes(arm[person], list(ARMS[:2])),
            "baseline": baseline[person],
            "y": 0.6 * baseline[person]
            - 0.1 * arm[person] * visit
            + level[person]
            + left[person, visit]
            + rng.normal(0, 2, len(person)),
        }
    )


def in_clusters(n: int, clusters: int, visits: int) -> pd.DataFrame:
    """`trial`, the people in clusters of about one size, whose means differ."""
    rows = trial(n, visits=visits)
    rng = np.random.default_rng(3)
    cluster = rows["person"].to_numpy() % clusters
    return rows.assign(cluster=cluster, y=rows["y"] + rng.normal(0, 2, clusters)[cluster])


def write_parquet(path: Path, n: int) -> None:
    """A trial of n people, written some people at a time."""
    import pyarrow as pa
    from pyarrow import parquet

    writer = None
    for start in range(0, n, PEOPLE_AT_ONCE):
        part = trial(min(PEOPLE_AT_ONCE, n - start), seed=start + 1).drop(columns="week")
        part["person"] += start
        table = pa.Table.from_pandas(part, preserve_index=False)
        if writer is None:
            writer = parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()
