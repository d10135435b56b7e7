"""Is the personalized advantage index silent where there is nothing, and heard where there is?

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.advantage_simulation
        [--only NAME ...] [--trials N]

Trials of two arms with eight predictors, number t with the seed t, outcomes with an SD of about 6.
Every scenario that is run replaces its rows of benchmarks/advantage_simulation.csv (one trial:
whether the interval of the benefit beyond the average difference covers the truth) or of
benchmarks/advantage_elsewhere.csv (an index from one trial, followed in another one).
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

import ipt_outcomes as ipt
from ipt_outcomes.estimate.advantage.benefit import BEYOND, FOLLOWED, QUANTITIES
from ipt_outcomes.estimate.advantage.evaluated import evaluated
from ipt_outcomes.estimate.advantage.folds import drawn_folds, learned, out_of_fold
from ipt_outcomes.estimate.advantage.learners import LEARNERS
from ipt_outcomes.estimate.advantage.people import TrialPeople, trial_people
from ipt_outcomes.estimate.advantage.personalized import KEEP
from ipt_outcomes.estimate.advantage.trials import observed_trial

HERE = Path(__file__).parent
ONE, ELSEWHERE = HERE / "advantage_simulation.csv", HERE / "advantage_elsewhere.csv"
SD, FOLDS, REPEATS, PERMUTATIONS = 5.0, 5, 3, 99


@dataclass(frozen=True)
class Truth:
    """How people's outcomes come about, in scale points."""

    an_arm: int = 75
    predictors: int = 8
    average: float = 0.0
    moderation: float = 0.0
    missing: float = 0.0
    unequal: float = 1.0
    therapists: float = 0.0


NULL = {
    "nothing": Truth(),
    "an average difference of 3 points": Truth(average=-3.0),
    "20 predictors": Truth(predictors=20),
    "a quarter missing, more of the ill": Truth(average=-3.0, missing=0.25),
    "one arm half as variable again": Truth(unequal=1.5),
    "therapists, intraclass correlation .1": Truth(therapists=0.1),
}
MODERATED = {
    "3 points an SD, 75 an arm": Truth(moderation=3.0),
    "3 points an SD, 150 an arm": Truth(moderation=3.0, an_arm=150),
    "3 points an SD and an average difference of 3": Truth(average=-3.0, moderation=3.0),
    "6 points an SD, 75 an arm": Truth(moderation=6.0),
}
TWO_TRIALS = {
    "the same moderation in both": (3.0, 3.0),
    "no moderation in the other": (3.0, 0.0),
    "the reverse in the other": (3.0, -3.0),
    "no moderation in either": (0.0, 0.0),
}


def trial(truth: Truth, rng: np.random.Generator) -> pd.DataFrame:
    n = 2 * truth.an_arm
    x = rng.normal(size=(n, truth.predictors))
    # One predictor is a category, and one in twenty of another is not known.
    x[:, 2] = x[:, 2] > 0.4
    arm = rng.permutation(np.repeat([1.0, -1.0], truth.an_arm))
    spread = np.where(arm > 0, SD * truth.unequal, SD)
    outcome = 12.0 + 3.0 * x[:, 0] + 0.5 * arm * (truth.average + truth.moderation * x[:, 1])
    outcome = outcome + spread * rng.normal(size=n)
    if truth.therapists:
        of_therapist = SD * np.sqrt(truth.therapists / (1 - truth.therapists)) * rng.normal(size=16)
        outcome = outcome + of_therapist[rng.integers(8, size=n) + np.where(arm > 0, 8, 0)]
    if truth.missing:
        severity = x[:, 0] + 0.5 * arm
        outcome[severity + rng.logistic(size=n) > 1.6] = np.nan
    frame = pd.DataFrame(x, columns=names(truth))
    frame["x2"] = np.where(frame["x2"] > 0, "yes", "no")
    frame.loc[rng.random(n) < 0.05, "x3"] = np.nan
    who = {"person": np.arange(n), "arm": np.where(arm > 0, "ipt", "cbt"), "outcome": outcome}
    return frame.assign(**who)


def names(truth: Truth) -> list[str]:
    return [f"x{place}" for place in range(truth.predictors)]


def asked(truth: Truth) -> dict[str, object]:
    return {
        "participant": "person",
        "arm": "arm",
        "outcome": "outcome",
        "predictors": names(truth),
        "test": "ipt",
        "comparison": "cbt",
        "direction": "higher_is_worse",
    }


def true_benefit(truth: Truth, people: TrialPeople, folds: np.ndarray) -> float:
    """Beyond the average difference, of the rules of these folds, in 4 000 other people."""
    if truth.moderation == 0:
        return 0.0
    rng = np.random.default_rng(0)
    others = trial_people(
        trial(replace(truth, an_arm=2000), rng), **asked(truth), like=people.predictors
    )
    effect = truth.moderation * others.predictors.values[:, 1]
    worth = []
    for fold_of in folds:
        for fold in range(FOLDS):
            inside = fold_of != fold
            rule, _ = learned(people, observed_trial(people), inside, LEARNERS["ridge"][0], KEEP)
            values = people.predictors.values[inside]
            mean, sd = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
            columns = np.nan_to_num((others.predictors.values - mean) / sd)
            recommended = rule.of(columns)[0] < 0
            worth.append(-2.0 * np.cov(effect, recommended, bias=True)[0, 1])
    return float(np.mean(worth))


def apparent(people: TrialPeople) -> float:
    """The benefit in the people that the index was made from, which is not to be believed."""
    given = observed_trial(people)
    everybody = np.ones(len(people.outcome), bool)
    rule, columns = learned(people, given, everybody, LEARNERS["ridge"][0], KEEP)
    one = np.zeros((1, len(everybody)), int)
    found = evaluated(people, given, rule.of(columns)[None], one)
    return float(found["all"].estimate[QUANTITIES.index(BEYOND), 0])


def simulated(truth: Truth, trials: int) -> dict[str, object]:
    rows = []
    for seed in range(1, trials + 1):
        rng = np.random.default_rng(seed)
        frame = trial(truth, rng)
        found = ipt.personalized_advantage(
            frame,
            **asked(truth),
            folds=FOLDS,
            repeats=REPEATS,
            permutations=PERMUTATIONS,
            seed=seed,
        )
        people = trial_people(frame, **asked(truth))
        folds = drawn_folds(len(people.outcome), FOLDS, REPEATS, rng)
        own = out_of_fold(people, observed_trial(people), folds, LEARNERS["ridge"][0], KEEP)
        given = evaluated(people, observed_trial(people), own.index, folds)["all"]
        place = QUANTITIES.index(BEYOND)
        table = found.benefits[found.benefits["people"] == "all"].set_index("quantity")
        rows.append(
            {
                **table.loc[BEYOND, ["estimate", "se", "ci_lower", "ci_upper", "p_value"]],
                "followed": table.loc[FOLLOWED, "estimate"],
                "rule_estimate": given.estimate[place, 0],
                "rule_se": np.sqrt(given.variance[place, 0]),
                "apparent": apparent(people),
                "true": true_benefit(truth, people, folds),
                "says": found.summary["conclusion"].iloc[0],
            }
        )
    table = pd.DataFrame(rows)
    true = float(table["true"].mean())
    inside = (table["rule_estimate"] - true).abs() <= 1.96 * table["rule_se"]
    return {
        "trials": trials,
        "truth": true,
        "mean_estimate": table["estimate"].mean(),
        "empirical_se": table["estimate"].std(),
        "mean_se": table["se"].mean(),
        "coverage": ((table["ci_lower"] <= true) & (true <= table["ci_upper"])).mean(),
        "coverage_if_rules_were_given": inside.mean(),
        "p_at_most_05": (table["p_value"] <= 0.05).mean(),
        "shown_to_help": (table["says"] == "shown to help").mean(),
        "shown_to_harm": (table["says"] == "shown to harm").mean(),
        "mean_followed": table["followed"].mean(),
        "mean_apparent": table["apparent"].mean(),
    }


def two_trials(first: float, second: float, trials: int) -> dict[str, object]:
    verdicts: Counter[str] = Counter()
    before, after = [], []
    for seed in range(1, trials + 1):
        rng = np.random.default_rng(seed)
        here = Truth(an_arm=150, moderation=first)
        there = replace(here, moderation=second)
        found = ipt.advantage_elsewhere(
            trial(here, rng),
            trial(there, rng),
            **asked(here),
            folds=FOLDS,
            repeats=1,
            permutations=19,
            seed=seed,
        )
        verdicts[found.verdict] += 1
        for where, into in ((found.trained.benefits, before), (found.benefits, after)):
            into.append(where.set_index(["people", "quantity"]).loc[("all", BEYOND), "estimate"])
    return {
        "trials": trials,
        "mean_where_made": np.mean(before),
        "mean_elsewhere": np.mean(after),
        "carried_over": verdicts["carried over"] / trials,
        "did_not_carry_over": verdicts["did not carry over"] / trials,
        "not_shown_to": verdicts["not shown to carry over"] / trials,
    }


def kept(path: Path, scenario: str, row: dict[str, object]) -> None:
    table = pd.read_csv(path) if path.exists() else pd.DataFrame({"scenario": []})
    new = pd.DataFrame([{"scenario": scenario, **row}]).round(4)
    pd.concat([table[table["scenario"] != scenario], new]).to_csv(path, index=False)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--trials", type=int, default=300)
    said = parser.parse_args()
    for scenario, truth in (NULL | MODERATED).items():
        if not said.only or scenario in said.only:
            kept(ONE, scenario, simulated(truth, said.trials))
    for scenario, (first, second) in TWO_TRIALS.items():
        if not said.only or scenario in said.only:
            kept(ELSEWHERE, scenario, two_trials(first, second, said.trials))


if __name__ == "__main__":
    main()
