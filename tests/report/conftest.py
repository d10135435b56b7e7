"""A small made-up trial: 3 arms, 6 visits, 4 outcomes, one model that failed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from ipt_outcomes.instruments import read_instrument
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.tables import TABLES, checked

REPO = Path(__file__).parents[2]
SD = {"phq9": 4.8, "hrsd17": 5.0, "iip32": 18.0, "sas_sr": 0.5, "bdi": 10.8}
START = {"phq9": 15.6, "hrsd17": 18.0, "iip32": 52.0, "sas_sr": 2.6, "bdi": 23.0}
GAIN = {"control": 0.25, "active_comparator": 1.0, "treatment": 1.05}


def trial_plan(**changes: Any) -> Plan:
    """The demonstration plan without its last follow-up, with keys changed."""
    plan = read_plan(REPO / "config/trials/demo_ipt.yaml")
    content = plan.model_dump(mode="json")
    content["visits"] = content["visits"][:-1]
    content.update(changes)
    return Plan.model_validate_json(json.dumps(content))


def made_up(plan: Plan, *, failed: tuple[str, str] | None, per_arm: int) -> SimpleNamespace:
    """The tables that the report takes; a waitlist is not assessed at follow-up."""
    outcomes = _outcomes(plan, per_arm)
    models, means, effects = [], [], []
    for outcome in plan.outcomes:
        for model in plan.model_names:
            status = "failed" if (outcome.name, model) == failed else "ok"
            models.append(_model_row(plan, outcome.name, model, status, outcomes))
            means += _mean_rows(plan, outcome.name, model, status, outcomes)
            effects += _effect_rows(plan, outcome, model, per_arm, means)
    return SimpleNamespace(
        models=checked("models", _typed("models", models)),
        means=checked("means", _typed("means", means)),
        effects=checked("effects", _typed("effects", effects)),
        outcomes=checked("outcomes", outcomes),
        flow=checked("flow", _flow(plan, outcomes)),
        participants=_participants(plan, per_arm),
    )


def _typed(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = TABLES[name].columns
    types = {key: str(column.dtype) for key, column in columns.items()}
    return pd.DataFrame(rows)[list(columns)].astype(types)


def _crosses_over(plan: Plan, arm: str, visit: str) -> bool:
    roles = {each.name: each.role for each in plan.arms}
    phases = {each.name: each.phase for each in plan.visits}
    return plan.trial == "demo_ipt" and roles[arm] == "control" and phases[visit] == "follow_up"


def _outcomes(plan: Plan, per_arm: int) -> pd.DataFrame:
    draw = np.random.default_rng(7)
    rows = []
    last = plan.visits[-1].week
    for arm in plan.arms:
        for person in range(per_arm):
            leaves = draw.uniform(0, 2.2) * last
            for outcome in plan.outcomes:
                instrument = read_instrument(outcome.scale)
                own = draw.normal() * SD[outcome.name]
                for visit in plan.visits:
                    gain = GAIN[arm.role] * SD[outcome.name] * min(visit.week, 16) / 16
                    score = START[outcome.name] + own - gain
                    score += draw.normal() * SD[outcome.name] * 0.4
                    score = float(np.clip(score, instrument.minimum, instrument.maximum))
                    seen = visit.week <= leaves and not _crosses_over(plan, arm.name, visit.name)
                    rows.append(
                        {
                            "participant": f"{arm.name}{person:03d}",
                            "arm": arm.name,
                            "outcome": outcome.name,
                            "visit": visit.name,
                            "week": float(visit.week),
                            "day": 7.0 * visit.week,
                            "score": round(score, instrument.decimals) if seen else np.nan,
                            "items_answered": pd.NA,
                            "prorated": False,
                        }
                    )
    frame = pd.DataFrame(rows)
    return frame.astype({"participant": "str", "items_answered": "Int64"})


def _model_row(
    plan: Plan, outcome: str, model: str, status: str, outcomes: pd.DataFrame
) -> dict[str, Any]:
    lost = status == "failed"
    scores = outcomes[(outcomes["outcome"] == outcome) & outcomes["score"].notna()]
    after = scores[scores["visit"] != plan.baseline.name]
    covariance = f"{plan.models.mmrm.covariance}(visit | participant)"
    line = "(1 + week | participant)"
    return {
        "outcome": outcome,
        "model": model,
        "status": status,
        "reason": "the covariance is not positive definite at Week 28 (2 people)" if lost else None,
        "formula": f"score ~ arm * visit + {covariance}" if model == "mmrm" else f"score ~ {line}",
        "method": "reml",
        "df_method": plan.models.mmrm.df,
        "participants": after["participant"].nunique(),
        "observations": len(after),
        "randomised": outcomes["participant"].nunique(),
        "without_outcome": outcomes["participant"].nunique() - after["participant"].nunique(),
        "baseline_imputed": 3 if model == "mmrm" else 0,
        "covariate_imputed": 1,
        "excluded": 0,
        "minus_2_log_likelihood": np.nan if lost else 4021.6,
        "aic": np.nan if lost else 4063.6,
        "bic": np.nan if lost else 4135.9,
    }


def _visits(plan: Plan, model: str) -> list[Any]:
    if model == "growth":
        return list(plan.growth_visits())
    return [visit for visit in plan.visits if visit.phase != "baseline"]


def _mean_rows(
    plan: Plan, outcome: str, model: str, status: str, outcomes: pd.DataFrame
) -> list[dict[str, Any]]:
    rows = []
    for visit in _visits(plan, model):
        for arm in plan.arms:
            here = outcomes[
                (outcomes["outcome"] == outcome)
                & (outcomes["visit"] == visit.name)
                & (outcomes["arm"] == arm.name)
            ]["score"].dropna()
            there = status == "ok" and len(here) > 0
            se = SD[outcome] / np.sqrt(len(here)) if there else np.nan
            estimate = here.mean() if there else np.nan
            rows.append(
                {
                    "outcome": outcome,
                    "model": model,
                    "arm": arm.name,
                    "visit": visit.name,
                    "week": visit.week,
                    "estimate": estimate,
                    "se": se,
                    "df": 201.4 if there else np.nan,
                    "ci_lower": estimate - 1.97 * se,
                    "ci_upper": estimate + 1.97 * se,
                    "n": len(here),
                    "status": "ok" if there else "not estimable" if status == "ok" else status,
                }
            )
    return rows


def _effect_rows(
    plan: Plan, outcome: Any, model: str, per_arm: int, means: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    table = pd.DataFrame(means)
    table = table[(table["outcome"] == outcome.name) & (table["model"] == model)]
    rows = []
    for visit in _visits(plan, model):
        if visit.phase == "baseline":
            continue
        for contrast in plan.contrasts_of(outcome.name):
            at = table[table["visit"] == visit.name].set_index("arm")
            test, comparison = at.loc[contrast.test], at.loc[contrast.comparison]
            estimate = test["estimate"] - comparison["estimate"]
            se = float(np.hypot(test["se"], comparison["se"]))
            there = bool(np.isfinite(estimate))
            low, high = estimate - 1.97 * se, estimate + 1.97 * se
            sd = SD[outcome.name]
            clear = there and (low > 0 or high < 0)
            better = contrast.test if estimate < 0 else contrast.comparison
            words = ("test arm better", "test arm worse") if clear else ("no difference shown",) * 2
            conclusion = words[0] if better == contrast.test else words[1]
            if contrast.margin is not None:
                shown = there and high < contrast.margin
                conclusion = "non-inferior" if shown else "non-inferiority not shown"
            endpoint = visit.name == outcome.endpoint
            rows.append(
                {
                    "outcome": outcome.name,
                    "role": outcome.role,
                    "model": model,
                    "visit": visit.name,
                    "week": visit.week,
                    "endpoint": endpoint,
                    "test": contrast.test,
                    "comparison": contrast.comparison,
                    "hypothesis": contrast.hypothesis,
                    "margin": np.nan if contrast.margin is None else contrast.margin,
                    "estimate": estimate,
                    "se": se,
                    "df": 201.4 if there else np.nan,
                    "ci_lower": low,
                    "ci_upper": high,
                    "statistic": estimate / se if there else np.nan,
                    "p_value": float(2 * t.sf(abs(estimate / se), 201.4)) if there else np.nan,
                    "favours": better if there else None,
                    "conclusion": conclusion if there and endpoint else None,
                    "effect_size": 0.997 * estimate / sd,
                    "effect_size_se": 0.997 * se / sd,
                    "effect_size_lower": 0.997 * low / sd,
                    "effect_size_upper": 0.997 * high / sd,
                    "sd": sd,
                    "sd_df": 3.0 * per_arm - 3,
                    "n_test": test["n"],
                    "n_comparison": comparison["n"],
                    "participants": 3 * per_arm,
                    "observations": 12 * per_arm,
                    "baseline_imputed": 3,
                    "excluded": 0,
                    "status": comparison["status"] if test["status"] == "ok" else test["status"],
                }
            )
    return rows


def _flow(plan: Plan, outcomes: pd.DataFrame) -> pd.DataFrame:
    rows: list[tuple[str | None, str, str | None, int]] = []
    if plan.enrolment is not None:
        rows.append((None, "assessed", None, plan.enrolment.assessed))
        rows += [(None, "excluded", why, n) for why, n in plan.enrolment.excluded.items()]
    first = outcomes[outcomes["outcome"] == plan.outcomes[0].name]
    for arm in plan.arms:
        own = first[first["arm"] == arm.name]
        total = own["participant"].nunique()
        rows.append((arm.name, "randomised", None, total))
        if plan.sessions is not None:
            rows.append((arm.name, "treated", None, 0 if arm.role == "control" else total - 3))
            rows.append((arm.name, "withdrew", "Moved away", 2))
            rows.append((arm.name, "withdrew", "Did not find the therapy helpful", 4))
        for visit in plan.visits:
            seen = own.loc[own["visit"] == visit.name, "score"].notna().sum()
            rows.append((arm.name, "observed", visit.name, int(seen)))
        rows.append((arm.name, "analysed", None, total - 2))
    frame = pd.DataFrame(rows, columns=["arm", "step", "detail", "n"])
    return frame.astype({"arm": "str", "detail": "str", "n": "Int64"})


def _participants(plan: Plan, per_arm: int) -> pd.DataFrame:
    rows = [
        {"participant": f"{arm.name}{person:03d}", "arm": arm.name, "therapist": f"T{person % 7}"}
        for arm in plan.arms
        for person in range(per_arm)
    ]
    return checked("participants", pd.DataFrame(rows))


@pytest.fixture(scope="session")
def plan() -> Plan:
    return trial_plan()


@pytest.fixture(scope="session")
def change_plan() -> Callable[..., Plan]:
    return trial_plan


@pytest.fixture(scope="session")
def frames(plan: Plan) -> SimpleNamespace:
    return made_up(plan, failed=("iip32", "mmrm"), per_arm=40)


@pytest.fixture(scope="session")
def real_plan() -> Plan:
    return read_plan(REPO / "config/trials/beat_the_blues.yaml")


@pytest.fixture(scope="session")
def real_frames(real_plan: Plan) -> SimpleNamespace:
    return made_up(real_plan, failed=None, per_arm=50)
