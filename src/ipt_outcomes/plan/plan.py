"""The whole analysis plan of one trial."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from ipt_outcomes.instruments import Instrument, read_instrument
from ipt_outcomes.instruments.entry import Direction
from ipt_outcomes.instruments.items import MissingRule
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.adverse_events_file import AdverseEventsFile
from ipt_outcomes.plan.analyses import Role
from ipt_outcomes.plan.fidelity_file import FidelityFile
from ipt_outcomes.plan.plan_keys import PlanKeys
from ipt_outcomes.plan.requests import Request, is_ancova, primary_request, requests, with_estimands
from ipt_outcomes.plan.score_files import OfItems
from ipt_outcomes.plan.sessions_file import SessionsFile
from ipt_outcomes.plan.trial import Contrast, Outcome, Visit, change_of
from ipt_outcomes.random_streams import named_stream

if TYPE_CHECKING:
    import numpy as np

PathInPlan = tuple[str | int, ...]


class Plan(PlanKeys):
    """One trial's analysis plan. Read it with `ipt_outcomes.read_plan`; it cannot be changed after.

    Its keys are those of `PlanKeys`; here is what follows from them.
    """

    def __repr__(self) -> str:
        """A line: the outcomes, and how many arms and visits."""
        names = listed([outcome.name for outcome in self.outcomes])
        said = f"<Plan {self.trial}: {names} in {len(self.arms)} arms at {len(self.visits)} visits"
        return said + (f"; {len(self._undecided)} to decide>" if self._undecided else ">")

    @property
    def digest(self) -> str:
        """SHA-256 of what the plan and the user's own scales say.

        Comments and the order of keys do not count.
        """
        content = json.dumps(
            self.model_dump(mode="json") | self.own_scales_dumped(),
            sort_keys=True,
            ensure_ascii=False,
        )
        return hashlib.sha256(content.encode()).hexdigest()

    def request(self, analysis: str) -> Request:
        """The request of that name; KeyError where there is none."""
        return {request.name: request for request in self.requests}[analysis]

    def stream(self, *names: str) -> np.random.Generator:
        """A stream of random numbers for one purpose: the same for the same seed and names."""
        return named_stream(self.seed, *names)

    @property
    def raw_files(self) -> tuple[str, ...]:
        """Every data file that the plan names, once each, as the plan writes them."""
        return tuple(dict.fromkeys((*self.people_files, *self.studies_files)))

    @property
    def studies_files(self) -> tuple[str, ...]:
        """The files of other studies, once each."""
        return tuple(dict.fromkeys(entry.file for entry in self.evidence))

    @property
    def people_files(self) -> tuple[str, ...]:
        """The files of the trial's people, and dictionaries of what is in them, once each."""
        entries = (self.participants, *self.therapy_files, *self.scores)
        dictionaries = [entry.dictionary for entry in entries if entry.dictionary]
        return tuple(dict.fromkeys((*self.files_with_people, *dictionaries)))

    @property
    def files_with_people(self) -> tuple[str, ...]:
        """Those in which somebody stands, once each."""
        files = [self.participants.file, *(scores.file for scores in self.scores)]
        files += [entry.file for entry in self.therapy_files]
        return tuple(dict.fromkeys(files))

    @property
    def therapy_files(self) -> tuple[SessionsFile | FidelityFile | AdverseEventsFile, ...]:
        """Those of what happened in the therapy and to people, where the plan has them."""
        entries = (self.sessions, self.fidelity, self.adverse_events)
        return tuple(entry for entry in entries if entry is not None)

    @property
    def session_scales(self) -> tuple[str, ...]:
        """Every scale of which people gave a total at their sessions, in the plan's order."""
        return () if self.sessions is None else tuple(self.sessions.scores)

    def instrument(self, scale: str) -> Instrument:
        """The scale of that name: the user's own, or a registered one; KeyError where neither.

        Without reverse-keyed items where the plan says that the file's answers were turned before.
        """
        instrument = self.entry_of(scale)
        of_items = self.items_of(scale)
        turned = of_items is not None and of_items.reversed_already
        return instrument.as_turned() if turned else instrument

    def entry_of(self, scale: str) -> Instrument:
        """The scale as its entry has it, whatever the plan says of its answers."""
        own = self._own_instruments.get(scale)
        return read_instrument(scale) if own is None else own

    @property
    def first_primary(self) -> Outcome:
        """The first primary outcome, which the flow of participants is counted for."""
        return next(outcome for outcome in self.outcomes if outcome.role == "primary")

    @property
    def outcomes_in_order(self) -> tuple[Outcome, ...]:
        """The outcomes as results show them: the primary ones first, each role in plan order."""
        return tuple(sorted(self.outcomes, key=lambda outcome: outcome.role != "primary"))

    def direction_of(self, outcome: str) -> Direction:
        """Which end of the outcome's scale is the worse one."""
        return self.entry_of(self.outcome(outcome).scale).direction

    @property
    def missing_rules(self) -> dict[str, str]:
        """By scale, the missing-item rule that the plan names; without one the scale's first."""
        named = {scale: self.items_of(scale) for scale in self.scales}
        return {s: of.missing_items for s, of in named.items() if of and of.missing_items}

    def missing_rule(self, scale: str) -> MissingRule | None:
        """The scale's missing-item rule in this plan; None where every item must be answered."""
        return self.instrument(scale).missing_rule(self.missing_rules.get(scale))

    def has_items(self, scale: str) -> bool:
        """Whether scores are made from the scale's items, and not those that are reported."""
        of = self.items_of(scale)
        return of is not None and of.items is not None and of.counts != "total"

    def items_of(self, scale: str) -> OfItems | None:
        """How the plan has its items scored, alike in all files; None of wide totals."""
        found = [of for each in self.scores if isinstance(of := each.scales.get(scale), OfItems)]
        return max(found, key=lambda entry: "items" in entry.model_fields_set, default=None)

    @property
    def randomised(self) -> bool:
        """Whether chance decided who is in which arm."""
        return self.allocation == "randomised" and len(self.arms) > 1

    @property
    def one_visit(self) -> bool:
        """Whether arms are compared at one visit after the baseline alone."""
        return is_ancova(self.visits, len(self.arms))

    @property
    def baseline(self) -> Visit:
        """The one visit of the baseline phase."""
        return next(visit for visit in self.visits if visit.phase == "baseline")

    @property
    def scales(self) -> tuple[str, ...]:
        """Every scale that a score file holds, in the plan's order."""
        return tuple(dict.fromkeys(scale for scores in self.scores for scale in scores.scales))

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every analysis that the plan asks for, those of `models` first."""
        outcomes = [outcome.name for outcome in self.outcomes]
        first = requests(self.models, self.analyses, outcomes, self.visits, len(self.arms))
        return with_estimands(first, self.estimands, outcomes)

    def requests_of(self, outcome: str) -> tuple[Request, ...]:
        """The analyses of one outcome."""
        return tuple(each for each in self.requests if outcome in each.outcomes)

    def role_of(self, outcome: str, analysis: str) -> Role:
        """What an analysis is to an outcome; KeyError where the plan does not ask it of that one.

        One analysis of an outcome is primary: the one that the plan calls so, else the first of
        `models`.
        """
        role = {each.name: each.role for each in self.requests_of(outcome)}[analysis]
        primary = primary_request(self.requests, outcome)
        if role == "primary" and primary is not None and analysis != primary.name:
            return "supporting"
        return role

    def primary_of(self, outcome: str) -> str:
        """The name of the analysis whose contrasts answer the plan's question of this outcome."""
        names = [each.name for each in self.requests_of(outcome)]
        return next(name for name in names if self.role_of(outcome, name) == "primary")

    def adjusted_for(self, request: Request) -> tuple[str, ...]:
        """The covariates of an analysis: the randomisation's strata, then its own."""
        return tuple(dict.fromkeys((*self.stratification, *request.covariates)))

    def outcome(self, name: str) -> Outcome:
        """The outcome of that name; KeyError where there is none."""
        found = {outcome.name: outcome for outcome in self.outcomes}
        if name not in found:
            raise KeyError(f"the plan has no outcome {name!r}; it has {', '.join(found)}")
        return found[name]

    def contrasts_of(self, outcome: str) -> tuple[Contrast, ...]:
        """The contrasts that the plan asks of this outcome; of one arm, its change."""
        if len(self.arms) == 1:
            return (change_of(self.arms[0], self.baseline),)
        return tuple(c for c in self.contrasts if not c.outcomes or outcome in c.outcomes)
