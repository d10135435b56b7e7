"""The whole analysis plan of one trial."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr

from ipt_outcomes.instruments import Instrument, read_instrument
from ipt_outcomes.instruments.items import MissingRule
from ipt_outcomes.plan.base import Label, Name, Part
from ipt_outcomes.plan.files import OfItems, ParticipantsFile, Scores, SessionsFile
from ipt_outcomes.plan.model import Models
from ipt_outcomes.plan.privacy import Privacy, Pseudonyms
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
    pseudonyms: Pseudonyms | None = None
    privacy: Privacy | None = None
    alpha: Annotated[float, Field(gt=0, lt=0.5)] = 0.05
    seed: Annotated[int, Field(ge=0)]

    _file: str = PrivateAttr(default="plan")
    _root: Path = PrivateAttr(default=Path())
    _lines: dict[PathInPlan, int] = PrivateAttr(default_factory=dict)
    _own_instruments: dict[str, Instrument] = PrivateAttr(default_factory=dict)

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
        """SHA-256 of what the plan and the user's own scales say.

        Comments and the order of keys do not count.
        """
        content = json.dumps(
            self.model_dump(mode="json") | self._own_scales_dumped(),
            sort_keys=True,
            ensure_ascii=False,
        )
        return hashlib.sha256(content.encode()).hexdigest()

    def part(self, *keys: str) -> str:
        """These keys of the plan as JSON text, for comparing what a stage depends on.

        A key is `alpha`, or `visits.week` for that field of every entry of a list.
        The user's own scales are always among them.
        """
        whole = self.model_dump(mode="json")
        chosen = {}
        for key in keys:
            name, _, field = key.partition(".")
            chosen[key] = [entry[field] for entry in whole[name]] if field else whole[name]
        chosen |= self._own_scales_dumped()
        return json.dumps(chosen, sort_keys=True, ensure_ascii=False)

    @property
    def raw_files(self) -> tuple[str, ...]:
        """Every data file that the plan names, once each, as the plan writes them."""
        files = [self.participants.file, *(scores.file for scores in self.scores)]
        if self.sessions is not None:
            files.append(self.sessions.file)
        entries = (self.participants, self.sessions, *self.scores)
        files += [entry.dictionary for entry in entries if entry and entry.dictionary]
        return tuple(dict.fromkeys(files))

    def instrument(self, scale: str) -> Instrument:
        """The scale of that name: the user's own, or a registered one; KeyError where neither.

        Without reverse-keyed items where the plan says that the file's answers were turned before.
        """
        own = self._own_instruments.get(scale)
        instrument = read_instrument(scale) if own is None else own
        of_items = self._of_items(scale)
        turned = of_items is not None and of_items.reversed_already
        return instrument.as_turned() if turned else instrument

    @property
    def missing_rules(self) -> dict[str, str]:
        """By scale, the missing-item rule that the plan names; without one the scale's first."""
        named = {scale: self._of_items(scale) for scale in self.scales}
        return {s: of.missing_items for s, of in named.items() if of and of.missing_items}

    def missing_rule(self, scale: str) -> MissingRule | None:
        """The scale's missing-item rule in this plan; None where every item must be answered."""
        return self.instrument(scale).missing_rule(self.missing_rules.get(scale))

    @property
    def outcomes_with_missing_rules(self) -> tuple[str, ...]:
        """The outcomes made from items whose scale has a published rule for unanswered ones."""
        return tuple(
            outcome.name
            for outcome in self.outcomes
            if self.has_items(outcome.scale) and self.instrument(outcome.scale).missing_items
        )

    def has_items(self, scale: str) -> bool:
        """Whether answers to the scale's items are mapped, and not only reported totals."""
        of_items = self._of_items(scale)
        return of_items is not None and of_items.items is not None

    def _of_items(self, scale: str) -> OfItems | None:
        """How the plan has the scale's items scored; None where a wide file has its totals."""
        entries = (scores.scales.get(scale) for scores in self.scores)
        return next((entry for entry in entries if isinstance(entry, OfItems)), None)

    @property
    def own_scales(self) -> tuple[str, ...]:
        """Those of the plan's scales that are the user's own."""
        return tuple(self._own_instruments)

    def _own_scales_dumped(self) -> dict[str, Any]:
        """What the user's own scales say, under one key; nothing where there are none."""
        dumped = {name: own.model_dump(mode="json") for name, own in self._own_instruments.items()}
        return {"own scales": dumped} if dumped else {}

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
