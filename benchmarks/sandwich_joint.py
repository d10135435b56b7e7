"""Do joint tests with a sandwich hold their level with few clusters?

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/sandwich_joint.py
        [--sites N ...] [--trials N]

Trials without any effect: sites of nine people, three in each of three arms, seen at three visits.
The model is `y ~ arm * visit + (1 | site / id)` with CR2 by site. In the first kind of trial it is
the truth; in the second arms differ from site to site (a standard deviation of .7, as large as the
people's), which the model does not know and a sandwich is for. Tested at 5% are the arms (two
contrasts) and the arms by visit (four): by the engine, which takes the approximate Hotelling test,
and by the naive Wald test, F on q and m - 1 degrees of freedom, m sites. Trial number t has the
seed t. Every number of sites that is run replaces its rows of benchmarks/sandwich_joint.csv.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

import ipt_outcomes as ipt
from ipt_outcomes.models.t_and_f import f_tail

OUTPUT = Path(__file__).parent / "sandwich_joint.csv"
FORMULA = "y ~ arm * visit + (1 | site / id)"
SITES, PEOPLE, ARMS, VISITS = (6, 10, 20), 3, 3, 3
TERMS = ("arm", "arm:visit")
BY_ARM = {"model holds": 0.0, "arms differ by site": 0.7}


def trial(sites: int, deviation: float, seed: int) -> pd.DataFrame:
    """One trial without effects; `deviation` of the arms within sites."""
    random = np.random.default_rng(seed)
    site, arm, person, visit = (part.ravel() for part in np.indices((sites, ARMS, PEOPLE, VISITS)))
    who = (site * ARMS + arm) * PEOPLE + person
    y = 0.5 * random.normal(size=sites)[site]
    y += 0.7 * random.normal(size=sites * ARMS * PEOPLE)[who] + random.normal(size=len(who))
    y += deviation * random.normal(size=(sites, ARMS))[site, arm]
    return pd.DataFrame(
        {
            "site": site,
            "id": who,
            "arm": np.array(list("abc"))[arm],
            "visit": pd.Categorical(visit),
            "y": y,
        }
    )


def naive_p_value(test: pd.Series, sites: int) -> float:
    """The Wald test as if the sandwich were known to m - 1 degrees of freedom."""
    eta = test["df2"] + test["df1"] - 1.0
    return f_tail(test["statistic"] * eta / test["df2"], test["df1"], sites - 1)


def rates(sites: int, trials: int) -> pd.DataFrame:
    """One row a kind of trial and term."""
    rows = []
    for kind, deviation in BY_ARM.items():
        found = {term: np.full((trials, 2), np.nan) for term in TERMS}
        for seed in range(trials):
            fit = ipt.fit(FORMULA, trial(sites, deviation, seed), vcov="CR2")
            for term in TERMS:
                test = ipt.joint_test(fit, term).iloc[0]
                found[term][seed] = test["p_value"], naive_p_value(test, sites)
        for term, p_values in found.items():
            tested = ~np.isnan(p_values[:, 0])
            share, naive = (p_values[tested] < 0.05).mean(axis=0)
            rows.append(
                {
                    "sites": sites,
                    "truth": kind,
                    "term": term,
                    "trials": trials,
                    "not_estimable": int((~tested).sum()),
                    "hotelling": share,
                    "naive_wald": naive,
                }
            )
    return pd.DataFrame(rows)


def main() -> None:
    """Run the chosen numbers of sites and rewrite their rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, nargs="+", default=list(SITES))
    parser.add_argument("--trials", type=int, default=1000)
    options = parser.parse_args()
    for sites in options.sites:
        table = rates(sites, options.trials)
        print(table.to_string(index=False), flush=True)
        if OUTPUT.exists():
            before = pd.read_csv(OUTPUT)
            table = pd.concat([before[before["sites"] != sites], table])
        table = table.sort_values("sites", kind="stable")
        table.to_csv(OUTPUT, index=False, float_format="%.4f")


if __name__ == "__main__":
    main()
