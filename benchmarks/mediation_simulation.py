"""Does the interval of the indirect effect hold at few visits, where person and path are mixed up?

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/mediation_simulation.py
        [--trials N] [--draws N] [--only NAME ...]

Trials of two arms. Mediator and outcome each have a level of the person (variance 1, correlated
.6: the trait that a correlation between people mistakes for a path) and a deviation that moves on:

    w_t = B w_(t-1) + e_t,  B = (.3, .1; b, .3),  w_0 of variance 1, e of .6, correlated .4

and the test arm is moved by -.3 and -.2 at every visit after the baseline. In some cells people
differ in their pace too (variance `pace` over all the time, correlated .6), or people of the test
arm, or of both (`therapists`, how many arms), are treated by 8 therapists of their arm, who add
to the change of both scales (5 % of the variance at the end).
People leave by what was last seen of the outcome, 20 % until the last visit (missing at random).

Columns: the cell; `model`, the person's parts that it has; how many trials converged; the path's
mean bias and that of its median, beside the mean bias of the regression of deviations from a
person's own mean (`centred_bias`); the indirect effect's truth, bias, standard deviation, median
width and `coverage`; how often its interval excludes zero. A cell that is run replaces its rows of
benchmarks/mediation_simulation.csv.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.mediation.fitted import Seen, fitted
from ipt_outcomes.models.lagged.structure import SECOND_ON_FIRST, LaggedStructure

OUTPUT = Path(__file__).parent / "mediation_simulation.csv"
ARM = np.array([-0.3, -0.2])
LEAVING, THERAPISTS, SHARE = 0.2, 8, 0.05


@dataclass(frozen=True)
class Cell:
    """People an arm, visits with the baseline, the path, and what else there is."""

    people: int
    visits: int
    path: float
    pace: float = 0.0
    therapists: int = 0
    models: tuple[str, ...] = ("level",)


CELLS = {
    "4 visits": Cell(40, 4, 0.25),
    "4 visits, no path": Cell(40, 4, 0.0),
    "4 visits, many": Cell(100, 4, 0.25),
    "5 visits": Cell(40, 5, 0.25),
    "6 visits": Cell(40, 6, 0.25),
    "6 visits, no path, many": Cell(100, 6, 0.0),
    "therapists": Cell(80, 5, 0.25, therapists=1),
    "pace, no path": Cell(60, 5, 0.0, 0.5, models=("level", "pace")),
    "pace": Cell(60, 5, 0.25, 0.5, models=("pace",)),
    "pace, 6 visits": Cell(40, 6, 0.25, 0.5, models=("pace",)),
    "3 visits": Cell(40, 3, 0.25),
    "therapists, few people": Cell(40, 5, 0.25, therapists=1),
    "therapists of both arms": Cell(40, 5, 0.25, therapists=2),
}


def simulate(cell: Cell, rng: np.random.Generator) -> tuple[Seen, float]:
    """A trial, and the true indirect effect at the last visit."""
    n, last = 2 * cell.people, cell.visits - 1
    arm = np.repeat([0, 1], cell.people)
    lag = np.array([[0.3, 0.1], [cell.path, 0.3]])
    alike = np.array([[1.0, 0.4], [0.4, 1.0]])
    trait = np.array([[1.0, 0.6], [0.6, 1.0]])
    level = rng.multivariate_normal(np.zeros(2), trait, n)
    pace = rng.multivariate_normal(np.zeros(2), cell.pace * trait, n)
    unit = np.arange(n)
    for treated in (1, 0)[: cell.therapists]:
        own = np.arange(cell.people) % THERAPISTS
        unit[arm == treated] = n * (1 + treated) + own
        sd = np.sqrt(2.0 * SHARE / (1.0 - SHARE))
        pace[arm == treated] += rng.normal(0.0, sd, (THERAPISTS, 2))[own]
    moving = rng.multivariate_normal(np.zeros(2), alike, n)
    values = np.empty((n, cell.visits, 2))
    mean, moved = np.zeros(2), []
    for visit in range(cell.visits):
        if visit:
            moving = moving @ lag.T + rng.multivariate_normal(np.zeros(2), 0.6 * alike, n)
            mean = lag @ mean + ARM
        moved.append(mean[0])
        values[:, visit] = level + pace * visit / last + moving + arm[:, None] * mean - 0.3 * visit
    hazard = 1.0 - (1.0 - LEAVING) ** (1.0 / last)
    here = np.ones(n, dtype=bool)
    for visit in range(1, cell.visits):
        before = values[:, visit - 1, 1]
        worse = (before - np.nanmean(before)) / np.nanstd(before)
        odds = np.exp(np.log(hazard / (1 - hazard)) + 0.5 * np.where(here, worse, 0.0))
        here &= rng.random(n) >= odds / (1 + odds)
        values[~here, visit:] = np.nan
    carried = 0.3 ** np.arange(last - 2, -1, -1)
    return Seen(values, arm, unit), cell.path * float(carried @ moved[1:last])


def centred_path(seen: Seen) -> float:
    """The path by regression of deviations from each person's own mean, within arms and visits."""
    values = seen.values.copy()
    for arm in (0, 1):
        values[seen.arm == arm] -= np.nanmean(values[seen.arm == arm], axis=0)
    values -= np.nanmean(values, axis=1, keepdims=True)
    before, after = values[:, :-1].reshape(-1, 2), values[:, 1:, 1].reshape(-1)
    known = np.isfinite(before).all(axis=1) & np.isfinite(after)
    return float(np.linalg.lstsq(before[known], after[known], rcond=None)[0][0])


def run(name: str, cell: Cell, model: str, trials: int, draws: int) -> dict[str, object]:
    """The cell's row."""
    began = time.process_time()
    structure = LaggedStructure(cell.visits, pace=model == "pace")
    found = []
    for number in range(trials):
        rng = np.random.default_rng([list(CELLS).index(name), number])
        seen, truth = simulate(cell, rng)
        fit = fitted(structure, seen, rng, draws)
        if not fit.best.converged:
            continue
        scale = np.nanstd(seen.values, axis=(0, 1))
        path = fit.best.theta[SECOND_ON_FIRST] * scale[1] / scale[0]
        found.append([path, centred_path(seen), fit.estimate[1], *fit.interval(1, 0.95)])
    path, centred, indirect, lower, upper = np.array(found).T
    covered = (lower <= truth) & (truth <= upper)
    return {
        "cell": name, "people": cell.people, "visits": cell.visits, "path": cell.path,
        "pace": cell.pace, "therapists": cell.therapists, "model": model, "trials": trials,
        "draws": draws, "converged": len(found),
        "path_bias": path.mean() - cell.path, "path_median_bias": np.median(path) - cell.path,
        "centred_bias": centred.mean() - cell.path, "indirect": truth,
        "indirect_bias": indirect.mean() - truth, "indirect_sd": indirect.std(),
        "width": np.median(upper - lower), "coverage": covered.mean(),
        "excludes_zero": ((lower > 0) | (upper < 0)).mean(),
        "cpu_seconds": time.process_time() - began,
    }  # fmt: skip


def main() -> None:
    """Run the cells that are asked for, and write their rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=400)
    parser.add_argument("--draws", type=int, default=250)
    parser.add_argument("--only", nargs="*", default=list(CELLS), choices=list(CELLS))
    asked = parser.parse_args()
    for name in asked.only:
        for model in CELLS[name].models:
            row = pd.DataFrame([run(name, CELLS[name], model, asked.trials, asked.draws)])
            if OUTPUT.exists():
                before = pd.read_csv(OUTPUT)
                kept = before[(before["cell"] != name) | (before["model"] != model)]
                row = pd.concat([kept, row], ignore_index=True)
            row.round(4).to_csv(OUTPUT, index=False)
            print(row.tail(1).to_string(), flush=True)


if __name__ == "__main__":
    main()
