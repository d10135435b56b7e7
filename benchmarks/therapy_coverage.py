"""Do the intervals of what is said about people and therapy cover the demonstration trial's truth?

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/therapy_coverage.py --truth
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/therapy_coverage.py --trials 500

The first command writes tests/reference/demo_ipt_therapy_truth.csv: what the same estimates come to
in trials of thousands of people and of therapists, ten people each (estimate: the mean of several;
mc_se: its Monte Carlo standard error); or, where the truth file itself says it, that number. The
second draws trial k with seed k and writes benchmarks/therapy_coverage.csv, one row a quantity:
trials (with an interval), covered, coverage, mean and SD of the estimates, truth.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf

import ipt_outcomes as ipt
from ipt_outcomes.describe.people.attrition_intervals import person_intervals
from ipt_outcomes.describe.people.attrition_leaving import people_leaving
from ipt_outcomes.describe.therapy.courses import courses
from ipt_outcomes.describe.therapy.phases import phase_slopes
from ipt_outcomes.describe.therapy.relapse_tables import relapse_tables
from ipt_outcomes.describe.therapy.therapists import therapists
from ipt_outcomes.describe.therapy.treated import sessions_in_phases
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.simulate import SimulatedTrial, Truth, read_truth, simulate_trial

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "config" / "trials" / "demo_ipt.yaml"
TRUTH = ROOT / "config" / "simulations" / "demo_ipt.yaml"
REFERENCE = ROOT / "tests" / "reference" / "demo_ipt_therapy_truth.csv"
OUTPUT = ROOT / "benchmarks" / "therapy_coverage.csv"
# Of the trials whose estimates are the truth.
LARGE_TRIALS, LARGE_ARM, FIRST_SEED = 24, 1_000, 9_000_001
PEOPLE_EACH = 10
Found = Iterator[tuple[str, float, float, float]]
"""What is estimated, the estimate and its limits."""


@cache
def inputs() -> tuple[Plan, Truth]:
    """Read once."""
    return read_plan(PLAN), read_truth(TRUTH)


def tables_of(plan: Plan, trial: SimulatedTrial) -> dict[str, pd.DataFrame]:
    """The tables that ingest and prepare would make of the trial's files, of the PHQ-9."""
    people = trial.participants
    people = people.assign(
        maintenance=people["maintenance"].map({"yes": True, "no": False}).astype("boolean"),
        withdrawal_day=people["withdrawal_day"].astype("float64"),
    )
    sessions = trial.sessions.assign(
        attended=(trial.sessions["attended"] == "yes").astype("boolean"),
        day=trial.sessions["day"].astype("float64"),
        minutes=trial.sessions["minutes"].astype("float64"),
        alliance=trial.sessions["alliance"].astype("float64"),
    )
    given = sessions[sessions["phq9"].notna()]
    session_scores = given[["participant", "session", "day"]].assign(
        scale="phq9", value=given["phq9"].astype("float64")
    )
    items = [f"phq9_{number}" for number in range(1, 10)]
    long = trial.scores.melt(["participant", "day"], items, "item", "value").assign(
        visit=pd.Series(np.nan, dtype="str"), scale="phq9"
    )
    long["item"] = long["item"].str.removeprefix("phq9_").astype("Int64")
    long = long.astype({"day": "float64", "value": "float64", "scale": "str", "visit": "str"})
    long = long[["participant", "visit", "day", "scale", "item", "value"]]
    outcomes = ipt.prepare_outcomes(plan, people, long)
    return {
        "participants": people,
        "sessions": sessions.drop(columns="phq9"),
        "session_scores": session_scores,
        "outcomes": outcomes[outcomes["outcome"] == "phq9"].reset_index(drop=True),
    }


def found_in(plan: Plan, trial: SimulatedTrial, *, large: bool = False) -> Found:
    """Every estimate of a trial. Of a `large` one the clusters are left out where they only widen
    intervals."""
    tables = tables_of(plan, trial)
    yield from _therapists(plan, tables)
    yield from _dropout(plan, tables)
    alone = plan.model_copy(update={"clusters": ()}) if large else plan
    yield from _phases(alone, tables)
    yield from _problem_areas(tables)
    yield from _relapse(alone, tables)


def _therapists(plan: Plan, tables: dict[str, pd.DataFrame]) -> Found:
    rows = ipt.planned_analysis(plan, "phq9").frame(tables).rows
    variance, _ = therapists(plan, rows)
    own = variance[(variance["cluster"] == "therapist") & variance["arm"].isna()].iloc[0]
    yield "therapist ICC", own["icc"], own["ci_lower"], own["ci_upper"]


def _dropout(plan: Plan, tables: dict[str, pd.DataFrame]) -> Found:
    """The truth's own model: a logit of leaving before a visit on visit, arm and last score."""
    leaving = people_leaving(plan, tables["participants"], tables["outcomes"])
    rows = person_intervals(plan, leaving, tables["outcomes"], "phq9")
    rows = rows.assign(left=rows["left"].astype(int))
    fitted = smf.logit("left ~ C(interval) + arm + last", rows).fit(disp=False)
    limits = fitted.conf_int().loc["last"]
    yield "dropout, log odds a point", fitted.params["last"], limits[0], limits[1]


def _phases(plan: Plan, tables: dict[str, pd.DataFrame]) -> Found:
    sessions = sessions_in_phases(plan, tables["participants"], tables["sessions"])
    own = courses(
        plan, tables["participants"], sessions, tables["session_scores"], tables["outcomes"]
    )
    for _, row in phase_slopes(plan, own).iterrows():
        arms = row["test"] if pd.isna(row["comparison"]) else f"{row['test']} - {row['comparison']}"
        name = f"slope, {row['phase']}, {arms}"
        yield name, row["estimate"], row["ci_lower"], row["ci_upper"]


def _problem_areas(tables: dict[str, pd.DataFrame]) -> Found:
    """How much more IPT differs from CBT at week 16 with each problem area than with grief."""
    outcomes = tables["outcomes"]
    wide = outcomes.pivot(index="participant", columns="visit", values="score").reset_index()
    rows = wide.merge(tables["participants"], on="participant").dropna(
        subset=["week_0", "week_16", "therapist"]
    )
    rows = rows.rename(columns={"week_0": "baseline", "week_16": "score"})
    fitted = ipt.fit(
        "score ~ arm * problem_area + baseline + stratum + (1 | therapist)",
        rows,
        df="satterthwaite",
    )
    for _, row in fitted.coefficients.iterrows():
        if row["term"].startswith("arm[T.ipt]:problem_area"):
            area = row["term"].rpartition("T.")[2].rstrip("]")
            yield (
                f"IPT - CBT, {area} - grief",
                row["estimate"],
                row["ci_lower"],
                row["ci_upper"],
            )


def _relapse(plan: Plan, tables: dict[str, pd.DataFrame]) -> Found:
    made = relapse_tables(plan, tables["participants"], tables["outcomes"])["relapse_comparisons"]
    own = made[(made["by"] == "maintenance") & made["measure"].str.startswith("hazard ratio")]
    for _, row in own.iterrows():
        yield (
            f"relapse, maintenance, {row['measure']}",
            *(float(np.log(row[name])) for name in ("estimate", "ci_lower", "ci_upper")),
        )


def large_truth(truth: Truth) -> Truth:
    """The same trial with ten people a therapist, however many there are."""
    arms = {}
    for name, arm in truth.arms.items():
        many = {
            site: tuple(
                f"{name}{site}{number}"
                for number in range(
                    max(1, round(LARGE_ARM * truth.people.sites[site].share / PEOPLE_EACH))
                )
            )
            for site in arm.therapists
        }
        arms[name] = arm.model_copy(update={"therapists": many})
    return truth.model_copy(update={"arms": arms, "n_per_arm": LARGE_ARM})


def write_truth() -> None:
    """Estimate what is true in large trials, and write it."""
    plan, truth = inputs()
    known = {"dropout, log odds a point": truth.dropout.per_point}
    large, rows = large_truth(truth), []
    for number in range(LARGE_TRIALS):
        trial = simulate_trial(large, FIRST_SEED + number)
        for name, estimate, _, _ in found_in(plan, trial, large=True):
            rows.append((name, known.get(name, 0.0 if "grief" in name else estimate)))
        print(f"large trial {number}: {time.process_time():.0f} s", flush=True)
    table = pd.DataFrame(rows, columns=["quantity", "estimate"])
    by = table.groupby("quantity", sort=False)["estimate"]
    written = pd.DataFrame(
        {"estimate": by.mean(), "mc_se": by.std() / np.sqrt(LARGE_TRIALS)}
    ).reset_index()
    written.to_csv(REFERENCE, index=False, float_format="%.6f", lineterminator="\n")
    print(written.to_string(index=False))


def coverage(trials: int) -> None:
    """Draw so many trials, and write how often the truth lies within the limits."""
    plan, truth = inputs()
    known = pd.read_csv(REFERENCE).set_index("quantity")["estimate"]
    rows: list[dict[str, Any]] = []
    for number in range(1, trials + 1):
        for name, estimate, lower, upper in found_in(plan, simulate_trial(truth, number)):
            if np.isnan([estimate, lower, upper]).any():
                continue
            covered = bool(lower <= known[name] <= upper)
            rows.append({"quantity": name, "estimate": estimate, "covered": covered})
        if number % 10 == 0:
            print(f"{number} trials, {time.process_time():.0f} s", flush=True)
            _write(pd.DataFrame(rows), known)
    _write(pd.DataFrame(rows), known)


def _write(table: pd.DataFrame, known: pd.Series) -> None:
    by = table.groupby("quantity", sort=False)
    written = pd.DataFrame(
        {
            "trials": by.size(),
            "covered": by["covered"].sum(),
            "coverage": by["covered"].mean(),
            "mean": by["estimate"].mean(),
            "sd": by["estimate"].std(),
            "truth": known,
        }
    ).reindex(by.size().index)
    written.reset_index(names="quantity").to_csv(
        OUTPUT, index=False, float_format="%.4f", lineterminator="\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--truth", action="store_true", help="write the truth")
    parser.add_argument("--trials", type=int, default=0, help="how many trials to draw")
    asked = parser.parse_args()
    if asked.truth:
        write_truth()
    if asked.trials:
        coverage(asked.trials)


if __name__ == "__main__":
    main()
