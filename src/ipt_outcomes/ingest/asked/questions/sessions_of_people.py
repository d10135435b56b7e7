"""Do the sessions fit the people: did they stay, were they treated, were they there twice?"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.plan.confirmed import BEFORE, LEFT, NOT_BEGUN, SAME_DAY, UNTREATED
from ipt_outcomes.plan.enough_sessions import sessions_attended, sessions_of_treatment
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.protocol_rules import protocol_of
from ipt_outcomes.plan.sessions_file import SessionsFile
from ipt_outcomes.plan.trial_days import trial_days


def ask(data: Data) -> None:
    """Refuse sessions attended that the person's own row, or the arm's, speaks against."""
    planned, sessions = data.plan.sessions, data.therapy.sessions
    if planned is None or not {"participant", "session", "attended"} <= set(sessions.columns):
        return
    held = sessions_attended(sessions)
    people = data.people.dropna(subset=["participant"]) if "participant" in data.people else None
    if "day" in held:
        _twice_a_day(data, planned, held.dropna(subset=["participant", "day"]))
        elsewhere = data.of_another_day_0.index
        _before_randomisation(data, planned, held[~held.index.isin(elsewhere)])
    if people is None or not people["participant"].is_unique:
        return
    people = people.set_index("participant", drop=False)
    if "day" in held and "withdrawal_day" in people:
        _after_leaving(data, planned, held, people)
    if "arm" in people:
        _untreated(data, planned, held, people)
        _began(data, sessions_of_treatment(data.plan, people, held))


def _twice_a_day(data: Data, planned: SessionsFile, held: pd.DataFrame) -> None:
    columns = planned.columns
    data.asks(
        planned,
        SAME_DAY,
        lines=held.index[held.duplicated(["participant", "day"])],
        column=columns.day or columns.date,
        rule="the person came to another session on the same day",
        remedy="Find out whether one session is there under two numbers, and keep one row.",
    )


def _before_randomisation(data: Data, planned: SessionsFile, held: pd.DataFrame) -> None:
    """Sessions that the trial's time takes in, and yet lie before it."""
    day = held["day"].astype("float64")
    columns = planned.columns
    data.asks(
        planned,
        BEFORE,
        lines=held.index[(day < 0) & (day >= trial_days(data.plan)[0])],
        column=columns.day or columns.date,
        rule="the person came to the session before day 0, the day of randomisation",
        remedy="See whether days are counted from randomisation, and correct them; a session "
        "before treatment is left out by `rows`.",
    )


def _after_leaving(
    data: Data, planned: SessionsFile, held: pd.DataFrame, people: pd.DataFrame
) -> None:
    columns = planned.columns
    left = held["participant"].map(people["withdrawal_day"])
    data.asks(
        planned,
        LEFT,
        lines=held.index[held["day"].astype("float64") > left.astype("float64")],
        column=columns.day or columns.date,
        rule="the person came to the session after the day of leaving the trial",
        remedy=f"Correct the day here, or the day of leaving in {data.plan.participants.source}.",
    )


def _untreated(data: Data, planned: SessionsFile, held: pd.DataFrame, people: pd.DataFrame) -> None:
    plan = data.plan
    arm = held["participant"].map(people["arm"]).astype("str")
    data.asks(
        planned,
        UNTREATED,
        lines=held.index[arm.isin(_without_therapy(plan))],
        column=planned.columns.attended,
        rule="the person came to a session, and is in an arm with the role `control` that no "
        "`protocol` names",
        remedy="Correct the arm or the identifier. Where the arm has sessions of its own, as usual "
        "care may, name it under `protocol`; sessions that a waitlist had after its waiting are "
        "left out by `rows`.",
    )


def _without_therapy(plan: Plan) -> list[str]:
    """ASSUME: a control arm has no therapy in sessions, unless a protocol says how it is given."""
    return [a.name for a in plan.arms if a.role == "control" and protocol_of(plan, a.name) is None]


def _began(data: Data, treated: pd.DataFrame) -> None:
    column = data.plan.participants.columns.not_treated_reason
    if column is None or "not_treated_reason" not in data.people:
        return
    came = data.people["participant"].isin(treated["participant"])
    data.asks(
        data.plan.participants,
        NOT_BEGUN,
        lines=data.people.index[came & data.people["not_treated_reason"].notna()],
        column=column,
        rule="a reason for not beginning the treatment, and the person came to sessions of it",
        remedy="Leave the reason empty of those who began; why somebody stopped is "
        "`withdrawal_reason`. Or correct the sessions.",
    )
