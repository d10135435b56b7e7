"""Is the maximum found where random effects differ by orders of magnitude?

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/random_effects_scales.py
        [--trials 500] [--starts 12] [--lme4]

Draws small trials whose standard deviations (of every random effect and of the residual) lie up to
five orders of magnitude apart, some of them zero and some perfectly correlated. Each is fitted as
`ipt.fit` does it, by REML. Then the same likelihood is maximised from many random starts, half of
them by scipy's BFGS, and with `--lme4` by lme4 from six starts, in R. A fit is short when it says
that it converged and another found more than `SHORT` of minus twice the log-likelihood. Writes
benchmarks/random_effects_scales.csv.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from ipt_outcomes.models.design.design import build_design
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.likelihood import Evaluation, evaluate
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.optimise import Optimum, maximise
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.random_effects import RandomEffectsProblem, build_random_effects
from ipt_outcomes.models.random_effects.parameters import pack
from ipt_outcomes.models.random_effects.search import descend

OUTPUT = Path(__file__).parent / "random_effects_scales.csv"
SHORT = 1e-5
DECADES = (1, 3, 5)
FORMULAS = {
    "slope": "y ~ arm * week + (1 + week | id)",
    "site and slope": "y ~ arm * week + (1 | site) + (1 + week | id)",
    "site and person": "y ~ arm * week + (1 | site) + (1 | id)",
    "crossed rater": "y ~ arm * week + (1 | rater) + (1 + week | id)",
    "two slopes": "y ~ arm * week + (1 + week | site) + (1 + week | id)",
    "uncorrelated": "y ~ arm * week + (1 | site) + (1 + week || id)",
}


def trial(seed: int) -> tuple[str, int, pd.DataFrame]:
    """The model's name, the decades that its standard deviations span, and the data."""
    name = list(FORMULAS)[seed % len(FORMULAS)]
    decades = DECADES[seed // len(FORMULAS) % len(DECADES)]
    random = np.random.default_rng(seed)
    people, visits, sites, raters = (
        int(random.integers(*ends)) for ends in ((12, 40), (3, 7), (3, 7), (4, 6))
    )
    person = np.repeat(np.arange(people), visits)
    week = np.tile(np.arange(visits, dtype=float), people)
    site = random.integers(0, sites, people)[person]
    rater = random.integers(0, raters, len(person))

    def deviation() -> float:
        return float(10.0 ** random.uniform(-decades / 2, decades / 2))

    def effects(n: int) -> Array:
        """Intercepts and slopes (n, 2): some variances zero, some correlations one."""
        correlation = random.choice([-1.0, 1.0, random.uniform(-1, 1)], p=[1 / 6, 1 / 6, 2 / 3])
        drawn = random.standard_normal((n, 2))
        drawn[:, 1] = correlation * drawn[:, 0] + np.sqrt(1 - correlation**2) * drawn[:, 1]
        return drawn * np.where(random.random(2) < 1 / 7, 0.0, [deviation(), deviation()])

    own, of_site = effects(people)[person], effects(sites)[site]
    y = own[:, 0] + own[:, 1] * week + deviation() * random.standard_normal(len(person))
    if "site" in FORMULAS[name]:
        y += of_site[:, 0]
    if name == "two slopes":
        y += of_site[:, 1] * week
    if name == "crossed rater":
        y += (deviation() * random.standard_normal(raters))[rater]
    data = pd.DataFrame(
        {
            "id": person.astype(str),
            "week": week,
            "arm": np.where(person % 2 == 1, "b", "a"),
            "site": site.astype(str),
            "rater": rater.astype(str),
            "y": y,
        }
    )
    data = data[(random.random(len(data)) < 0.85) | (week == 0)]
    return name, decades, data[data.groupby("id")["y"].transform("count") > 1]


def build(name: str, data: pd.DataFrame) -> RandomEffectsProblem:
    """The problem of a trial."""
    parsed = parse_formula(FORMULAS[name])
    return build_random_effects(build_design(parsed, data), parsed.random)


def best_of_starts(problem: RandomEffectsProblem, starts: int, seed: int) -> float:
    """The least minus twice the log-likelihood from random starts, in the internal columns."""
    random = np.random.default_rng(seed)
    usual = problem.start()
    size = float(usual.max())

    def objective(theta: Array, order: int = 2) -> Evaluation:
        return evaluate(problem.moments(theta, order), problem.n_observations, True)

    def in_free(free: Array) -> tuple[float, Array]:
        try:
            at = objective(problem.to_natural(free), 1)
        except (NotPositiveDefiniteError, np.linalg.LinAlgError):
            return np.inf, np.zeros_like(free)
        assert at.gradient is not None
        return at.minus_2_log_likelihood, problem.jacobian(free).T @ at.gradient

    best = np.inf
    for number in range(starts):
        blocks = []
        for component in problem.components:
            axes = np.linalg.qr(random.standard_normal((component.size, component.size)))[0]
            blocks.append(size * (axes * 10 ** random.uniform(-8, 0.5, component.size)) @ axes.T)
        theta = pack(blocks, float(usual[-1]) * 10 ** random.uniform(-2, 1))
        try:
            if number % 2:
                found = float(
                    minimize(in_free, problem.to_free(theta), jac=True, method="BFGS").fun
                )
            else:
                found = descend(objective, theta, problem).at.minus_2_log_likelihood
        except (NotPositiveDefiniteError, np.linalg.LinAlgError):
            continue
        best = min(best, found)
    return best


def by_lme4(
    trials: dict[int, tuple[str, pd.DataFrame]], shifts: dict[int, float]
) -> dict[int, float]:
    """lme4's best REML criterion of each trial, in the internal columns."""
    with tempfile.TemporaryDirectory() as folder:
        rows = pd.concat([data.assign(seed=seed) for seed, (_, data) in trials.items()])
        rows.to_csv(Path(folder) / "rows.csv", index=False)
        models = pd.DataFrame(
            {"seed": list(trials), "formula": [FORMULAS[name] for name, _ in trials.values()]}
        )
        models.to_csv(Path(folder) / "models.csv", index=False)
        script = Path(__file__).with_suffix(".R")
        subprocess.run(["Rscript", str(script), folder], check=True)
        found = pd.read_csv(Path(folder) / "found.csv")
    return {
        int(s): v + shifts[int(s)] for s, v in zip(found["seed"], found["criterion"], strict=True)
    }


def internal_shift(name: str, data: pd.DataFrame) -> float:
    """What to add to a REML criterion in the user's columns to have it in the internal ones."""
    design = build_design(parse_formula(FORMULAS[name]), data)
    return 2.0 * float(np.linalg.slogdet(design.basis.transform)[1])


def status(optimum: Optimum) -> str:
    """As `Fit.status`."""
    if not optimum.converged:
        return "not converged"
    return "singular" if optimum.problem.at_boundary(optimum.theta) else "ok"


def main() -> None:
    warnings.simplefilter("ignore")
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--trials", type=int, default=500)
    arguments.add_argument("--starts", type=int, default=12)
    arguments.add_argument("--lme4", action="store_true")
    options = arguments.parse_args()
    rows, trials, shifts = [], {}, {}
    for seed in range(options.trials):
        name, decades, data = trial(seed)
        try:
            problem = build(name, data)
        except ModelError as error:
            print(seed, name, error)
            continue
        optimum = maximise(problem, "reml")
        trials[seed], shifts[seed] = (name, data), internal_shift(name, data)
        rows.append(
            {
                "seed": seed,
                "model": name,
                "decades": decades,
                "rows": len(data),
                "status": status(optimum),
                "engine": optimum.at.minus_2_log_likelihood,
                "own_starts": best_of_starts(problem, options.starts, seed),
            }
        )
    table = pd.DataFrame(rows)
    if options.lme4:
        table["lme4"] = table["seed"].map(by_lme4(trials, shifts))
    others = table[[name for name in ("own_starts", "lme4") if name in table]].min(axis=1)
    table["above_best"] = (table["engine"] - others).clip(lower=0.0)
    table["short"] = (table["above_best"] > SHORT) & (table["status"] != "not converged")
    table.to_csv(OUTPUT, index=False, float_format="%.6f", lineterminator="\n")
    print(table.groupby(["decades", "status"])["short"].agg(["size", "sum"]))
    if "lme4" in table:
        print("lme4 above the engine:", int((table["lme4"] - table["engine"] > SHORT).sum()))


if __name__ == "__main__":
    main()
