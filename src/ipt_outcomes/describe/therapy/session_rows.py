"""The scores at the sessions of the treatment, with what the plan says of their scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ipt_outcomes.plan.clinical_change import ClinicalChange
from ipt_outcomes.plan.clinical_limits import Limit, clinical_limits
from ipt_outcomes.plan.enough_sessions import of_treatment
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import end_of_treatment


@dataclass(frozen=True, repr=False, eq=False)
class OfScale:
    """One scale's scores at sessions.

    rows       participant, arm, session, value, intake (NaN: unknown); one row a score
    outcome    the plan's first outcome of this scale, whose baseline is the intake; None: the first
               session is
    intake     by participant, of everybody in the trial
    toward     1 where lower is better, else -1
    response   what counts as one, where the outcome is there and plan or entry say it
    """

    scale: str
    rows: pd.DataFrame
    outcome: str | None
    intake: pd.Series
    toward: float
    response: Limit | None

    @property
    def better(self) -> Literal["lower", "higher"]:
        """Which scores are the better ones."""
        return "lower" if self.toward > 0 else "higher"

    @property
    def numbers(self) -> list[int]:
        """The sessions of the treatment, in order."""
        return sorted(int(number) for number in self.rows["session"].unique())


def of_scales(
    plan: Plan, participants: pd.DataFrame, session_scores: pd.DataFrame, outcomes: pd.DataFrame
) -> Iterator[OfScale]:
    """Every scale that has scores at sessions of the treatment, in the plan's order."""
    known = session_scores.merge(participants[["participant", "arm"]], on="participant")
    treatment = known[_of_treatment(plan, known)]
    for scale in plan.session_scales:
        rows = treatment[treatment["scale"] == scale]
        if rows.empty:
            continue
        rows = rows.sort_values(["participant", "session"], ignore_index=True)
        outcome = next((each.name for each in plan.outcomes_in_order if each.scale == scale), None)
        intake = _intake(plan, rows, outcome, outcomes)
        columns = rows[["participant", "arm", "session", "value"]]
        yield OfScale(
            scale=scale,
            rows=columns.assign(intake=rows["participant"].map(intake).astype("float64")),
            outcome=outcome,
            intake=intake,
            toward=1.0 if plan.entry_of(scale).direction == "higher_is_worse" else -1.0,
            response=_response(plan, outcome),
        )


def responded(given: OfScale, scores: pd.Series, intake: pd.Series) -> pd.Series:
    """Whether a score is a response; missing (boolean) where score or intake is.

    ASSUME: of an intake score of 0 there is no percentage: who had it can neither respond nor fail
    to, and is missing too.
    """
    limit = given.response
    assert limit is not None
    gained = given.toward * (intake - scores)
    if limit.unit == "points":
        found = given.toward * (limit.value - scores) >= 0
    elif limit.unit == "points of change":
        found = gained >= limit.value
    else:
        found = gained >= limit.value / 100.0 * intake
    no_share = (intake == 0) & limit.unit.startswith("percent")
    return found.astype("boolean").mask(scores.isna() | intake.isna() | no_share)


def _of_treatment(plan: Plan, scores: pd.DataFrame) -> pd.Series:
    """Which scores were given at sessions of the treatment: by the arm's protocol, by their number.

    ASSUME: where no protocol tells them, a session after the last window of the treatment phase is
    no more of the treatment; where days or windows are not known either, all are.
    """
    last, day = end_of_treatment(plan.visits), scores["day"]
    found = pd.Series(True, index=scores.index)
    if last is not None and last.window is not None:
        found = day.isna() | (day <= last.window[1])
    told = [arm for each in plan.protocol if each.phases for arm in each.arms]
    by_protocol = of_treatment(plan, scores["arm"], scores["session"])
    return found.where(~scores["arm"].isin(told), by_protocol)


def _intake(
    plan: Plan, rows: pd.DataFrame, outcome: str | None, outcomes: pd.DataFrame
) -> pd.Series:
    if outcome is None:
        return rows.groupby("participant")["value"].first()
    first = outcomes[(outcomes["outcome"] == outcome) & (outcomes["visit"] == plan.baseline.name)]
    return first.set_index("participant")["score"].astype(np.float64)


def _response(plan: Plan, outcome: str | None) -> Limit | None:
    if outcome is None:
        return None
    judged = [each for each in plan.clinical_change if each.outcome == outcome]
    return clinical_limits(plan, judged[0] if judged else ClinicalChange(outcome=outcome)).response
