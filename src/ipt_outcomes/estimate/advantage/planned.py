"""The tables of the plan's personalized advantage indices, made together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.advantage.personalized import (
    PersonalizedAdvantage,
    personalized_advantage,
)
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK
from ipt_outcomes.plan.advantage_index import AdvantageIndex
from ipt_outcomes.plan.advantage_rules import baseline_outcome
from ipt_outcomes.plan.locking.named_before import named_before_data
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import TABLES, checked, typed

_NO_PEOPLE = "the table of participants was not given"
_STRATUM = "stratum of the randomisation"


@dataclass(frozen=True, repr=False, eq=False)
class Advantages:
    """The tables of these names."""

    personalized_advantage: pd.DataFrame
    advantage_benefits: pd.DataFrame
    advantage_predictors: pd.DataFrame


def planned_advantages(
    plan: Plan,
    results: Sequence[Result],
    outcomes: pd.DataFrame,
    participants: pd.DataFrame | None,
) -> Advantages:
    """Every index that the plan asks for; tables without rows where it asks for none.

    `results` are those of all the plan's analyses, with their rows; `outcomes` and `participants`
    are the tables of these names. An index that cannot be made is a row that says why. Raises
    PlanError where the plan has something left to decide.
    """
    plan.refuse_undecided()
    summaries: list[dict[str, Any]] = []
    benefits, predictors = [], []
    for index in plan.personalized_advantage:
        said = _said(plan, index)
        asked = {
            "visit": plan.outcome(index.outcome).endpoint,
            "learner": index.learner,
            "folds": index.folds,
            "repeats": index.repeats,
            "permutations": index.permutations,
        }
        found = _made(plan, index, results, outcomes, participants)
        if isinstance(found, str):
            summaries.append(said | asked | {"reason": found, "status": NOT_ESTIMABLE})
            continue
        summaries.append({**said, **asked, **found.how, "reason": None, "status": OK})
        benefits.append(found.benefits.assign(**said, status=OK))
        predictors.append(found.predictors.assign(**said))
    return Advantages(
        _table("personalized_advantage", pd.DataFrame(summaries)),
        _table("advantage_benefits", pd.concat(benefits) if benefits else pd.DataFrame()),
        _table("advantage_predictors", pd.concat(predictors) if predictors else pd.DataFrame()),
    )


def advantage_people(
    plan: Plan,
    index: AdvantageIndex,
    results: Sequence[Result],
    outcomes: pd.DataFrame,
    participants: pd.DataFrame,
) -> pd.DataFrame:
    """One row a participant: participant, arm, outcome, the predictors, the stratum.

    The outcome is the score at the endpoint as the primary analysis has it, after what its estimand
    makes of events; missing of who has none there.
    """
    of = (index.outcome, plan.primary_of(index.outcome))
    rows = next(each.rows for each in results if (each.analysis.outcome, each.analysis.name) == of)
    at_end = rows[rows["visit"] == plan.outcome(index.outcome).endpoint]
    scores = at_end.set_index("participant")["score"]
    people = participants.set_index("participant", drop=False)
    found = {"participant": people["participant"], "arm": people["arm"]}
    # By a name that none of the predictors can have.
    found[_outcome_column(index)] = scores.reindex(people.index)
    for name in index.predictors:
        score = baseline_outcome(plan, index, name)
        if score is None:
            found[name] = people[name]
            continue
        first = outcomes[
            (outcomes["outcome"] == score) & (outcomes["visit"] == plan.baseline.name)
        ].set_index("participant")["score"]
        found[name] = first.reindex(people.index)
    frame = pd.DataFrame(found).reset_index(drop=True)
    strata = [people[name].astype("str") for name in plan.stratification]
    frame[_STRATUM] = [" | ".join(each) for each in zip(*strata, strict=True)] if strata else "all"
    return frame


def _made(
    plan: Plan,
    index: AdvantageIndex,
    results: Sequence[Result],
    outcomes: pd.DataFrame,
    participants: pd.DataFrame | None,
) -> PersonalizedAdvantage | str:
    """The index, or why there is none."""
    if participants is None:
        return _NO_PEOPLE
    frame = advantage_people(plan, index, results, outcomes, participants)
    try:
        return personalized_advantage(
            frame,
            participant="participant",
            arm="arm",
            outcome=_outcome_column(index),
            predictors=index.predictors,
            test=index.test,
            comparison=index.comparison,
            direction=plan.direction_of(index.outcome),
            learner=index.learner,
            folds=index.folds,
            repeats=index.repeats,
            permutations=index.permutations,
            strata=_STRATUM,
            missing_outcomes=index.missing_outcomes,
            alpha=plan.alpha,
            stream=plan.stream("personalized advantage", index.name),
        )
    except ModelError as error:
        return str(error)


def _outcome_column(index: AdvantageIndex) -> str:
    return f"{index.outcome} at the endpoint"


def _said(plan: Plan, index: AdvantageIndex) -> dict[str, Any]:
    return {
        "index": index.name,
        "outcome": index.outcome,
        "test": index.test,
        "comparison": index.comparison,
        "claim": "pre-specified" if named_before_data(plan, index) else "exploratory",
    }


def _table(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    # Where no index could be made, there are no columns of numbers.
    every = rows.reset_index(drop=True).reindex(columns=list(TABLES[name].columns))
    return checked(name, typed(name, every))
