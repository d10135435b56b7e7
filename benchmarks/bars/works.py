"""The engine's part of every row: data first, then what is timed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.bars.data import in_clusters, on_days_of_their_own, trial, with_gaps
from benchmarks.bars.rows import Row

MMRM = "y ~ baseline * visit + arm * visit + us(visit | person)"
SLOPES = "y ~ arm * week + (1 + week | person)"
CLUSTERS = {"clusters_903": (40, 2), "clusters_240": (12, 6), "clusters_10000": (500, 6)}
WARM_UP = 200

Run = Callable[[], Any]


def engine_run(row: Row, people: int, folder: Path) -> Run:
    """The work of a row on so many people."""
    import ipt_outcomes as ipt
    from ipt_outcomes.models.reductions.reduce import reduce

    if row.name.startswith("stream"):
        path = parquet_path(folder, people)
        return lambda: ipt.fit(MMRM, reduce(MMRM, path)).coefficients
    if row.name.startswith("slopes"):
        rows = slopes_data(row, people)
        return lambda: ipt.fit(SLOPES, rows, df="satterthwaite").coefficients
    if row.name in CLUSTERS:
        clusters, visits = CLUSTERS[row.name]
        # The few people of the warm-up are in clusters of five.
        rows = in_clusters(people, min(clusters, people // 5), visits)
        return lambda: ipt.fit(f"{MMRM} + (1 | cluster)", rows).coefficients
    if row.name == "visits_27":
        # The fewer people of the warm-up have six visits.
        rows = with_gaps(people, 27 if people == row.people else 6)
        return lambda: ipt.fit(MMRM, rows).coefficients
    rows = trial(people).drop(columns="week")
    if row.name.startswith("contrasts"):
        fitted = ipt.fit(MMRM, rows)
        return lambda: ipt.contrast(fitted, "arm", by="visit")
    return lambda: ipt.fit(MMRM, rows).coefficients


def slopes_data(row: Row, people: int) -> Any:
    """The rows of random slopes."""
    return on_days_of_their_own(people) if row.name == "slopes_own_days" else trial(people)


def many_rate(row: Row) -> float:
    """Fits a second of `fit_many`."""
    from benchmarks import bars_batched

    rates = {
        "many_slopes": bars_batched.slopes,
        "many_therapists": bars_batched.visits_in_groups,
        "many_gaps": bars_batched.visits,
    }
    return float(rates[row.name]())


def parquet_path(folder: Path, people: int) -> Path:
    """Where the file of a trial lies."""
    return folder / f"people_{people}.parquet"
