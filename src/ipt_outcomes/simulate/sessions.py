"""The therapy: one row a planned session."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.simulate.truth import Alliance, Truth

HOMEWORK = np.array([0.0, 0.5, 1.0])
DAYS_A_WEEK = 7


def draw_sessions(
    truth: Truth,
    *,
    participant: NDArray[np.str_],
    arm: NDArray[np.int64],
    therapist: NDArray[np.object_],
    in_group: NDArray[np.bool_],
    withdrawal_day: NDArray[np.float64],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The sessions table in the raw file's columns; arms without sessions have no rows.

    participant, arm (codes), therapist (names), in_group (treated with others), withdrawal_day
    (NaN: stayed): one entry a person.
    Sessions are a week apart, the first one to seven days after randomisation, each up to a day
    earlier or later. A session not attended has its planned day and its therapist only. Sessions
    planned for the day of withdrawal or later have no row.

    ASSUME: attendance and alliance are independent of the course of symptoms.
    """
    n, most = participant.size, max(one.sessions for one in truth.arms.values())
    number = np.arange(1, most + 1)
    start = rng.integers(1, DAYS_A_WEEK + 1, (n, 1))
    day = start + DAYS_A_WEEK * (number - 1) + rng.integers(-1, 2, (n, most))
    day = np.maximum(day, 1)
    will = attendance_logits(truth, n, rng)
    planned = np.array([one.sessions for one in truth.arms.values()])[arm]
    gone = day >= np.where(np.isnan(withdrawal_day), np.inf, withdrawal_day)[:, None]
    return held_sessions(
        truth,
        number=number,
        day=day,
        will=will,
        there=(number <= planned[:, None]) & ~gone,
        participant=participant,
        therapist=therapist,
        in_group=in_group,
        rng=rng,
    )


def attendance_logits(truth: Truth, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """The log odds with which each person comes to a session (n, 1)."""
    told = truth.sessions
    return told.attendance_logit + told.attendance_person_sd * rng.standard_normal((n, 1))


def held_sessions(
    truth: Truth,
    *,
    number: NDArray[np.int64],
    day: NDArray[np.int64],
    will: NDArray[np.float64],
    there: NDArray[np.bool_],
    participant: NDArray[np.str_],
    therapist: NDArray[np.object_],
    in_group: NDArray[np.bool_],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The rows of the planned sessions that are `there`: (n, sessions), of which `number` counts.

    day: (n, sessions). will: (n, 1), the log odds of coming. For others see `draw_sessions`.
    """
    shape, told = day.shape, truth.sessions
    attended = rng.random(shape) < 1 / (1 + np.exp(-will))
    online = rng.random(shape) < told.online
    minutes = rng.integers(told.minutes[0], told.minutes[1] + 1, shape)
    homework = HOMEWORK[np.searchsorted(np.cumsum(told.homework)[:-1], rng.random(shape))]
    alliance = _alliance(told.alliance, shape[0], number, rng)
    person, column = np.nonzero(there)
    here = attended[person, column]
    held = np.where(
        in_group[person], "group", np.where(online[person, column], "online", "individual")
    )
    cell = (person, column)
    return pd.DataFrame(
        {
            "participant": pd.array(participant[person], dtype="str"),
            "session": pd.array(number[column], dtype="Int64"),
            "attended": pd.array(np.where(here, "yes", "no"), dtype="str"),
            "day": pd.array(day[cell], dtype="Int64"),
            "therapist": pd.array(therapist[person], dtype="str"),
            "format": pd.Series(held, dtype="str").where(here),
            "minutes": pd.Series(minutes[cell], dtype="Int64").where(here),
            "homework": pd.Series(homework[cell]).where(here),
            "alliance": pd.Series(alliance[cell], dtype="Int64").where(here),
        }
    )


def _alliance(
    told: Alliance, n: int, number: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Whole points (n, sessions): start + rise x (1 - exp(-(session - 1) / phase)) + noise."""
    mean = told.start + told.rise * (1 - np.exp(-(number - 1) / told.phase))
    person = told.person_sd * rng.standard_normal((n, 1))
    points = np.rint(mean + person + told.session_sd * rng.standard_normal((n, number.size)))
    return np.clip(points, told.minimum, told.maximum).astype(np.int64)
