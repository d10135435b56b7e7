"""Scores over the sessions, or over the visits, with time cut at the phases' boundaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from ipt_outcomes.describe.therapy.treated import sessions_held
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.protocol import Protocol

SESSIONS, VISITS = "sessions", "visits"


@dataclass(frozen=True, repr=False, eq=False)
class Course:
    """The scores of one outcome in arms of one protocol, and the pieces of time.

    rows    participant, arm, time, elapsed (time since the start), score, so_far (sessions attended
            before the score), the plan's clusters, and a column for each of `pieces`
    pieces  the columns of time in each phase: what of it is over
    phases  their names, and where each begins and ends
    scores  sessions or visits: what time is counted in, and where the scores are from
    """

    outcome: str
    scores: str
    arms: tuple[str, ...]
    phases: tuple[tuple[str, float, float], ...]
    rows: pd.DataFrame

    @property
    def pieces(self) -> tuple[str, ...]:
        """The columns of time in each phase."""
        return tuple(f"in_{at}" for at in range(len(self.phases)))

    @property
    def unit(self) -> str:
        """What a slope is a change a."""
        return "session" if self.scores == SESSIONS else "week"

    def fixed(self) -> str:
        """The fixed part, each arm with an intercept and a slope a phase of its own."""
        terms = [
            self.of_arm(arm, piece) for piece in ("", *self.pieces) for arm in range(len(self.arms))
        ]
        return f"score ~ 0 + {' + '.join(terms)}"

    def of_arm(self, arm: int, piece: str = "") -> str:
        """The column of an arm's intercept, or of its slope in a phase."""
        return f"arm_{arm}_{piece}" if piece else f"arm_{arm}"


@dataclass(frozen=True, repr=False, eq=False)
class _Treated:
    """The arms that are treated by one protocol, their people and sessions."""

    plan: Plan
    protocol: Protocol
    arms: tuple[str, ...]
    participants: pd.DataFrame
    sessions: pd.DataFrame


def courses(
    plan: Plan,
    participants: pd.DataFrame,
    sessions: pd.DataFrame,
    session_scores: pd.DataFrame,
    outcomes: pd.DataFrame,
) -> Iterator[Course]:
    """A course for each protocol with phases x outcome with scores at sessions, or primary one.

    Scores at sessions where the outcome's scale has them; of a primary outcome without, those of
    the visits up to the end of treatment. `sessions` as `sessions_in_phases` gives them.
    """
    for protocol in plan.protocol:
        arms = tuple(
            arm.name
            for arm in plan.arms
            if arm.name in protocol.arms and (sessions["arm"] == arm.name).any()
        )
        if not arms or not protocol.phases_of_treatment:
            continue
        own = sessions[sessions["arm"].isin(arms)]
        treated = _Treated(plan, protocol, arms, participants, own)
        for outcome in plan.outcomes_in_order:
            given = session_scores[session_scores["scale"] == outcome.scale]
            rows = given[given["participant"].isin(own["participant"])]
            if len(rows):
                yield _over_sessions(treated, outcome.name, rows)
            elif outcome.role == "primary":
                seen = outcomes[(outcomes["outcome"] == outcome.name) & outcomes["score"].notna()]
                found = _over_weeks(treated, outcome.name, seen)
                if found is not None:
                    yield found


def _over_sessions(treated: _Treated, outcome: str, scores: pd.DataFrame) -> Course:
    """Time is the session's number.

    ASSUME: a score of a session is given before it, so that a phase's change is that from its first
    session to the first of the next phase.
    """
    phases = treated.protocol.phases_of_treatment
    last = list(phases.values())[-1][1]
    rows = scores[scores["session"] <= last].dropna(subset="value")
    starts = [first for first, _ in phases.values()]
    ends = [*starts[1:], last]
    time = rows["session"].astype("float64")
    held = sessions_held(treated.sessions)[["participant", "session"]]
    rows = pd.DataFrame(
        {
            "participant": rows["participant"],
            "time": time,
            "score": rows["value"].astype("float64"),
            "so_far": _so_far(rows["participant"], time, held.rename(columns={"session": "time"})),
        }
    )
    return Course(
        outcome,
        SESSIONS,
        treated.arms,
        tuple(zip(phases, map(float, starts), map(float, ends), strict=True)),
        _with_columns(treated, rows, starts, ends),
    )


def _over_weeks(treated: _Treated, outcome: str, seen: pd.DataFrame) -> Course | None:
    """Time is the visit's week; None where no session of a phase has a day.

    ASSUME: for everybody a phase begins in the week in which half of those who came to its first
    session had come; the first begins at the baseline.
    """
    held = sessions_held(treated.sessions)
    phases = treated.protocol.phases_of_treatment
    weeks = held["day"].groupby(held["session"]).median() / 7.0
    starts = [float(weeks.get(first, np.nan)) for first, _ in phases.values()]
    visits = [visit for visit in treated.plan.visits if visit.phase in ("baseline", "treatment")]
    starts[0] = float(treated.plan.baseline.week)
    end = float(visits[-1].week)
    ends = [*starts[1:], end]
    if not all(before < after for before, after in pairwise([*starts, end])):
        return None
    own = seen[seen["visit"].isin([visit.name for visit in visits])]
    own = own[own["arm"].isin(treated.arms)]
    came = held[["participant"]].assign(time=held["day"] / 7.0).dropna()
    at = own["day"].astype("float64") / 7.0
    rows = pd.DataFrame(
        {
            "participant": own["participant"],
            "time": own["week"].astype("float64"),
            "score": own["score"].astype("float64"),
            "so_far": _so_far(own["participant"], at.fillna(own["week"]), came),
        }
    )
    return Course(
        outcome,
        VISITS,
        treated.arms,
        tuple(zip(phases, starts, ends, strict=True)),
        _with_columns(treated, rows, starts, ends),
    )


def _so_far(who: pd.Series, time: pd.Series, held: pd.DataFrame) -> pd.Series:
    """How many sessions the person came to before each time."""
    at = {
        str(person): np.sort(times.to_numpy(dtype=np.float64))
        for person, times in held.groupby("participant")["time"]
    }
    nothing = np.zeros(0)
    found = [
        np.searchsorted(at.get(str(person), nothing), each, side="left")
        for person, each in zip(who, time, strict=True)
    ]
    return pd.Series(found, index=who.index, dtype="float64")


def _with_columns(
    treated: _Treated, rows: pd.DataFrame, starts: Sequence[float], ends: Sequence[float]
) -> pd.DataFrame:
    plan, arms, participants = treated.plan, treated.arms, treated.participants
    people = participants.set_index("participant")
    clusters = [cluster.name for cluster in plan.clusters if cluster.name in people]
    rows = rows.join(people[["arm", *clusters]], on="participant").reset_index(drop=True)
    rows["elapsed"] = rows["time"] - starts[0]
    pieces = {
        f"in_{at}": rows["time"].clip(start, end) - start
        for at, (start, end) in enumerate(zip(starts, ends, strict=True))
    }
    rows = rows.assign(**pieces)
    for at, arm in enumerate(arms):
        own = (rows["arm"] == arm).astype("float64")
        rows[f"arm_{at}"] = own
        for piece in pieces:
            rows[f"arm_{at}_{piece}"] = own * rows[piece]
    return rows
