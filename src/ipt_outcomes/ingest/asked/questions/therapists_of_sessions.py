"""Were somebody's sessions held by the therapist whom the participants' file names?"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.phrases import counted
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.confirmed import OTHER_THERAPIST
from ipt_outcomes.plan.data_file import same_word
from ipt_outcomes.plan.enough_sessions import sessions_attended, sessions_of_treatment
from ipt_outcomes.plan.sessions_file import SessionsFile

# ASSUME: a substitute now and then is ordinary. Where another held more than half of somebody's
# sessions (two or more), or more than a fifth of everybody's, one of the files is wrong, or people
# are not those of the therapist of whom the analyses take them to be.
_MOST_OF_A_PERSON = 0.5
_FEWEST = 2
_MOST_OF_ALL = 0.2


def ask(data: Data) -> None:
    """Refuse therapists of sessions that are mostly others than the person's; count the rest."""
    planned, sessions, people = data.plan.sessions, data.therapy.sessions, data.people
    needed = {"participant", "session", "attended", "therapist"}
    if planned is None or not needed <= set(sessions.columns) or "arm" not in people:
        return
    people = people.dropna(subset=["participant"])
    own = _own(data, people)
    if own is None or not people["participant"].is_unique:
        return
    held = sessions_attended(sessions)
    held = sessions_of_treatment(data.plan, people, held.dropna(subset=["participant", "session"]))
    # Of an arm in which nobody has a therapist there is nothing to hold sessions against.
    known = people.loc[people["arm"].isin(people.loc[own.notna(), "arm"]), "participant"]
    held = held[held["therapist"].notna() & held["participant"].isin(known)]
    own_of = held["participant"].map(pd.Series(own.to_numpy(), index=people["participant"]))
    _look(data, planned, held, own_of)


def _own(data: Data, people: pd.DataFrame) -> pd.Series | None:
    """Each person's therapist, in the file's words; None where nothing says it."""
    column = _own_column(data)
    if column is not None and data.plan.participants.columns.therapist is None:
        # A cluster's names are numbers by now.
        named = data.table(data.plan.participants).cells[column].reindex(people.index)
        return named.mask(named.isin(MISSING))
    return people.get("therapist")


def _own_column(data: Data) -> str | None:
    """The participants' column of therapists; None where only the sessions name them."""
    entry = data.plan.participants
    if entry.columns.therapist is not None:
        return entry.columns.therapist
    header = data.table(entry).header
    kinds = (each.column for each in data.plan.clusters if each.kind == "therapist")
    return next((column for column in kinds if column in header), None)


def _look(data: Data, planned: SessionsFile, held: pd.DataFrame, own: pd.Series) -> None:
    by = held["therapist"].map(same_word)
    own = own.map(same_word, na_action="ignore")
    named = own.notna()
    _nobody_named(data, planned, held[~named])
    held, by, own = held[named], by[named], own[named]
    if held.empty:
        return
    if not set(by) & set(own):
        _ask(
            data,
            planned,
            None,
            f"no therapist of a session is the own one of anybody in {_people_file(data)}",
            "Call each therapist the same in both files.",
        )
        return
    other = by != own
    of_person = other.groupby(held["participant"])
    most = (of_person.transform("mean") > _MOST_OF_A_PERSON) & (
        of_person.transform("sum") >= _FEWEST
    )
    _ask(
        data,
        planned,
        held.index[other & most],
        "most of the person's sessions were held by another therapist than the person's own, who "
        f"is {_whose(data)}",
        "Correct the therapist where it is wrong: the analyses take people for those of their own.",
    )
    rest = other & ~most
    if not rest.any():
        return
    said = f"{rest.sum()} of {counted(len(held), 'session')} attended, of "
    said += f"{counted_people(held.loc[rest, 'participant'].nunique())}, were held by another "
    said += "therapist than the person's own"
    if rest.mean() > _MOST_OF_ALL:
        remedy = "Correct the therapists of the file that is wrong."
        _ask(data, planned, held.index[rest], said, remedy)
    else:
        data.notes.append(f"{planned.source}: {said}: taken for substitutes")


def _nobody_named(data: Data, planned: SessionsFile, held: pd.DataFrame) -> None:
    """Sessions of people without a therapist of their own; a group's leader may be none."""
    alone = held[held["format"].fillna("") != "group"] if "format" in held else held
    _ask(
        data,
        planned,
        alone.drop_duplicates("participant").index,
        f"a therapist held the session, and {_people_file(data)} names none for the person",
        "Fill in the therapist there: the analyses take the person for nobody's.",
    )


def _whose(data: Data) -> str:
    if _own_column(data) is None:
        return "the one of the first session"
    return f"the one in {_people_file(data)}"


def _people_file(data: Data) -> str:
    return data.plan.participants.source


def _ask(data: Data, planned: SessionsFile, lines: pd.Index | None, rule: str, remedy: str) -> None:
    data.asks(
        planned,
        OTHER_THERAPIST,
        lines=lines,
        column=planned.columns.therapist,
        rule=rule,
        remedy=remedy,
    )
