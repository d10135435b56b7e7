"""The whole analysis plan of one trial."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from ipt_outcomes.plan.base import Label, Name, Part
from ipt_outcomes.plan.files import ParticipantsFile, Scores, SessionsFile
from ipt_outcomes.plan.model import Models
from ipt_outcomes.plan.trial import Arm, Contrast, Enrolment, Outcome, Visit

PathInPlan = tuple[str | int, ...]


class Plan(Part):
    """One trial's analysis plan. Read it with `ipt_outcomes.read_plan`; it cannot be changed after.

    `source` says whether the people are real. Whatever is made from a synthetic trial says so.
    """

    trial: Name
    title: Label
    source: Literal["real", "synthetic"]
    description: str = ""
    participants: ParticipantsFile
    sessions: SessionsFile | None = None
    scores: Annotated[tuple[Scores, ...], Field(min_length=1)]
    arms: Annotated[tuple[Arm, ...], Field(min_length=2)]
    visits: Annotated[tuple[Visit, ...], Field(min_length=2)]
    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=1)]
    contrasts: Annotated[tuple[Contrast, ...], Field(min_length=1)]
    stratification: tuple[Name, ...] = ()
    models: Models = Models()
    enrolment: Enrolment | None = None
    alpha: Annotated[float, Field(gt=0, lt=0.5)] = 0.05
    seed: Annotated[int, Field(ge=0)]

    _file: str = PrivateAttr(default="plan")
    _root: Path = PrivateAttr(default=Path())
    _lines: dict[PathInPlan, int] = PrivateAttr(default_factory=dict)

    @property
    def file(self) -> str:
        """The plan's file, as the user named it."""
        return self._file

    @property
    def root(self) -> Path:
        """The folder that the plan's file names start from."""
        return self._root

    def line(self, *path: str | int) -> int | None:
        """The line in the plan's file of `path` (keys and positions), or of its nearest parent."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return None

    @property
    def digest(self) -> str:
        """SHA-256 of what the plan says: comments and the order of keys do not count."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    def part(self, *keys: str) -> str:
        """These keys of the plan as JSON text, for comparing what a stage depends on.

        A key is `alpha`, or `visits.week` for that field of every entry of a list.
        """
        whole = self.model_dump(mode="json")
        chosen = {}
        for key in keys:
            name, _, field = key.partition(".")
            chosen[key] = [entry[field] for entry in whole[name]] if field else whole[name]
        return json.dumps(chosen, sort_keys=True, ensure_ascii=False)

    @property
    def raw_files(self) -> tuple[str, ...]:
        """Every data file that the plan names, once each, as the plan writes them."""
        files = [self.participants.file, *(scores.file for scores in self.scores)]
        if self.sessions is not None:
            files.append(self.sessions.file)
        return tuple(dict.fromkeys(files))

    @property
    def baseline(self) -> Visit:
        """The one visit of the baseline phase."""
        return next(visit for visit in self.visits if visit.phase == "baseline")

    @property
    def scales(self) -> tuple[str, ...]:
        """Every scale that a score file holds, in the plan's order."""
        return tuple(dict.fromkeys(scale for scores in self.scores for scale in scores.scales))

    @property
    def model_names(self) -> tuple[str, ...]:
        """The models fitted to every outcome; the first answers the plan's question."""
        return ("mmrm",) if self.models.growth is None else ("mmrm", "growth")

    @property
    def adjusted_for(self) -> tuple[str, ...]:
        """The covariates of every model: the randomisation's strata, then the plan's covariates."""
        return tuple(dict.fromkeys((*self.stratification, *self.models.covariates)))

    def outcome(self, name: str) -> Outcome:
        """The outcome of that name; KeyError where there is none."""
        return {outcome.name: outcome for outcome in self.outcomes}[name]

    def growth_visits(self) -> tuple[Visit, ...]:
        """The growth model's visits: baseline to the end of treatment, or to `last_visit`."""
        growth = self.models.growth
        if growth is not None and growth.last_visit is not None:
            names = [visit.name for visit in self.visits]
            return self.visits[: names.index(growth.last_visit) + 1]
        return tuple(visit for visit in self.visits if visit.phase != "follow_up")

    def contrasts_of(self, outcome: str) -> tuple[Contrast, ...]:
        """The contrasts that the plan asks of this outcome."""
        return tuple(c for c in self.contrasts if not c.outcomes or outcome in c.outcomes)
