"""Do the engine's tests and intervals hold what they promise in small trials?

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/engine_simulation.py
        [--cell NAME ...] [--speed]

Trials of two arms and 6 visits are drawn with known effects, a quarter of the people dropping out
at random given their last score, and the endpoint's contrast is tested at 5%. Parts of 200 trials
share baselines and arms, so that one `fit_many` takes them together. Each part has its own seed. A
cell that is run replaces its row of benchmarks/engine_simulation.csv; `--speed` measures fits a
second.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import pandas as pd

import ipt_outcomes as ipt
from ipt_outcomes.models.batch.fit_many import fit_many

OUTPUT = Path(__file__).parent / "engine_simulation.csv"
VISITS = [f"v{number}" for number in range(1, 7)]
PART = 200
# The baseline and the six visits: spread grows, correlation falls with time, to a floor.
DEVIATIONS = np.array([5.0, 5.6, 6.2, 6.6, 7.0, 7.3, 7.5])
MEANS = np.array([24.0, 21.0, 19.0, 17.5, 16.5, 15.5, 15.0])
LAGS = np.abs(np.subtract.outer(np.arange(7), np.arange(7)))
FADING = 0.25 + 0.75 * 0.75**LAGS
EQUAL = np.where(LAGS == 0, 1.0, 0.6)
# log odds of dropping out after a visit, by the score there in standard deviations
DROPOUT = (-2.97, 0.6)
THERAPISTS, ICC = 4, 0.1

MEAN_MODEL = "~ baseline * visit + arm * visit"
ONE_SCORE = "~ baseline + arm"


@dataclass(frozen=True)
class Cell:
    """One simulation: `bounds` are those of its share of rejections (coverage with an effect).

    seed      cells of one seed analyse the same trials
    arm       people in each of the two arms
    effect    of arm b at the last visit, in points; it grows from visit to visit
    """

    name: str
    formula: str
    seed: int
    arm: int
    bounds: tuple[float, float]
    df: str = "kenward-roger"
    information: str | None = None
    effect: float = 0.0
    correlation: str = "fading"
    therapists: bool = False
    one_score: bool = False
    trials: int = 20_000


US, CSH = f"{MEAN_MODEL} + us(visit | person)", f"{MEAN_MODEL} + csh(visit | person)"
CELLS = (
    Cell("us_10", US, 10, 10, (0.0, 0.075)),
    Cell("us_10_expected", US, 10, 10, (0.0, 0.075), information="expected"),
    Cell("us_20", US, 20, 20, (0.045, 0.055)),
    Cell("us_40", US, 40, 40, (0.045, 0.055)),
    Cell("us_20_effect", US, 21, 20, (0.945, 0.955), effect=-5.0),
    Cell("us_40_effect", US, 41, 40, (0.945, 0.955), effect=-4.0),
    Cell("csh_10", CSH, 11, 10, (0.0, 0.075), correlation="equal"),
    Cell("control_z_10", US, 10, 10, (0.06, 1.0), df="normal"),
    Cell(
        "therapists",
        f"{ONE_SCORE} + (1 | therapist)",
        30,
        40,
        (0.0, 0.055),
        therapists=True,
        one_score=True,
    ),
    Cell(
        "control_no_therapists",
        f"{ONE_SCORE} + us(visit | person)",
        30,
        40,
        (0.12, 1.0),
        therapists=True,
        one_score=True,
    ),
    Cell(
        "therapists_visits",
        f"{US} + (1 | therapist)",
        31,
        40,
        (0.0, 0.055),
        therapists=True,
        trials=1_000,
    ),
)


def draw(cell: Cell, number: int, size: int) -> tuple[pd.DataFrame, np.ndarray]:
    """The design's rows and the scores (rows, trials) of a part, NaN after a person dropped out."""
    rng = np.random.default_rng([cell.seed, number])
    n = 2 * cell.arm
    shape = FADING if cell.correlation == "fading" else EQUAL
    whole = shape * np.outer(DEVIATIONS, DEVIATIONS)
    baseline = rng.normal(MEANS[0], DEVIATIONS[0], n)
    slopes = whole[0, 1:] / whole[0, 0]
    given = whole[1:, 1:] - np.outer(slopes, whole[0, 1:])
    arm = np.repeat([0, 1], cell.arm)
    expected = MEANS[1:] + np.outer(baseline - MEANS[0], slopes)
    expected = expected + np.outer(arm, cell.effect * np.arange(1, 7) / 6)
    scores = expected + rng.normal(size=(size, n, 6)) @ np.linalg.cholesky(given).T
    therapist = np.arange(n) // (cell.arm // THERAPISTS)
    if cell.therapists:
        variance = given[-1, -1] * ICC / (1 - ICC)
        own = rng.normal(0.0, np.sqrt(variance), (size, 2 * THERAPISTS))
        scores += own[:, therapist, None]
    if not cell.one_score:
        standing = (scores[:, :, :-1] - MEANS[1:-1]) / DEVIATIONS[1:-1]
        leaves = rng.random(standing.shape) < 1 / (1 + np.exp(-DROPOUT[0] - DROPOUT[1] * standing))
        scores[:, :, 1:][np.cumsum(leaves, axis=2) > 0] = np.nan
    visits = VISITS[-1:] if cell.one_score else VISITS
    m = len(visits)
    design = pd.DataFrame(
        {
            "person": np.repeat(np.arange(n), m),
            "visit": pd.Categorical.from_codes(np.tile(np.arange(m), n), visits),
            "arm": pd.Categorical.from_codes(np.repeat(arm, m), ["a", "b"]),
            "therapist": np.repeat(therapist, m),
            "baseline": np.repeat(baseline, m),
        }
    )
    return design, scores[:, :, -m:].reshape(size, -1).T


def run_part(cell: Cell, number: int) -> pd.DataFrame:
    """The endpoint's contrast in each trial of a part."""
    size = min(PART, cell.trials - number * PART)
    design, scores = draw(cell, number, size)
    found = fit_many(cell.formula, design, scores, df=cell.df, information=cell.information)
    last = {} if cell.one_score else {"by": "visit", "at": {"visit": VISITS[-1]}}
    table = ipt.contrast(found, "arm", against="a", **last)
    n, m = 2 * cell.arm, 1 if cell.one_score else 6
    dropout = np.isnan(scores.reshape(n, m, size)[:, -1]).mean()
    return table.assign(dropout=dropout, together=found.fits["batched"].to_numpy())


def summary(cell: Cell, table: pd.DataFrame) -> dict[str, object]:
    """A row of the results; shares are over the trials that could be fitted."""
    fitted = table[table["status"] != "failed"]
    rejected = float((fitted["p_value"] < 0.05).mean())
    covers = (fitted["ci_lower"] <= cell.effect) & (cell.effect <= fitted["ci_upper"])
    judged = float(covers.mean()) if cell.effect else rejected
    return {
        "cell": cell.name,
        "formula": cell.formula,
        "df_method": cell.df,
        "information": cell.information or "default",
        "people_an_arm": cell.arm,
        "effect": cell.effect,
        "trials": len(table),
        "failed": len(table) - len(fitted),
        "not_converged": int((fitted["status"] == "not converged").sum()),
        "singular": int((fitted["status"] == "singular").sum()),
        "fitted_alone": int((~table["together"]).sum()),
        "dropout": table["dropout"].mean(),
        "rejected": rejected,
        "coverage": float(covers.mean()),
        "mc_se": float(np.sqrt(judged * (1 - judged) / len(fitted))),
        "bias": float(fitted["estimate"].mean() - cell.effect),
        "empirical_se": float(fitted["estimate"].std()),
        "mean_se": float(fitted["se"].mean()),
        "mean_df": float(fitted["df"].mean()),
        "lower_bound": cell.bounds[0],
        "upper_bound": cell.bounds[1],
        "within": cell.bounds[0] <= judged <= cell.bounds[1],
    }


def run_cell(cell: Cell, processes: int) -> dict[str, object]:
    parts = -(-cell.trials // PART)
    found, started = [], time.perf_counter()
    with Pool(processes) as pool:
        for number, part in enumerate(pool.imap(partial(run_part, cell), range(parts)), 1):
            found.append(part)
            if number % max(parts // 5, 1) == 0:
                seconds = time.perf_counter() - started
                print(f"{cell.name}: {number * PART} trials, {seconds:.0f} s", flush=True)
    return summary(cell, pd.concat(found, ignore_index=True))


def keep(row: dict[str, object]) -> None:
    """Put a row in its cell's place of the results."""
    old = pd.read_csv(OUTPUT) if OUTPUT.exists() else pd.DataFrame(columns=list(row))
    parts = [part for part in (old[old["cell"] != row["cell"]], pd.DataFrame([row])) if len(part)]
    place = {cell.name: number for number, cell in enumerate(CELLS)}
    whole = pd.concat(parts, ignore_index=True)
    whole = whole.sort_values("cell", key=lambda names: names.map(place), kind="stable")
    text = whole.to_csv(index=False, float_format="%.5f", lineterminator="\n")
    OUTPUT.write_bytes(text.encode())


def timed_trials(drawn: tuple[pd.DataFrame, np.ndarray]) -> tuple[float, float]:
    """Wall-clock and processor seconds to fit the trials and to test the endpoint."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = fit_many(US, *drawn)
    table = ipt.contrast(found, "arm", against="a", by="visit", at={"visit": VISITS[-1]})
    assert (table["status"] == "ok").all()
    return time.perf_counter() - wall, time.process_time() - cpu


def speed(processes: int) -> None:
    """Print fits a second: 1 000 trials of 90 people in three arms, the median of nine rounds."""
    design, scores = draw(Cell("speed", US, 99, 45, (0.0, 1.0)), 0, 1_000)
    design["arm"] = pd.Categorical.from_codes(design["person"] % 3, ["a", "b", "c"])
    shares = [(design, part) for part in np.array_split(scores, processes, axis=1)]
    with Pool(processes) as pool:
        together = [
            max(wall for wall, _ in pool.map(timed_trials, shares, chunksize=1)) for _ in range(10)
        ]
    alone = np.array([timed_trials((design, scores)) for _ in range(10)])
    wall, cpu = 1000 / np.median(alone[1:], axis=0)
    print(f"1 process: {wall:.0f} fits a second, {cpu:.0f} a processor second")
    print(f"{processes} processes: {1000 / np.median(together[1:]):.0f} fits a second")


def main() -> None:
    names = [cell.name for cell in CELLS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cell", nargs="+", choices=names, default=names)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--speed", action="store_true")
    given = parser.parse_args()
    if given.speed:
        speed(given.processes)
        return
    for cell in CELLS:
        if cell.name in given.cell:
            row = run_cell(cell, given.processes)
            keep(row)
            print(pd.Series(row).to_string(), flush=True)


if __name__ == "__main__":
    main()
