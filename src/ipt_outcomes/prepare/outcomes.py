"""The outcomes: one row for every participant, outcome and planned visit, and what was not used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.phrases import counted, people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Outcome
from ipt_outcomes.prepare.totals import planned_totals
from ipt_outcomes.prepare.visits import DAYS_IN_A_WEEK, planned_visits
from ipt_outcomes.row_groups import rows_where
from ipt_outcomes.tables import checked

OUTSIDE = "outside every window"
NOT_NEAREST = "another assessment in the window was used"
TIED = "as near to the visit as the assessment that was used"
NO_TOTAL = "too many items unanswered for a total"


@dataclass(frozen=True, repr=False)
class Prepared:
    """One outcome's rows of the table `outcomes`, and what was not used, in words, as counts."""

    outcomes: pd.DataFrame
    notes: tuple[str, ...]


def prepare_outcome(
    plan: Plan,
    participants: pd.DataFrame,
    scores: pd.DataFrame,
    outcome: str,
    *,
    missing_rules: Mapping[str, str] | None = None,
) -> Prepared:
    """`prepare_outcomes` for one outcome. Raises KeyError where the plan has none of that name."""
    planned = plan.outcome(outcome)
    of_scale = rows_where(scores, scores["scale"] == planned.scale)
    _refuse_strangers(participants, of_scale)
    totals = _placed(plan, of_scale, missing_rules)
    notes = tuple(
        f"{row['scale']}, {row['visit']}: {counted(row['assessments'], 'assessment')} of "
        f"{people(row['participants'])} not used: {row['reason']}"
        for row in _unused(plan, totals).to_dict("records")
    )
    return Prepared(_rows(plan, participants, totals, (planned,)), notes)


def prepare_outcomes(
    plan: Plan,
    participants: pd.DataFrame,
    scores: pd.DataFrame,
    *,
    missing_rules: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The table `outcomes`: one row a participant x outcome x visit of the plan, assessed or not.

    `score` is in scale points and missing where the visit has no assessment with a total. A visit
    that is not planned for an arm has rows too. `missing_rules` names, by scale, a missing-item
    rule of the registry other than the plan's. Raises DataError where scores belong to
    somebody who is not among the participants.
    """
    _refuse_strangers(participants, scores)
    return _rows(plan, participants, _placed(plan, scores, missing_rules), plan.outcomes)


def _refuse_strangers(participants: pd.DataFrame, scores: pd.DataFrame) -> None:
    if not scores["participant"].isin(participants["participant"]).all():
        rule = "scores belong to somebody who is not among the participants"
        problem = Problem("table scores", None, "participant", rule, "Use frames of one study.")
        raise DataError([problem])


def _placed(
    plan: Plan, scores: pd.DataFrame, missing_rules: Mapping[str, str] | None
) -> pd.DataFrame:
    """Every assessment with its total, its planned visit and whether it stands for it."""
    return planned_visits(plan, planned_totals(plan, scores, missing_rules))


def _rows(
    plan: Plan, participants: pd.DataFrame, totals: pd.DataFrame, outcomes: tuple[Outcome, ...]
) -> pd.DataFrame:
    chosen = totals.loc[totals["chosen"]].drop(columns=["chosen", "tied"])
    rows = (
        participants[["participant", "arm"]]
        .merge(_planned(plan, outcomes), how="cross")
        .merge(chosen, how="left", on=["participant", "scale", "visit"])
    )
    rows["prorated"] = rows["prorated"].eq(True)
    rows["items_answered"] = rows["items_answered"].astype("Int64")
    rows[["day", "score"]] = rows[["day", "score"]].astype("float64")
    return checked("outcomes", rows.drop(columns="scale"))


def unused_assessments(
    plan: Plan, scores: pd.DataFrame, *, missing_rules: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """How many assessments gave no score to any planned visit, and why.

    Columns: `scale`, `visit` (for an assessment outside every window, the visit nearest to its
    day), `reason`, `assessments` and `participants` (counts). One row for each that occurs, in the
    plan's order of scales and visits.
    """
    return _unused(plan, _placed(plan, scores, missing_rules))


def _unused(plan: Plan, totals: pd.DataFrame) -> pd.DataFrame:
    outside = totals["visit"].isna()
    reason = pd.Series(NOT_NEAREST, index=totals.index, dtype="str")
    reason = reason.mask(totals["tied"], TIED)
    reason = reason.mask(totals["score"].isna(), NO_TOTAL).mask(outside, OUTSIDE)
    unused = totals.assign(
        reason=reason, visit=totals["visit"].mask(outside, _nearest(plan, totals["day"]))
    ).loc[~totals["chosen"] | totals["score"].isna()]
    unused = unused.assign(
        scale=pd.Categorical(
            unused["scale"], list(dict.fromkeys([*plan.scales, *unused["scale"]]))
        ),
        visit=pd.Categorical(unused["visit"], [visit.name for visit in plan.visits]),
    )
    counts = unused.groupby(["scale", "visit", "reason"], observed=True)["participant"].agg(
        assessments="size", participants="nunique"
    )
    return counts.reset_index().astype({"scale": "str", "visit": "str"})


def _planned(plan: Plan, outcomes: tuple[Outcome, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (outcome.name, outcome.scale, visit.name, visit.week)
            for outcome in outcomes
            for visit in plan.visits
        ],
        columns=["outcome", "scale", "visit", "week"],
    ).astype({"week": "float64"})


def _nearest(plan: Plan, day: pd.Series) -> pd.Series:
    distances = pd.DataFrame(
        {visit.name: (day - visit.week * DAYS_IN_A_WEEK).abs() for visit in plan.visits}
    )
    return distances.fillna(float("inf")).idxmin(axis=1)
