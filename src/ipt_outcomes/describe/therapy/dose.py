"""How much therapy there was by arm, and how it kept to the protocol."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.describe.therapy.treated import arms_with_sessions, sessions_held
from ipt_outcomes.plan.enough_sessions import sessions_attended
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.protocol import Protocol
from ipt_outcomes.plan.protocol_rules import protocol_of
from ipt_outcomes.tables import checked, typed

_DAYS_A_WEEK = 7.0


def therapy_dose(plan: Plan, participants: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """The table `therapy_dose`; `sessions` as `sessions_in_phases` gives them.

    Sessions are counted of everybody randomised to the arm: who never came has none. Weeks are
    those from the first session attended to the last, of people who came at least once. Of fewer
    people than the plan's `few` there are no numbers: of so few they are somebody's.
    """
    rows = []
    for arm in arms_with_sessions(plan, sessions):
        people = participants[participants["arm"] == arm]
        own = sessions[sessions["arm"] == arm]
        for quantity, phase, values in _quantities(people, own, protocol_of(plan, arm)):
            numbers = _summary(values.dropna().astype("float64"), plan.few)
            rows.append({"arm": arm, "quantity": quantity, "phase": phase, **numbers})
    return checked("therapy_dose", typed("therapy_dose", pd.DataFrame(rows)))


def therapy_attendance(
    plan: Plan, participants: pd.DataFrame, sessions: pd.DataFrame
) -> pd.DataFrame:
    """The table `therapy_attendance`; `sessions` as `sessions_in_phases` gives them."""
    rows = []
    for arm in arms_with_sessions(plan, sessions):
        everyone = participants.loc[participants["arm"] == arm, "participant"]
        attended = attended_each(sessions_held(sessions[sessions["arm"] == arm]), everyone)
        counts = attended.astype("Int64").value_counts().sort_index()
        rows += [{"arm": arm, "sessions": k, "people": n} for k, n in counts.items()]
    return checked("therapy_attendance", typed("therapy_attendance", pd.DataFrame(rows)))


def therapy_counts(plan: Plan, participants: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """The table `therapy_counts`; `sessions` as `sessions_in_phases` gives them.

    An arm without a protocol has no deviations: nothing was asked of it.
    """
    rows = []
    for arm in arms_with_sessions(plan, sessions):
        everyone = participants.loc[participants["arm"] == arm, "participant"]
        own = sessions[sessions["arm"] == arm]
        rows += [{"arm": arm, **each} for each in _held(own)]
        protocol = protocol_of(plan, arm)
        if protocol is not None:
            rows += [{"arm": arm, **each} for each in _deviations(protocol, own, everyone)]
    return checked("therapy_counts", typed("therapy_counts", pd.DataFrame(rows)))


def days_between(held: pd.DataFrame) -> pd.Series:
    """The days from one session attended to the next, on the index of the later one; the first of
    a person, and one of which a day is unknown, is missing."""
    return held.groupby("participant", sort=False)["day"].diff()


def attended_each(held: pd.DataFrame, everyone: pd.Series) -> pd.Series:
    """How many sessions each of `everyone` came to, by participant."""
    return held["participant"].value_counts().reindex(everyone, fill_value=0).astype("float64")


def _quantities(
    people: pd.DataFrame, own: pd.DataFrame, protocol: Protocol | None
) -> Iterator[tuple[str, str | None, pd.Series]]:
    """Each quantity, its phase, and its values, on an index that says whose they are."""
    everyone = people["participant"]
    planned, held = own[own["of_treatment"]], sessions_held(own)
    missed = planned[~planned["attended"].fillna(True).astype(bool)]
    yield "planned", None, attended_each(planned, everyone)
    yield "attended", None, attended_each(held, everyone)
    came = sessions_attended(own)
    for phase, whole in _phases(protocol):
        there = own.loc[own["phase"] == phase, "participant"]
        who = everyone if whole else _offered_later(people, there)
        if len(there) or (len(who) and not whole):
            yield "attended", phase, attended_each(came[came["phase"] == phase], who)
    yield "missed", None, attended_each(missed, everyone)
    days = held.groupby("participant")["day"]
    yield "weeks", None, (days.max() - days.min()) / _DAYS_A_WEEK
    by_person = held.assign(days=days_between(held)).set_index("participant")
    for quantity in ("days", "minutes", "homework"):
        yield quantity, None, by_person[quantity]


def _phases(protocol: Protocol | None) -> Iterator[tuple[str, bool]]:
    """Each phase, and whether it is of the treatment, which is for everybody."""
    if protocol is not None:
        of_treatment = protocol.phases_of_treatment
        for phase in protocol.phases_in_order:
            yield phase, phase in of_treatment


def _offered_later(people: pd.DataFrame, there: pd.Series) -> pd.Series:
    """Who was offered a phase after the treatment, which is not for everybody.

    Those allocated to it, whether they have a session on record or not, and those who have one.
    ASSUME: `maintenance` is the allocation to every phase after the treatment.
    """
    offered = people["participant"].isin(there)
    if "maintenance" in people:
        offered |= people["maintenance"].astype("boolean").fillna(False).astype(bool)
    return people.loc[offered, "participant"]


def _summary(known: pd.Series, few: int) -> dict[str, float]:
    n, people = len(known), known.index.nunique()
    if people < few:
        known = known.iloc[:0]
    return {
        "n": n,
        "few": people < few,
        "mean": known.mean(),
        "sd": known.std(),
        "median": known.median(),
        "q1": float(known.quantile(0.25)),
        "q3": float(known.quantile(0.75)),
        "minimum": known.min(),
        "maximum": known.max(),
    }


def _count(
    counted: str,
    which: pd.Series,
    people: pd.Series,
    *,
    detail: str | None = None,
    limit: float = float("nan"),
) -> dict[str, object]:
    """A row: of the units whose flag `which` is, how many have it; `people` says whose each is."""
    return {
        "counted": counted,
        "detail": detail,
        "limit": limit,
        "n": int(which.sum()),
        "of": len(which),
        "people": int(people[which].nunique()),
        "of_people": int(people.nunique()),
    }


def _held(own: pd.DataFrame) -> Iterator[dict[str, object]]:
    planned = own[own["of_treatment"] & own["attended"].notna()]
    missed = ~planned["attended"].astype(bool)
    yield _count("missed", missed, planned["participant"])
    known = sessions_held(own).dropna(subset="format")
    for each in sorted(known["format"].unique()):
        yield _count("format", known["format"] == each, known["participant"], detail=str(each))


def _deviations(
    protocol: Protocol, own: pd.DataFrame, everyone: pd.Series
) -> Iterator[dict[str, object]]:
    """What the protocol asks, held against the sessions; only what it says."""
    held = sessions_held(own)
    attended = attended_each(held, everyone)
    people = pd.Series(attended.index, attended.index)
    if protocol.per_protocol is not None:
        k = protocol.per_protocol
        yield _count("completed", attended >= k, people, limit=k)
    for ends, values, whose, words in (
        (protocol.sessions, attended, people, ("fewer", "more")),
        (protocol.minutes, held["minutes"], held["participant"], ("shorter", "longer")),
        (protocol.days_between, days_between(held), held["participant"], ("sooner", "later")),
    ):
        if ends is None:
            continue
        known = values.dropna()
        for word, limit, outside in (
            (words[0], ends[0], known < ends[0]),
            (words[1], ends[1], known > ends[1]),
        ):
            yield _count(word, outside, whose[known.index], limit=limit)
