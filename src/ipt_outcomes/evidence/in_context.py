"""One entry of the plan's `evidence`: the rows of its tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.evidence.figure_data import forest_data
from ipt_outcomes.evidence.leave_one_out import leave_one_out
from ipt_outcomes.evidence.own_study import own_study
from ipt_outcomes.evidence.planned_studies import PlannedStudies
from ipt_outcomes.evidence.pool_studies import pool_studies
from ipt_outcomes.evidence.reduced import labelled, reduced
from ipt_outcomes.evidence.request import CORRELATED
from ipt_outcomes.evidence.small_study import FEW_STUDIES, LEAST_STUDIES, small_study_test
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.plan.evidence import Evidence
from ipt_outcomes.plan.plan import Plan

OTHERS, WITH_TRIAL = "other studies", "with this trial"
# ASSUME: with fewer studies tau^2, and with it both intervals, is hardly known.
FEWEST = 5
_LEAST_TO_LEAVE_OUT = 3
_TO_PEOPLE = {"n_1": "n_test", "n_2": "n_comparison", "source": "made_from"}

Rows = dict[str, list[dict[str, Any]]]


def which(entry: Evidence) -> dict[str, str]:
    """What names an entry's rows in every table."""
    return {
        "evidence": entry.name,
        "outcome": entry.outcome,
        "test": entry.test,
        "comparison": entry.comparison,
    }


def rows_in_context(plan: Plan, given: PlannedStudies, outcomes: pd.DataFrame) -> Rows:
    """The rows of every table of the stage, by the table's name, of one entry.

    Raises ModelError where the studies' effects cannot be pooled: see `pool_studies`.
    """
    entry, level = given.entry, 1.0 - plan.alpha
    several = entry.several if entry.several != CORRELATED else None
    effects = reduced(given.effects, several, entry.rho)
    options = _options(entry, level)
    pooled = pool_studies(given.effects, **options)
    trial = own_study(plan, outcomes, entry.outcome, entry.test, entry.comparison)
    rows: Rows = {
        "evidence_studies": _forest(plan, entry, effects, trial, pooled),
        "evidence_pooled": [_pooled(given, OTHERS, pooled, given.effects)],
        "evidence_small_studies": _small(entry, effects, level),
        "evidence_left_out": [],
    }
    if len(trial) and trial["comparison_kind"].iloc[0] == given.effects["comparison_kind"].iloc[0]:
        both = pd.concat([given.effects, trial], ignore_index=True)
        rows["evidence_pooled"].append(
            _pooled(given, WITH_TRIAL, pool_studies(both, **options), both)
        )
    if given.effects["study"].nunique() >= _LEAST_TO_LEAVE_OUT:
        without = leave_one_out(given.effects, **options)
        rows["evidence_left_out"] = [
            which(entry)
            | _numbers(row)
            | {"left_out": row["left_out"], "studies": row["k_studies"]}
            for row in without.to_dict("records")
        ]
    return rows


def _options(entry: Evidence, level: float) -> dict[str, Any]:
    return {
        "effect": "g",
        "se": "g_se",
        "several": entry.several,
        "rho": entry.rho,
        "level": level,
    }


def _forest(
    plan: Plan,
    entry: Evidence,
    effects: pd.DataFrame,
    trial: pd.DataFrame,
    pooled: pd.DataFrame,
) -> list[dict[str, Any]]:
    effects = labelled(effects)
    if len(trial):
        effects = pd.concat([effects, trial.assign(label="This trial")], ignore_index=True)
    effects = effects.reset_index(drop=True).assign(place=np.arange(len(effects)).astype("str"))
    shown = forest_data(
        effects,
        pooled,
        effect="g",
        se="g_se",
        label="place",
        trial=plan.trial if len(trial) else None,
        trial_is_pooled=False,
        level=1.0 - plan.alpha,
    )
    rows = []
    for row in shown.to_dict("records"):
        found = which(entry) | {
            name: row[name]
            for name in ("place", "estimate", "ci_lower", "ci_upper", "weight_percent")
        }
        found |= {"row": row["kind"], "comparison_is": row["comparison_kind"], "study": None}
        if row["kind"] == "study":
            own = effects.iloc[int(row["label"])]
            found |= {ours: own[name] for name, ours in _TO_PEOPLE.items()}
            found |= {"label": own["label"], "study": own["study"], "se": own["g_se"]}
            found["row"] = "trial" if row["is_trial"] else "study"
        else:
            found |= {"label": f"{row['kind']}", "se": np.nan}
            if row["kind"] == "pooled":
                found["se"] = pooled["se"].iloc[0]
        rows.append(found)
    return rows


def _pooled(
    given: PlannedStudies, pooled_of: str, pooled: pd.DataFrame, effects: pd.DataFrame
) -> dict[str, Any]:
    row = pooled.iloc[0]
    method = f"random effects, {row['method'].upper()}, {row['interval']}"
    return (
        which(given.entry)
        | _numbers(row)
        | {
            name: row[name]
            for name in (
                "p_value", "prediction_lower", "prediction_upper", "tau2_lower", "tau2_upper",
                "omega2", "i2_lower", "i2_upper", "q", "q_df", "q_p_value", "dependence",
            )
        }
        | {
            "pooled_of": pooled_of,
            "studies": row["k_studies"],
            "effects": row["k_effects"],
            "people": _people(effects),
            "without_effect": given.without_effect,
            "method": method,
            "few_studies": bool(row["k_studies"] < FEWEST),
            "comparison_is": row["comparison_kind"],
        }
    )  # fmt: skip


def _numbers(row: Any) -> dict[str, Any]:
    names = ("estimate", "se", "df", "ci_lower", "ci_upper", "tau2", "i2", "status")
    return {name: row[name] for name in names}


def _people(effects: pd.DataFrame) -> float:
    """The most people behind one effect of each study, added up; NaN where some are not known."""
    most = (effects["n_1"] + effects["n_2"]).groupby(effects["study"]).max()
    return float(most.sum(skipna=False))


def _small(entry: Evidence, effects: pd.DataFrame, level: float) -> list[dict[str, Any]]:
    """Two rows, without numbers where there are too few studies for a test."""
    count = effects["study"].nunique()
    known = effects[["n_1", "n_2"]].notna().all(axis=None)
    predictor = "sample size" if known else "se"
    empty = dict.fromkeys(("estimate", "se", "df", "ci_lower", "ci_upper", "p_value"), np.nan)
    shared = which(entry) | {"predictor": predictor, "studies": count}
    lost = [shared | empty | {"term": term} for term in ("slope", "limit")]
    if count < LEAST_STUDIES:
        return [row | {"status": FEW_STUDIES} for row in lost]
    correlated = entry.several == CORRELATED
    try:
        found = small_study_test(
            effects,
            effect="g",
            se="g_se",
            predictor=predictor,
            several=CORRELATED if correlated else None,
            rho=entry.rho if correlated else None,
            level=level,
        )
    except ModelError as error:
        return [row | {"status": str(error)} for row in lost]
    wanted = ("term", *empty, "status")
    return [shared | {name: row[name] for name in wanted} for row in found.to_dict("records")]
