"""A locked plan: what it said and when, and what was amended since."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.base import Name
from ipt_outcomes.plan.locking.content import Content

NOT_THERE = "not there"
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
DataFiles = dict[str, Annotated[str, StringConstraints(pattern=rf"^([0-9a-f]{{64}}|{NOT_THERE})$")]]


class _Kept(BaseModel):
    """Read as it was written. No part of a plan: nobody writes it by hand."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Amendment(_Kept):
    """What was changed at once, and why: the keys' values before (`was`) and after (`now`)."""

    date: Day
    reason: Reason
    ipt_outcomes: str
    plan_sha256: Hash
    data: DataFiles
    was: dict[str, Any]
    now: dict[str, Any]

    @property
    def after_data(self) -> bool:
        """Whether a data file was there."""
        return _any_there(self.data)


class Lock(_Kept):
    """A plan as it was locked, and its amendments in their order.

    `data` has by the names of the files of people their SHA-256, or `not there`. `seal` is the
    SHA-256 of all the rest, so that a change by hand is noticed.
    """

    trial: Name
    date: Day
    ipt_outcomes: str
    plan_sha256: Hash
    data: DataFiles
    plan: dict[str, Any] = Field(min_length=1)
    amendments: tuple[Amendment, ...] = ()
    seal: Hash

    def __repr__(self) -> str:
        """A line: the trial, the day, how many amendments."""
        return f"<Lock of {self.trial}: {self.date}, {counted(len(self.amendments), 'amendment')}>"

    @property
    def after_data(self) -> bool:
        """Whether a data file was there when it was locked."""
        return _any_there(self.data)

    @property
    def last(self) -> Content:
        """What the plan says after all amendments."""
        return _amended(self.plan, self.amendments)

    @property
    def before_data(self) -> Content:
        """What was planned: as locked, and as amended while no data file was there.

        ASSUME: what is changed when there are data may have been suggested by them, whatever its
        reason says; from the file nobody can tell.
        """
        return _amended(self.plan, [each for each in self.amendments if not each.after_data])


def sealed(**said: Any) -> Lock:
    """The lock that says so, under its seal."""
    plain = Lock(**said, seal="0" * 64)
    return plain.model_copy(update={"seal": seal_of(plain)})


def seal_of(lock: Lock) -> str:
    """The SHA-256 of what a lock says, whatever its own seal is."""
    said = lock.model_dump(mode="json", exclude={"seal"})
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _any_there(data: DataFiles) -> bool:
    return any(each != NOT_THERE for each in data.values())


def _amended(content: Content, amendments: list[Amendment] | tuple[Amendment, ...]) -> Content:
    found = dict(content)
    for each in amendments:
        found = {key: value for key, value in found.items() if key not in each.was} | each.now
    return found
