"""The therapy of a simulated trial, and what came of it beside the assessments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.random_streams import named_stream
from ipt_outcomes.simulate.adverse_events import draw_adverse_events
from ipt_outcomes.simulate.fidelity import draw_fidelity
from ipt_outcomes.simulate.maintenance import DAYS_A_WEEK, Allocated, allocate
from ipt_outcomes.simulate.scores import SimulatedScores
from ipt_outcomes.simulate.session_scores import draw_session_scores
from ipt_outcomes.simulate.sessions import attendance_logits, draw_sessions, held_sessions
from ipt_outcomes.simulate.streams import streams
from ipt_outcomes.simulate.truth import Truth


@dataclass(frozen=True, repr=False)
class TherapyDrawn:
    """Tables in the columns of raw files; None where the truth has no such part.

    further: columns of the participants, by name, one entry a person.
    """

    sessions: pd.DataFrame
    fidelity: pd.DataFrame | None
    adverse_events: pd.DataFrame | None
    further: dict[str, pd.Series]


def draw_therapy(
    truth: Truth,
    drawn: SimulatedScores,
    *,
    participant: NDArray[np.str_],
    withdrawal_day: NDArray[np.float64],
    seed: int,
) -> TherapyDrawn:
    """The therapy of the people in `drawn`. Every part has a stream of its own, by its name."""
    therapist = np.array([*drawn.therapists, None], dtype=object)[drawn.therapist]
    sessions = draw_sessions(
        truth,
        participant=participant,
        arm=drawn.arm,
        therapist=therapist,
        in_group=drawn.therapy_group >= 0,
        withdrawal_day=withdrawal_day,
        rng=streams(seed).sessions,
    )
    further: dict[str, pd.Series] = {}
    treatment = sessions
    allocated = allocate(truth, drawn, withdrawal_day, named_stream(seed, "maintenance"))
    last = max(one.sessions for one in truth.arms.values())
    if truth.maintenance is not None:
        more = _maintenance_sessions(
            truth,
            allocated,
            last,
            participant=participant,
            therapist=therapist,
            withdrawal_day=withdrawal_day,
            seed=seed,
        )
        sessions = pd.concat([sessions, more], ignore_index=True).sort_values(
            ["participant", "session"], ignore_index=True
        )
        words = pd.Series(np.where(allocated.offered, "yes", "no"), dtype="str")
        further["maintenance"] = words.where(allocated.eligible)
    if truth.not_treated:
        further["not_treated_reason"] = _not_treated(truth, drawn, treatment, participant, seed)
    told = truth.session_scores
    if told is not None:
        sessions[told.scale] = draw_session_scores(
            truth,
            told,
            sessions,
            course=drawn.courses[told.scale],
            participant=participant,
            maintenance_from=last + 1,
            rng=named_stream(seed, "session scores"),
        )
    fidelity, events = None, None
    if truth.fidelity is not None:
        arms = np.array(list(truth.arms))[drawn.arm]
        fidelity = draw_fidelity(
            truth,
            truth.fidelity,
            treatment,
            pd.Series(arms, index=participant),
            named_stream(seed, "fidelity"),
        )
    if truth.adverse_events is not None:
        events = draw_adverse_events(
            truth,
            truth.adverse_events,
            participant=participant,
            arm=drawn.arm,
            withdrawal_day=withdrawal_day,
            rng=named_stream(seed, "adverse events"),
        )
    return TherapyDrawn(sessions, fidelity, events, further)


def _maintenance_sessions(
    truth: Truth,
    allocated: Allocated,
    last: int,
    *,
    participant: NDArray[np.str_],
    therapist: NDArray[np.object_],
    withdrawal_day: NDArray[np.float64],
    seed: int,
) -> pd.DataFrame:
    """The sessions after the `last` of the treatment, each in the seven days after its week."""
    told = truth.maintenance
    assert told is not None
    rng = named_stream(seed, "maintenance sessions")
    n, place = participant.size, np.arange(told.sessions)
    day = DAYS_A_WEEK * (told.first_week + told.weeks_apart * place)
    day = day + rng.integers(1, 1 + DAYS_A_WEEK, (n, told.sessions))
    gone = day >= np.where(np.isnan(withdrawal_day), np.inf, withdrawal_day)[:, None]
    return held_sessions(
        truth,
        number=last + 1 + place,
        day=day,
        will=attendance_logits(truth, n, rng),
        there=allocated.offered[:, None] & ~gone,
        participant=participant,
        therapist=therapist,
        # ASSUME: a therapy group ends with the treatment.
        in_group=np.zeros(n, dtype=bool),
        rng=rng,
    )


def _not_treated(
    truth: Truth,
    drawn: SimulatedScores,
    treatment: pd.DataFrame,
    participant: NDArray[np.str_],
    seed: int,
) -> pd.Series:
    """Why people who came to no session did not begin; missing for all others."""
    planned = np.array([one.sessions for one in truth.arms.values()])[drawn.arm]
    came = treatment.loc[treatment["attended"] == "yes", "participant"]
    never = (planned > 0) & ~np.isin(participant, came)
    weights = np.array(list(truth.not_treated.values()))
    rng = named_stream(seed, "not treated")
    reasons = np.array(list(truth.not_treated))
    of_everybody = rng.choice(reasons, participant.size, p=weights / weights.sum())
    return pd.Series(of_everybody, dtype="str").where(never)
