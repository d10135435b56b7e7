"""Do the methods for missing scores recover truths that are known, with honest intervals?

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.missing_simulation
        [--only NAME ...] [--trials N]

Trials of `missing_truth.py`, number t with the seed t: 60 people an arm where nothing else is said,
of whom about a third leave. Every scenario that is run replaces its rows of
benchmarks/missing_simulation.csv: bias and coverage of the arms' difference at the last visit.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.missing_truth import (
    COVARIANCE,
    DELTA,
    FIXED,
    FORMULA,
    NAMES,
    ODDS_RATIO,
    SD,
    long_frame,
    people,
    trial,
    truth,
)
from scipy.stats import t as student

import ipt_outcomes as ipt

OUTPUT = Path(__file__).parent / "missing_simulation.csv"
IMPUTATIONS = 100
ESTIMATE = ["estimate", "se", "df", "ci_lower", "ci_upper"]
Row = dict[str, np.ndarray]


def numbers(table: pd.DataFrame) -> np.ndarray:
    return table.iloc[-1][ESTIMATE].to_numpy(dtype=float)


def imputed(rows: pd.DataFrame, seed: int, formula: str = FORMULA, **chosen: Any) -> Any:
    settings: dict[str, Any] = {"strategies": "mar", "n_imputations": IMPUTATIONS} | chosen
    return ipt.impute(formula, rows, seed=seed, **settings, **NAMES)


def mmrm(rows: pd.DataFrame, formula: str = FORMULA) -> np.ndarray:
    fit = ipt.fit(formula, rows)
    return numbers(ipt.contrast(fit, "arm", against="reference", by="visit"))


def weighed(rows: pd.DataFrame) -> np.ndarray:
    weights = ipt.dropout_weights(
        rows,
        response="change",
        participant="person",
        visit="visit",
        arm="arm",
        covariates=["baseline"],
    )
    fit = ipt.fit(
        "change ~ baseline + arm + us(visit | person)",
        weights.rows,
        probability_weights="dropout_weight",
        vcov="CR2",
    )
    return numbers(ipt.contrast(fit, "arm", against="reference"))


def rubin(made: Any) -> np.ndarray:
    return numbers(ipt.pool(made.ancova()))


def jackknife(rows: pd.DataFrame, strategies: Any, formula: str = FORMULA) -> np.ndarray:
    return numbers(ipt.conditional_mean(formula, rows, strategies=strategies, **NAMES))


def at_random(seed: int, per_arm: int = 60) -> Row:
    rows = trial(np.random.default_rng(seed), per_arm, "mar")
    made = imputed(rows, seed)
    found = {
        "MMRM, Kenward-Roger": mmrm(rows),
        "MAR imputation, Rubin": rubin(made),
        "MAR conditional mean, jackknife": jackknife(rows, "mar"),
    }
    if per_arm > 30:
        found["weights for dropout, CR2"] = weighed(rows)
    return found


def small(seed: int) -> Row:
    return at_random(seed, 20)


def _reference_based(kind: str) -> Callable[[int], Row]:
    def run(seed: int) -> Row:
        rows = trial(np.random.default_rng(seed), 60, kind)
        made = imputed(rows, seed)
        return {
            f"{kind} imputation, Rubin": rubin(made.under(kind)),
            f"{kind} conditional mean, jackknife": jackknife(rows, kind),
            "MAR imputation, Rubin": rubin(made),
        }

    return run


def delta(seed: int) -> Row:
    rows = trial(np.random.default_rng(seed), 60, "delta")
    made = imputed(rows, seed)
    return {
        "MAR imputation + delta, Rubin": rubin(made.shifted(DELTA, arm="test")),
        "MAR imputation, Rubin": rubin(made),
        "MMRM, Kenward-Roger": mmrm(rows),
    }


def selection(seed: int) -> Row:
    rows = trial(np.random.default_rng(seed), 60, "selection")
    made = imputed(rows, seed)
    return {
        "selection imputation, Rubin": rubin(made.under({"test": ipt.selection(ODDS_RATIO)})),
        "MAR imputation, Rubin": rubin(made),
        "MMRM, Kenward-Roger": mmrm(rows),
    }


def _autoregressive() -> np.ndarray:
    lags = np.abs(np.subtract.outer(np.arange(len(SD)), np.arange(len(SD))))
    return SD[:, None] * 0.7**lags * SD


def structured(seed: int) -> Row:
    rows = trial(np.random.default_rng(seed), 60, "mar", _autoregressive())
    found = {}
    for family in ("ar1h", "toeph"):
        formula = f"{FIXED} + {family}(visit | person)"
        found[f"MAR imputation, {family}"] = rubin(imputed(rows, seed, formula))
        found[f"MMRM, {family}"] = mmrm(rows, formula)
    return found


def clusters(seed: int) -> Row:
    """Ten clusters an arm of eight people, randomised whole; a twentieth of the variance."""
    random = np.random.default_rng(seed)
    per_cluster, per_arm = 8, 10
    treated = np.repeat([0.0, 1.0], per_arm * per_cluster)
    cluster = np.repeat(np.arange(2 * per_arm), per_cluster)
    drawn = people(random, treated, "mar", COVARIANCE)
    shared = random.normal(0.0, SD[-1] * np.sqrt(0.05 / 0.95), 2 * per_arm)
    scores = drawn.scores + shared[cluster][:, None]
    scores[np.arange(scores.shape[1]) >= drawn.left[:, None]] = np.nan
    rows = long_frame(drawn.baseline, scores, treated)
    rows["cluster"] = cluster[rows["person"]]
    with_clusters = f"{FORMULA} + (1 | cluster)"
    return {
        "MAR imputation with clusters": rubin(imputed(rows, seed, with_clusters, n_imputations=50)),
        "MMRM with clusters": mmrm(rows, with_clusters),
        "MAR imputation without clusters": rubin(imputed(rows, seed, n_imputations=50)),
    }


def bounded(seed: int) -> Row:
    """Whole points from 0 to 27, the best score of many."""
    rows = bounded_trial(np.random.default_rng(seed), 60)
    made = imputed(rows, seed)
    found = {"MAR imputation, draws as they are": rubin(made)}
    estimates = []
    planned = made.analysis(None, None, None)
    for scores in made.at_visit(planned.place):
        estimates.append(planned.estimates(np.clip(scores, 0.0, 27.0)))
    estimate, se = (np.concatenate(each)[:, 0] for each in zip(*estimates, strict=True))
    cut = pd.DataFrame({"estimate": estimate, "se": se, "df": float(planned.df)})
    found["MAR imputation, draws cut off at the limits"] = numbers(ipt.pool(cut))
    found["MMRM, Kenward-Roger"] = mmrm(rows)
    return found


def bounded_scores(random: np.random.Generator, treated: np.ndarray) -> Any:
    """People whose scores are whole points of a scale from 0 to 27."""
    drawn = people(random, treated, "mar")
    points = np.clip(np.round(drawn.scores + 15.0), 0.0, 27.0)
    return drawn, points


def bounded_trial(random: np.random.Generator, per_arm: int) -> pd.DataFrame:
    treated = np.repeat([0.0, 1.0], per_arm)
    drawn, points = bounded_scores(random, treated)
    points[np.arange(points.shape[1]) >= drawn.left[:, None]] = np.nan
    return long_frame(drawn.baseline, points, treated)


def bounded_truth() -> float:
    found = []
    for seed in range(5):
        n = 100_000
        test, reference = (
            bounded_scores(np.random.default_rng(seed), np.full(n, arm))[1] for arm in (1.0, 0.0)
        )
        found.append((test[:, -1] - reference[:, -1]).mean())
    return float(np.mean(found))


SCENARIOS: dict[str, tuple[Callable[[int], Row], Callable[[], float], int]] = {
    "missing at random": (at_random, lambda: truth("mar"), 2000),
    "jump to reference": (_reference_based("j2r"), lambda: truth("j2r"), 700),
    "delta": (delta, lambda: truth("delta"), 200),
    "selection": (selection, lambda: truth("selection"), 200),
    "20 people an arm": (small, lambda: truth("mar"), 300),
    "copy reference": (_reference_based("cr"), lambda: truth("cr"), 100),
    "copy increments": (_reference_based("cir"), lambda: truth("cir"), 100),
    "bounded scale": (bounded, bounded_truth, 200),
    "structured covariance": (
        structured,
        lambda: truth("mar", _autoregressive()),
        50,
    ),
    "clusters": (clusters, lambda: truth("mar"), 40),
}


def summary(name: str, trials: int) -> pd.DataFrame:
    run, true, _ = SCENARIOS[name]
    aim = true()
    found: dict[str, list[np.ndarray]] = {}
    for seed in range(1, trials + 1):
        for method, values in run(seed).items():
            found.setdefault(method, []).append(values)
    rows = []
    for method, values in found.items():
        estimate, se, df, lower, upper = np.array(values).T
        sound = np.isfinite(estimate + se)
        inside = (lower <= aim) & (aim <= upper)
        rows.append(
            {
                "scenario": name,
                "method": method,
                "trials": trials,
                "failed": int((~sound).sum()),
                "truth": aim,
                "mean_estimate": estimate[sound].mean(),
                "bias": estimate[sound].mean() - aim,
                "bias_monte_carlo_se": estimate[sound].std(ddof=1) / np.sqrt(sound.sum()),
                "empirical_se": estimate[sound].std(ddof=1),
                "mean_se": se[sound].mean(),
                "mean_df": df[sound].mean(),
                "coverage": inside[sound].mean(),
                "rejects": (student.sf(np.abs(estimate / se), df)[sound] * 2 < 0.05).mean(),
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    """Run the chosen scenarios and rewrite their rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(SCENARIOS), default=list(SCENARIOS))
    parser.add_argument("--trials", type=int)
    options = parser.parse_args()
    warnings.simplefilter("ignore", ipt.FewImputationsWarning)
    for name in options.only:
        table = summary(name, options.trials or SCENARIOS[name][2])
        print(table.drop(columns="scenario").to_string(index=False), flush=True)
        if OUTPUT.exists():
            before = pd.read_csv(OUTPUT)
            table = pd.concat([before[before["scenario"] != name], table])
        place = {each: number for number, each in enumerate(SCENARIOS)}
        table = table.sort_values("scenario", key=lambda column: column.map(place), kind="stable")
        table.to_csv(OUTPUT, index=False, float_format="%.4f")


if __name__ == "__main__":
    main()
