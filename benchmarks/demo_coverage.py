"""Do the plan's confidence intervals cover the truth of the demonstration trial?

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/demo_coverage.py

Trial k (seed k) of synthetic people is drawn with dropout, and for every outcome of the plan the
MMRM and the growth model are fitted as the plan asks for them, with the random effects of
therapists and therapy groups, and again without, as a control. The contrasts at the endpoint visit
are held against tests/reference/demo_ipt_truth.csv. Writes benchmarks/demo_coverage.csv: one row an
outcome x model x contrast.
"""

from __future__ import annotations

import argparse
import time
from functools import cache
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import pandas as pd

import ipt_outcomes as ipt
from ipt_outcomes.analyses.cluster_effects import Course, with_cluster_variables
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.simulate import SimulatedScores, Truth, read_truth, simulate_scores
from ipt_outcomes.simulate.people import stratum_names

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "config" / "trials" / "demo_ipt.yaml"
TRUTH = ROOT / "config" / "simulations" / "demo_ipt.yaml"
REFERENCE = ROOT / "tests" / "reference" / "demo_ipt_truth.csv"
OUTPUT = ROOT / "benchmarks" / "demo_coverage.csv"

WITHOUT = " without clusters"
KEYS = ["outcome", "model", "test", "comparison"]


@cache
def inputs() -> tuple[Plan, Truth]:
    """Read once in each process."""
    return read_plan(PLAN), read_truth(TRUTH)


def rows(truth: Truth, drawn: SimulatedScores, scale: str, visits: slice) -> pd.DataFrame:
    """One row a person x visit with a score; a missing baseline is the mean of all arms."""
    total = drawn.totals[scale]
    first = total[:, 0]
    baseline = np.where(np.isnan(first), np.nanmean(first), first)
    arms, names = list(truth.arms), [visit.name for visit in truth.visits[visits]]
    weeks = np.array([visit.week for visit in truth.visits[visits]])
    person, visit = np.nonzero(~np.isnan(total[:, visits]))
    therapist = np.array([*drawn.therapists, None], dtype=object)[drawn.therapist]
    group = np.array([*drawn.groups, None], dtype=object)[drawn.therapy_group]
    return pd.DataFrame(
        {
            "participant": person,
            "visit": np.array(names)[visit],
            "week": weeks[visit],
            "arm": pd.Categorical(np.array(arms)[drawn.arm[person]], categories=arms),
            "stratum": np.array(stratum_names(truth))[drawn.stratum[person]],
            "therapist": pd.array(therapist[person], dtype="str"),
            "therapy_group": pd.array(group[person], dtype="str"),
            "baseline": baseline[person],
            "score": total[:, visits][person, visit],
        }
    )


def contrasts_of_trial(trial: int) -> list[dict[str, object]]:
    """Every outcome, model and planned contrast of a trial; a failure is a row without numbers."""
    plan, truth = inputs()
    drawn = simulate_scores(truth, trial)
    found: list[dict[str, object]] = []
    for outcome in plan.outcomes:
        week = next(visit.week for visit in plan.visits if visit.name == outcome.endpoint)
        lines = ipt.planned_analysis(plan, outcome.name, "growth").grid.visits
        after_baseline, treatment = slice(1, None), slice(0, len(lines))
        course: Course
        for name, kind, visits, at, course in (
            ("", "mmrm", after_baseline, {"visit": outcome.endpoint}, "after"),
            ("", "growth", treatment, {"week": week}, "line"),
            (WITHOUT, "mmrm", after_baseline, {"visit": outcome.endpoint}, "after"),
            (WITHOUT, "growth", treatment, {"week": week}, "line"),
        ):
            asked = plan.model_copy(update={"clusters": ()}) if name else plan
            model, formula = (
                f"{kind}{name}",
                ipt.planned_analysis(asked, outcome.name, kind).formula,
            )
            table, status = None, "failed"
            try:
                seen = with_cluster_variables(
                    asked, rows(truth, drawn, outcome.scale, visits), course
                )
                fit = ipt.fit(formula, seen)
                by = next(iter(at))
                table = ipt.contrast(fit, "arm", by=by, at=at, level=1 - plan.alpha)
                table, status = table.set_index(["test", "comparison"]), fit.status
            except ipt.ModelError as error:
                print(f"trial {trial}, {outcome.name}, {model}: {error}", flush=True)
            for contrast in plan.contrasts:
                if contrast.outcomes and outcome.name not in contrast.outcomes:
                    continue
                key = (contrast.test, contrast.comparison)
                row: dict[str, object] = dict(
                    zip(KEYS, (outcome.name, model, *key), strict=True), status=status
                )
                if table is not None:
                    row |= table.loc[
                        key, ["estimate", "se", "df", "ci_lower", "ci_upper"]
                    ].to_dict()
                found.append(row)
    return found


def summary(found: pd.DataFrame, truth: dict[tuple[str, str, str], float]) -> pd.DataFrame:
    """Coverage and bias of each outcome x model x contrast, with Monte Carlo standard errors.

    truth: by outcome, test and comparison, in scale points.
    """
    summaries = []
    for key, every in found.groupby(KEYS, sort=False):
        outcome, _, test, comparison = map(str, key)
        true = truth[outcome, test, comparison]
        made = every.dropna(subset=["estimate", "ci_lower", "ci_upper"])
        covers = (made["ci_lower"] <= true) & (true <= made["ci_upper"])
        coverage, spread = covers.mean(), made["estimate"].std()
        bias, bias_se = made["estimate"].mean() - true, spread / np.sqrt(len(made))
        summaries.append(
            dict(zip(KEYS, key, strict=True))
            | {
                "trials": len(every),
                "failed": len(every) - len(made),
                "not_converged": int((every["status"] == "not converged").sum()),
                "singular": int((every["status"] == "singular").sum()),
                "truth": true,
                "mean_estimate": made["estimate"].mean(),
                "bias": bias,
                "bias_mc_se": bias_se,
                "bias_in_mc_se": bias / bias_se,
                "empirical_se": spread,
                "mean_se": made["se"].mean(),
                "mean_df": made["df"].mean(),
                "coverage": coverage,
                "coverage_mc_se": np.sqrt(coverage * (1 - coverage) / len(made)),
            }
        )
    return pd.DataFrame(summaries)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    chosen = parser.parse_args()
    plan, _ = inputs()
    reference = pd.read_csv(REFERENCE)
    truth = {
        (one.name, str(row["test"]), str(row["comparison"])): float(row["estimate"])
        for one in plan.outcomes
        for row in reference.to_dict("records")
        if (row["scale"], row["visit"]) == (one.scale, one.endpoint)
    }
    found: list[dict[str, object]] = []
    started = time.perf_counter()
    with Pool(chosen.processes) as pool:
        trials = range(1, chosen.trials + 1)
        # In order, so that sums, and so the file's bytes, do not depend on who finishes first.
        for number, of_trial in enumerate(pool.imap(contrasts_of_trial, trials), 1):
            found += of_trial
            if number % 20 == 0 or number == chosen.trials:
                seconds = time.perf_counter() - started
                print(f"{number} of {chosen.trials} trials, {seconds:.0f} s", flush=True)
    table = summary(pd.DataFrame(found), truth)
    text = table.to_csv(index=False, float_format="%.5f", lineterminator="\n")
    chosen.output.write_bytes(text.encode())
    print(table.round(3).to_string(index=False))


if __name__ == "__main__":
    main()
