"""How long imputation, analysis and pooling take.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.missing_speed

Processor seconds of one thread, the best of three; and the largest memory of the process so far.
The last two are of the demonstration trial (synthetic people), whose completed scores are analysed
with random effects of therapists and therapy groups. Writes benchmarks/missing_speed.csv.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.missing_truth import FORMULA, NAMES, trial

import ipt_outcomes as ipt
from ipt_outcomes.sensitivity.imputed import ImputedOutcome
from ipt_outcomes.sensitivity.planned import PlannedOutcome

DEMO = Path(__file__).parents[1] / "config" / "trials" / "demo_ipt.yaml"
OUTPUT = Path(__file__).parent / "missing_speed.csv"
ROUNDS = 3


def large(n: int = 10_000, visits: int = 6) -> pd.DataFrame:
    """Three arms, of whom a quarter leaves; three in a hundred visits are missed."""
    random = np.random.default_rng(1)
    arm, baseline = random.integers(0, 3, n), random.normal(20, 5, n)
    score = random.normal(0, 4, n)[:, None] + random.normal(0, 3, (n, visits))
    score += 0.5 * baseline[:, None] - np.arange(visits) * (1 + 0.3 * arm[:, None])
    left = random.integers(1, 16, n)
    score[np.arange(visits) >= left[:, None]] = np.nan
    score[random.random(score.shape) < 0.03] = np.nan
    person = np.repeat(np.arange(n), visits)
    return pd.DataFrame(
        {
            "person": person,
            "visit": pd.Categorical(np.tile(np.arange(visits), n)),
            "arm": pd.Categorical(np.array(["reference", "b", "c"])[arm[person]]),
            "baseline": baseline[person],
            "change": score.ravel(),
        }
    )


def in_clusters() -> dict[str, Callable[[], Any]]:
    """The primary outcome of the demonstration trial in 100 completed data sets: as the report has
    it, and as a tipping map of 11 x 11 shifts would.
    """
    plan = ipt.read_plan(DEMO)
    study = ipt.read_study(plan)
    given = {"participants": study.participants, "scores": study.scores}
    outcome = ImputedOutcome(PlannedOutcome(plan, given, plan.outcomes[0]))
    made, endpoint = outcome.at_random, outcome.endpoint
    control, *treatments = [arm.name for arm in plan.arms]
    analysis = made.analysis(endpoint, None, control)
    schedule = made.model.schedule
    rows = schedule.frame.iloc[analysis.place :: schedule.n_visits].reset_index(drop=True)
    deltas = np.linspace(-10.0, 10.0, 11)
    shifts = [
        made.shifted(first, arm=treatments[0]).shifted(second, arm=treatments[1])
        for first in deltas
        for second in deltas
    ]
    scores = np.vstack([np.vstack(list(each.at_visit(analysis.place))) for each in shifts]).T

    def map_of_shifts() -> pd.DataFrame:
        return ipt.contrast(ipt.fit_many(analysis.formula, rows, scores), "arm", against=control)

    return {
        "240 people in 25 clusters: 100 data sets analysed": lambda: made.ancova(
            endpoint, against=[control, treatments[0]]
        ),
        "240 people in 25 clusters: 11 x 11 shifts of 100 data sets": map_of_shifts,
    }


def main() -> None:
    small, big = trial(np.random.default_rng(1), 86, "mar"), large()
    made = ipt.impute(FORMULA, small, n_imputations=1000, seed=1, **NAMES)
    deltas = np.linspace(-10, 10, 21)

    def pooled(data: pd.DataFrame, number: int, strategy: str) -> Callable[[], Any]:
        return lambda: ipt.pool(
            ipt.impute(
                FORMULA, data, n_imputations=number, seed=1, strategies=strategy, **NAMES
            ).ancova()
        )

    tasks = {
        "172 people, 4 visits: 1000 imputations at random, pooled": pooled(small, 1000, "mar"),
        "172 people, 4 visits: 1000 jumps to reference, pooled": pooled(small, 1000, "j2r"),
        "172 people, 4 visits: tipping map of 21 x 21": lambda: ipt.tipping_map(
            made, deltas, deltas
        ),
        "172 people, 4 visits: conditional mean, jackknife": lambda: ipt.conditional_mean(
            FORMULA, small, strategies="j2r", **NAMES
        ),
        "10000 people, 6 visits: 100 imputations, pooled": pooled(big, 100, "mar"),
        "10000 people, 6 visits: 400 imputations, pooled": pooled(big, 400, "mar"),
    }
    tasks |= in_clusters()
    rows = []
    for name, task in tasks.items():
        seconds = []
        for _ in range(ROUNDS):
            start = time.process_time()
            task()
            seconds.append(time.process_time() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append({"task": name, "seconds": min(seconds), "peak_mib": peak})
        print(rows[-1], flush=True)
    pd.DataFrame(rows).to_csv(OUTPUT, index=False, float_format="%.2f")


if __name__ == "__main__":
    main()
