"""Can a session have been so long, and somebody in the trial so young?"""

from __future__ import annotations

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.plan.confirmed import AGES, MINUTES
from ipt_outcomes.plan.enough_sessions import sessions_attended
from ipt_outcomes.tables.study import LEAST_AGE

# ASSUME: a session of therapy lasts a quarter of an hour at least, and three hours at most: those
# of IPT 45 to 50 minutes, of a group 90 to 120.
_SHORTEST, _LONGEST = 15, 180
# ASSUME: nobody younger is in a trial of psychotherapy, nor a child in one of adults, which is one
# where nine in ten are adults.
_YOUNGEST, _CHILD, _ADULT = 6, 13, 18
_OF_ADULTS = 0.9


def ask(data: Data) -> None:
    """Refuse lengths of sessions held, and ages, that are hardly possible."""
    _lengths(data)
    _ages(data)


def _lengths(data: Data) -> None:
    planned, sessions = data.plan.sessions, data.therapy.sessions
    if planned is None or not {"attended", "minutes"} <= set(sessions.columns):
        return
    minutes = sessions_attended(sessions)["minutes"]
    data.asks(
        planned,
        MINUTES,
        lines=minutes.index[(minutes < _SHORTEST) | (minutes > _LONGEST)],
        column=planned.columns.minutes,
        rule=f"the session is shorter than {_SHORTEST} minutes or longer than {_LONGEST}",
        remedy="Correct the length: it is in minutes, and empty where nobody knows it.",
    )


def _ages(data: Data) -> None:
    entry, people = data.plan.participants, data.people
    if entry.columns.age is None or "age" not in people or not people["age"].notna().any():
        return
    ages = people["age"].dropna()
    adults = (ages >= _ADULT).mean() >= _OF_ADULTS
    least = _CHILD if adults else _YOUNGEST
    among = "a trial in which nine in ten are adults" if adults else "a trial of psychotherapy"
    data.asks(
        entry,
        AGES,
        lines=ages.index[(ages >= LEAST_AGE) & (ages < least)],
        column=entry.columns.age,
        rule=f"an age below {least} in {among}",
        remedy="Correct the age: it is in years, at randomisation.",
    )
