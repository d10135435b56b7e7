"""What a plan knows of the file that it was read from: its lines, and what it leaves undecided."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from pydantic import PrivateAttr

from ipt_outcomes.errors import PlanError, Problem
from ipt_outcomes.instruments import Instrument
from ipt_outcomes.marked_yaml import PathInFile
from ipt_outcomes.plan.base import Part
from ipt_outcomes.plan.locking.lock import Lock
from ipt_outcomes.plan.undecided import Question


class FromFile(Part):
    """A part of a plan that is a file of its own."""

    _file: str = PrivateAttr(default="plan")
    _root: Path = PrivateAttr(default=Path())
    _lines: dict[PathInFile, int] = PrivateAttr(default_factory=dict)
    _undecided: tuple[Question, ...] = PrivateAttr(default=())
    _own_instruments: dict[str, Instrument] = PrivateAttr(default_factory=dict)
    _lock: Lock | None = PrivateAttr(default=None)
    _about: str | None = PrivateAttr(default=None)

    @property
    def file(self) -> str:
        """The plan's file, as the user named it."""
        return self._file

    @property
    def root(self) -> Path:
        """The folder that the plan's file names start from."""
        return self._root

    @property
    def undecided(self) -> tuple[Question, ...]:
        """What somebody has still to decide: the plan's values that end in `?`."""
        return self._undecided

    @property
    def lock(self) -> Lock | None:
        """The plan as it was locked before the analysis; None where it was not."""
        return self._lock

    @property
    def speaks_of(self) -> str | None:
        """The one outcome that is spoken of; None where all are."""
        return self._about

    def about(self, outcome: str) -> Self:
        """The same plan, of which words that go with a picture speak of one outcome."""
        one = self.model_copy()
        one._about = outcome
        return one

    def refuse_undecided(self) -> None:
        """Raise PlanError with every question where something is left to decide.

        No result is made of such a plan: a guess would answer the trial's question.
        """
        if self._undecided:
            raise PlanError([question.problem(self.file) for question in self._undecided])

    def line(self, *path: str | int) -> int | None:
        """The line in the plan's file of `path` (keys and positions), or of its nearest parent."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return None

    def problem(self, path: PathInFile, rule: str, remedy: str) -> Problem:
        """A broken rule at `path` of the plan."""
        place = ".".join(map(str, path))
        return Problem(self.file, self.line(*path), place, rule, remedy, "key")

    @property
    def own_scales(self) -> tuple[str, ...]:
        """Those of the plan's scales that are the user's own."""
        return tuple(self._own_instruments)

    def own_scales_dumped(self) -> dict[str, Any]:
        """What the user's own scales say, under one key; nothing where there are none."""
        dumped = {name: own.model_dump(mode="json") for name, own in self._own_instruments.items()}
        return {"own scales": dumped} if dumped else {}
