"""The rows that an analysis sees, and the count of everyone who is not among them or filled in.

The formulas: docs/methods.md, "Models of a trial".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ipt_outcomes.analyses.cluster_effects import Course, with_cluster_variables
from ipt_outcomes.analyses.event_strategies import UnderEstimand
from ipt_outcomes.analyses.waiting_arms import refuse_waiting_arms
from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.plan.estimand_of import first_estimand
from ipt_outcomes.plan.estimands import Estimand
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Visit
from ipt_outcomes.tables import checked

MISSING_CATEGORY = "missing"
RECORDED, FILLED_IN = "recorded", "filled in"
# What becomes of the baseline: a covariate whose missing value is the mean or leaves the person
# out, or a score like the others.
Baseline = Literal["mean", "exclude", "outcome"]


@dataclass(frozen=True, repr=False)
class Frame:
    """One outcome's rows for one analysis, and its analysis set.

    `rows`: participant, arm, visit, week, score, baseline (where it is a covariate), the analysis's
    covariates, what says of whom one was filled in (`how_known`), then every other variable of the
    participants as it is; arm and visit are categories in the plan's order. `everyone` makes the
    same rows, and those at the visits where there is no score, of all who are not left out.
    `analysis_set` is one row of the table `analysis_sets`, `events` the table of that name.
    """

    rows: pd.DataFrame
    analysis_set: pd.DataFrame
    events: pd.DataFrame
    everyone: Callable[[], pd.DataFrame]


def how_known(covariate: str) -> str:
    """The column that says of whom a covariate was recorded, and of whom filled in.

    The rows have it where it was filled in of somebody. A plan cannot give a variable its name.
    """
    return f"_{covariate}_was"


def frame(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    *,
    outcome: str,
    analysis: str,
    visits: Sequence[Visit],
    covariates: Sequence[str],
    baseline: Baseline,
    course: Course,
    estimand: Estimand | None = None,
) -> Frame:
    """The scores of `outcome` at `visits`, with the covariates beside them and, where the plan has
    clusters, the variables of their random effects in an analysis of such a `course`. Scores are as
    the `estimand` has them; without one, the plan's first.

    `tables` holds `participants` and `outcomes`. Nobody is dropped in silence: a participant with a
    missing baseline or covariate is kept with the mean of all arms (a category: the level
    "missing"), modelled, or left out, as the plan says, and counted. A missing score after baseline
    is never filled in; what becomes of one after an event is the estimand's to say.

    Raises DataError where somebody, or a score, is there twice, a cluster of the plan is not a
    column of the participants, or a waiting arm has scores of which nothing says what they mean.
    """
    participants = tables["participants"]
    _hold_clusters(plan, participants)
    _hold_once(participants, ["participant"], "participants")
    _hold_once(tables["outcomes"], ["participant", "outcome", "visit"], "outcomes")
    of_outcome = tables["outcomes"].loc[tables["outcomes"]["outcome"] == outcome]
    refuse_waiting_arms(plan, of_outcome)
    wanted = first_estimand(plan) if estimand is None else estimand
    under = UnderEstimand(plan, wanted, participants, of_outcome)
    of_outcome = under.outcomes
    people, imputed, excluded = _covariates(plan, participants, covariates)
    people, without_baseline = _with_baseline(plan, people, of_outcome, baseline)
    if baseline == "exclude":
        excluded = excluded.union(without_baseline)
        without_baseline = without_baseline[:0]
    names = [visit.name for visit in visits]
    planned = of_outcome.loc[of_outcome["visit"].isin(names)]
    scored = planned.loc[planned["score"].notna()]
    others = participants.columns.difference([*people.columns, "participant", "arm"], sort=False)

    def with_variables(of: pd.DataFrame) -> pd.DataFrame:
        rows = of[["participant", "arm", "visit", "week", "score"]].join(
            people.drop(index=excluded).join(participants.set_index("participant")[list(others)]),
            on="participant",
            how="inner",
        )
        # Of no rows, pandas keeps the other frame's index, the participants.
        rows = rows.reset_index(drop=True)
        return with_cluster_variables(plan, _categories(plan, rows, names), course)

    rows = with_variables(scored)
    kept = pd.Index(rows["participant"].unique())
    left_out = _scored(scored, excluded)
    counts = {
        "randomised": len(participants),
        "participants": len(kept),
        "observations": len(rows),
        "without_outcome": len(participants.index) - len(kept) - left_out,
        "baseline_imputed": len(kept.intersection(without_baseline)),
        "covariate_imputed": len(kept.intersection(imputed)),
        "excluded": left_out,
    }
    analysis_set = pd.DataFrame([counts]).astype("Int64").assign(outcome=outcome, analysis=analysis)
    events = under.events_of(outcome, analysis)
    counted = checked("analysis_sets", analysis_set)
    return Frame(rows, counted, events, lambda: with_variables(planned))


def _hold_clusters(plan: Plan, participants: pd.DataFrame) -> None:
    """Every cluster of the plan is a column of the participants."""
    problems = [
        Problem(
            "table participants",
            None,
            cluster.name,
            f"the plan has {cluster.several} as clusters, and there is no such column",
            "Join it, missing for people who are in none; or take it out of the plan's clusters.",
        )
        for cluster in plan.clusters
        if cluster.name not in participants
    ]
    if problems:
        raise DataError(problems)


def _hold_once(table: pd.DataFrame, key: list[str], name: str) -> None:
    if table.duplicated(key).any():
        rule = f"the same {' x '.join(key)} is there twice"
        raise DataError([Problem(f"table {name}", None, key[0], rule, "Keep one row of each.")])


def _with_baseline(
    plan: Plan, people: pd.DataFrame, of_outcome: pd.DataFrame, baseline: Baseline
) -> tuple[pd.DataFrame, pd.Index]:
    """The people with their baseline score where it is a covariate, and who has none."""
    if baseline == "outcome":
        return people, people.index[:0]
    at_start = of_outcome.loc[of_outcome["visit"] == plan.baseline.name]
    first = at_start.set_index("participant")["score"].reindex(people.index)
    missing = people.index[first.isna()]
    if baseline == "mean":
        # ASSUME: in a randomised trial a missing baseline may take the mean of all arms; that does
        # not bias the contrast (White and Thompson 2005, Stat Med 24:993-1007).
        first = first.fillna(first.mean())
        # Where nobody has a baseline there is no mean, and nothing was filled in.
        missing = missing if first.notna().all() else missing[:0]
    return people.assign(baseline=first), missing


def _scored(scored: pd.DataFrame, people: pd.Index) -> int:
    return int(scored.loc[scored["participant"].isin(people), "participant"].nunique())


def _covariates(
    plan: Plan, participants: pd.DataFrame, covariates: Sequence[str]
) -> tuple[pd.DataFrame, pd.Index, pd.Index]:
    """Covariates by participant, who was filled in, and who is left out."""
    people = participants.set_index("participant")[list(covariates)].copy()
    missing = people.index[people.isna().any(axis=1)]
    if plan.models.missing_covariate == "exclude":
        return people, missing[:0], missing
    for name in covariates:
        if people[name].isna().any():
            words = people[name].isna().map({True: FILLED_IN, False: RECORDED})
            people[how_known(name)] = words.astype("str")
        if pd.api.types.is_numeric_dtype(people[name]):
            people[name] = people[name].fillna(people[name].mean())
        else:
            people[name] = people[name].fillna(MISSING_CATEGORY)
    return people, missing, missing[:0]


def _categories(plan: Plan, rows: pd.DataFrame, visits: list[str]) -> pd.DataFrame:
    rows = rows.assign(
        arm=pd.Categorical(rows["arm"], [arm.name for arm in plan.arms]),
        # A planned visit that nobody came to keeps its place: it lies between its neighbours.
        visit=pd.Categorical(rows["visit"], visits),
    )
    return rows.sort_values(["participant", "visit"], kind="stable").reset_index(drop=True)
