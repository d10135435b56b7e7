"""The effect of treatment received, of one entry of the plan: complier-average causal effect.

Angrist, Imbens and Rubin 1996, J Am Stat Assoc 91:444-455; Imbens and Rubin 1997, Ann Stat
25:305-327, on noncompliance in one arm alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.missing.pooling import pooled
from ipt_outcomes.models.design.covariate_columns import covariate_columns
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK
from ipt_outcomes.models.t_and_f import T_COLUMNS
from ipt_outcomes.phrases import people
from ipt_outcomes.plan.enough_sessions import enough_sessions
from ipt_outcomes.plan.linked_people import linked_people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.set_members import attended
from ipt_outcomes.plan.treatment_received import TreatmentReceived
from ipt_outcomes.prepare.visits import DAYS_IN_A_WEEK
from ipt_outcomes.sensitivity.imputed import ImputedOutcome
from ipt_outcomes.sensitivity.received.two_stage import Array, NoInstrumentError, two_stage

ALLOCATED, RECEIVED = "allocated", "received"


@dataclass(frozen=True, repr=False, eq=False)
class _Scored:
    """Everyone's row at the endpoint, and completed scores (m, n); m is 1 where none was made."""

    rows: pd.DataFrame
    scores: Array


def effect_rows(
    imputed: ImputedOutcome, asked: TreatmentReceived, sessions: pd.DataFrame
) -> list[dict[str, Any]]:
    """Two rows of the table `treatment_received`: as allocated, and of treatment received.

    Both by the same covariates, the baseline and those of the primary analysis, among the people of
    the two arms. Where there is no estimate, the status and the reason say so.
    """
    plan = imputed.plan
    enough = enough_sessions(plan, asked.sessions)[asked.test]
    row: dict[str, Any] = {
        "received": asked.name,
        "outcome": asked.outcome,
        "role": plan.outcome(asked.outcome).role,
        "test": asked.test,
        "comparison": asked.comparison,
        "visit": imputed.endpoint,
        "sessions": enough,
        "missing": asked.missing,
    }
    try:
        found = _estimated(imputed, asked, sessions, enough, row)
    except ModelError as error:
        none = {"status": NOT_ESTIMABLE, "reason": str(error)}
        return [row | {"effect": effect} | none for effect in (ALLOCATED, RECEIVED)]
    return [row | {"effect": effect} | numbers for effect, numbers in found.items()]


def _estimated(
    imputed: ImputedOutcome,
    asked: TreatmentReceived,
    sessions: pd.DataFrame,
    enough: int,
    row: dict[str, Any],
) -> dict[str, dict[str, Any]]:
    """The numbers of both effects; those that both have are put into `row`."""
    plan = imputed.plan
    scored = _scored(imputed, asked)
    arm = scored.rows["arm"].astype("str")
    inside = (arm.isin([asked.test, asked.comparison])).to_numpy()
    rows, scores = scored.rows[inside].reset_index(drop=True), scored.scores[:, inside]
    treated = (rows["arm"].astype("str") == asked.test).to_numpy()
    came = attended(plan, rows, _until(plan, sessions, imputed.endpoint)).to_numpy()
    row["participants"] = len(rows)
    row["in_test"] = int(treated.sum())
    row["received_it"] = int((treated & (came >= enough)).sum())
    crossed = int((~treated & (came > 0)).sum())
    if crossed:
        raise ModelError(
            f"{people(crossed)} of the comparison arm came to sessions before the endpoint: who "
            "receives the treatment hangs on more than the arm"
        )
    if not row["received_it"]:
        raise ModelError("nobody of the test arm received so many sessions")
    request = plan.request(plan.primary_of(asked.outcome))
    covariates = covariate_columns(rows, ["baseline", *plan.adjusted_for(request)])
    groups = linked_people(plan, rows).to_numpy()
    instrument = treated.astype(float)
    received = (treated & (came >= enough)).astype(float)
    try:
        stage = two_stage(instrument, instrument, covariates, groups)
        ((share,), (share_se,)) = stage.estimates(received[None, :])
        row["share"], row["first_stage_f"] = share, _f(share, share_se)
        row["groups"] = len(np.unique(groups))
        return {
            ALLOCATED: _pooled(plan, stage.estimates(scores), stage.df),
            RECEIVED: _of(plan, received, instrument, covariates, groups, scores),
        }
    except NoInstrumentError:
        raise ModelError("who receives the treatment does not hang on the arm") from None


def _of(  # noqa: PLR0917
    plan: Plan,
    received: Array,
    instrument: Array,
    covariates: Array,
    groups: np.ndarray,
    scores: Array,
) -> dict[str, Any]:
    fit = two_stage(received, instrument, covariates, groups)
    return _pooled(plan, fit.estimates(scores), fit.df)


def _f(share: float, se: float) -> float:
    """The first stage's F; infinite where everybody did as allocated."""
    return float("inf") if se <= 0 else float((share / se) ** 2)


def _scored(imputed: ImputedOutcome, asked: TreatmentReceived) -> _Scored:
    """Raises ModelError where there is no model to impute by, or no imputation."""
    if not imputed.modelled:
        raise ModelError(
            "the primary analysis is no mixed model or analysis of covariance with the baseline "
            "score as a covariate, or an arm has no score at the endpoint"
        )
    rows = imputed.at_endpoint.reset_index(drop=True)
    given = rows["score"].to_numpy(float)
    if asked.missing == "complete_cases" or not np.isnan(given).any():
        there = ~np.isnan(given)
        return _Scored(rows[there].reset_index(drop=True), given[None, there])
    schedule = imputed.at_random.model.schedule
    place = schedule.visit_place(imputed.endpoint)
    own = schedule.frame.iloc[place :: schedule.n_visits].reset_index(drop=True)
    return _Scored(own, np.concatenate(list(imputed.at_random.at_visit(place))))


def _until(plan: Plan, sessions: pd.DataFrame, endpoint: str) -> pd.DataFrame:
    """The sessions before the end of the endpoint's window; those without a day are kept.

    ASSUME: what comes later cannot have moved the score.
    """
    if "day" not in sessions:
        return sessions
    visit = next(visit for visit in plan.visits if visit.name == endpoint)
    last = visit.week * DAYS_IN_A_WEEK if visit.window is None else visit.window[1]
    return sessions[~(sessions["day"] > last)]


def _pooled(plan: Plan, found: tuple[Array, Array], df: float) -> dict[str, Any]:
    """One row's numbers, by Rubin's rules where there are several completed data sets."""
    estimate, se = found
    m = len(estimate)
    # Of one data set: of two that are alike nothing is between them.
    estimate, se = (np.repeat(each, 2) if m == 1 else each for each in (estimate, se))
    every_df = np.full((1, len(estimate)), df)
    numbers, _ = pooled(estimate[None, :], se[None, :], every_df, "rubin", 1 - plan.alpha)
    made = dict(zip(T_COLUMNS, numbers[0], strict=True))
    del made["statistic"]
    return made | {"imputations": m if m > 1 else None, "status": OK}
