"""The rows that a model sees, and the count of everyone who is not among them or was filled in."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked

MISSING_CATEGORY = "missing"


@dataclass(frozen=True)
class ModelFrame:
    """One outcome's rows for one model, and its analysis set.

    `rows`: participant, arm, visit, week, score, baseline and the plan's covariates; arm and visit
    are categories in the plan's order. `analysis_set` is the model's row of that table.
    """

    rows: pd.DataFrame
    analysis_set: pd.DataFrame


def model_frame(
    plan: Plan, participants: pd.DataFrame, outcomes: pd.DataFrame, outcome: str, model: str
) -> ModelFrame:
    """The scores of `outcome` that `model` ("mmrm" or "growth") is fitted to.

    Nobody is dropped in silence: a participant with a missing baseline or covariate is kept with
    the mean of all arms (a category: the level "missing"), modelled, or left out, as the plan
    says, and counted. A missing score after baseline is never filled in.
    """
    of_outcome = outcomes.loc[outcomes["outcome"] == outcome]
    people, imputed, excluded = _covariates(plan, participants)
    baseline_is_outcome = model == "growth" or plan.models.mmrm.missing_baseline == "constrained"
    first = of_outcome.loc[of_outcome["visit"] == plan.baseline.name].set_index("participant")[
        "score"
    ]
    people["baseline"] = first.reindex(people.index)
    without_baseline = people.index[people["baseline"].isna()]
    if baseline_is_outcome:
        people = people.drop(columns="baseline")
        without_baseline = without_baseline[:0]
    elif plan.models.mmrm.missing_baseline == "mean":
        # ASSUME: in a randomised trial a missing baseline may take the mean of all arms; that does
        # not bias the contrast (White and Thompson 2005, Stat Med 24:993-1007).
        people["baseline"] = people["baseline"].fillna(people["baseline"].mean())
    else:
        excluded = excluded.union(without_baseline)
        without_baseline = without_baseline[:0]

    visits = _visits(plan, model, baseline_is_outcome)
    scored = of_outcome.loc[of_outcome["visit"].isin(visits) & of_outcome["score"].notna()]
    rows = scored[["participant", "arm", "visit", "week", "score"]].join(
        people.drop(index=excluded), on="participant", how="inner"
    )
    # Of no rows, pandas keeps the other frame's index, the participants.
    rows = rows.reset_index(drop=True)
    kept = pd.Index(rows["participant"].unique())
    counts = {
        "randomised": len(participants),
        "participants": len(kept),
        "observations": len(rows),
        "without_outcome": len(participants.index) - len(kept) - _scored(scored, excluded),
        "baseline_imputed": len(kept.intersection(without_baseline)),
        "covariate_imputed": len(kept.intersection(imputed)),
        "excluded": _scored(scored, excluded),
    }
    analysis_set = pd.DataFrame([counts]).astype("Int64").assign(outcome=outcome, model=model)
    return ModelFrame(
        _categories(plan, rows, visits, model), checked("analysis_sets", analysis_set)
    )


def _scored(scored: pd.DataFrame, people: pd.Index) -> int:
    return int(scored.loc[scored["participant"].isin(people), "participant"].nunique())


def _covariates(plan: Plan, participants: pd.DataFrame) -> tuple[pd.DataFrame, pd.Index, pd.Index]:
    """Covariates by participant, who was filled in, and who is left out."""
    people = participants.set_index("participant")[list(plan.adjusted_for)].copy()
    missing = people.index[people.isna().any(axis=1)]
    if plan.models.missing_covariate == "exclude":
        return people, missing[:0], missing
    for name in people:
        if pd.api.types.is_numeric_dtype(people[name]):
            people[name] = people[name].fillna(people[name].mean())
        else:
            people[name] = people[name].fillna(MISSING_CATEGORY)
    return people, missing, missing[:0]


def _visits(plan: Plan, model: str, baseline_is_outcome: bool) -> list[str]:
    if model == "growth":
        return [visit.name for visit in plan.growth_visits()]
    return [v.name for v in plan.visits if baseline_is_outcome or v.phase != "baseline"]


def _categories(plan: Plan, rows: pd.DataFrame, visits: list[str], model: str) -> pd.DataFrame:
    arms = [arm.name for arm in plan.arms]
    rows = rows.assign(
        arm=pd.Categorical(rows["arm"], arms),
        # A visit that nobody has come to yet has no mean to estimate.
        visit=pd.Categorical(rows["visit"], visits).remove_unused_categories(),
    )
    if model == "mmrm" and plan.baseline.name in visits:
        # The constrained model: before treatment everyone belongs to the reference arm.
        rows.loc[rows["visit"] == plan.baseline.name, "arm"] = arms[0]
    return rows.sort_values(["participant", "visit"], kind="stable").reset_index(drop=True)
