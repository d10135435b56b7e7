"""Everything that is guessed of a trial, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from ipt_outcomes.ingest.proposal.arms import ArmGuess, guess_arms
from ipt_outcomes.ingest.proposal.clusters import ClusterGuess, guess_clusters
from ipt_outcomes.ingest.proposal.dated import days_of, forms_of, randomisation_column
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.occasions import occasion
from ipt_outcomes.ingest.proposal.own_measures import MeasureGuess, guess_measures
from ipt_outcomes.ingest.proposal.people import (
    PeopleGuess,
    guess_people,
    is_repeated,
    named,
    participant_column,
)
from ipt_outcomes.ingest.proposal.people_at_visits import people_at
from ipt_outcomes.ingest.proposal.redcap import parts_of
from ipt_outcomes.ingest.proposal.scale_guess import UNKNOWN, ScaleGuess
from ipt_outcomes.ingest.proposal.schedule import VisitGuess, guess_visits
from ipt_outcomes.ingest.proposal.scores import ScoresGuess, guess_scores
from ipt_outcomes.ingest.proposal.therapy_files import (
    TherapyFile,
    guess_events,
    guess_ratings,
    guess_sessions,
)
from ipt_outcomes.ingest.proposal.visit_words import BASELINE, visit_mark
from ipt_outcomes.ingest.proposal.words import WITHDRAWAL_DATE
from ipt_outcomes.plan.undecided import NO_COLUMN

_BASELINE = VisitGuess("baseline", "Baseline", 0.0, "baseline", False)
_AFTER = VisitGuess("post", "After treatment", 1.0, "treatment", False)
FEWEST_VISITS, FEWEST_VISITS_OF_A_LINE = 2, 3
MOST_OPEN_WEEKS = 2


@dataclass(frozen=True)
class Draft:
    """A trial as its files suggest it. `numbered` is the name for row numbers, where needed.

    `people_at`: people with a score, by scale and visit, where visits are known by words.
    `randomised`: the column of the dates of randomisation, where something is known by dates;
    `left`: that of the dates of leaving. `ratings` of sessions, adverse `events`: their files.
    """

    trial: str
    people: PeopleGuess
    numbered: str | None
    sessions: TherapyFile | None
    scores: tuple[ScoresGuess, ...]
    arms: tuple[ArmGuess, ...]
    visits: tuple[VisitGuess, ...]
    known: KnownScales
    clusters: tuple[ClusterGuess, ...] = ()
    people_at: Mapping[tuple[str, str], int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    randomised: str | None = None
    ratings: TherapyFile | None = None
    events: TherapyFile | None = None
    left: str | None = None

    @property
    def therapy(self) -> dict[str, TherapyFile]:
        """The files of the therapy, by the plan's key, as far as there are such."""
        said = {"sessions": self.sessions, "fidelity": self.ratings, "adverse_events": self.events}
        return {key: file for key, file in said.items() if file is not None}

    @property
    def participant(self) -> str:
        """The participants' column, or what stands in its place until somebody decides."""
        return self.people.participant or self.numbered or NO_COLUMN

    @property
    def scales(self) -> tuple[str, ...]:
        """Every scale, once."""
        return tuple(dict.fromkeys(s.scale for guess in self.scores for s in guess.scales))

    @property
    def measures(self) -> tuple[MeasureGuess, ...]:
        """The scales of no known name, which the plan describes itself."""
        return guess_measures(self.scores)

    @property
    def weeks_on_one_line(self) -> bool:
        """Whether so many visits have no known week that all weeks are asked for on one line."""
        open_weeks = sum(not visit.sure for visit in self.visits)
        first_is_open = self.visits[0].sure and self.visits[0].week > 0
        return self.visits_seen and open_weeks + first_is_open > MOST_OPEN_WEEKS

    @property
    def visits_seen(self) -> bool:
        """Whether the files say anything of when the scores were given."""
        return any(visit is not _BASELINE and visit is not _AFTER for visit in self.visits)

    @property
    def unused_files(self) -> tuple[str, ...]:
        """The files of which the plan reads nothing."""
        read = {self.people.facts.file, *(guess.facts.file for guess in self.scores)}
        read |= {each.facts.file for each in self.therapy.values()}
        return tuple(file for file in self.files if file not in read)

    @property
    def treatment_visits(self) -> tuple[VisitGuess, ...]:
        """The baseline and the visits of the treatment phase."""
        return tuple(visit for visit in self.visits if visit.phase != "follow_up")

    def guess_of(self, scale: str) -> ScaleGuess:
        """The first guess of that scale."""
        return next(s for guess in self.scores for s in guess.scales if s.scale == scale)

    def endpoint_of(self, scale: str) -> str:
        """The last visit of the treatment at which somebody has a score, else the first after it.

        The plan's last one of the treatment where it is not known who has any.
        """
        during = self.treatment_visits[1:] or self.visits[1:2]
        seen = [visit for visit in during if self.people_at.get((scale, visit.name), 0)]
        return (seen or during)[-1].name

    @property
    def endpoint_open(self) -> bool:
        """Whether the endpoint is to be decided: of one visit it is that one.

        A study of one arm has no contrast to decide on, and its endpoint is always asked.
        """
        return len(self.visits) > FEWEST_VISITS or not self.contrasts

    @property
    def lines_possible(self) -> bool:
        """Whether there are visits enough for straight lines over the treatment, at known weeks."""
        known = all(visit.sure for visit in self.treatment_visits)
        return known and len(self.treatment_visits) >= FEWEST_VISITS_OF_A_LINE

    @property
    def controlled(self) -> bool:
        """Whether words say that some arm is a control."""
        return any(arm.role == "control" for arm in self.arms)

    @property
    def reference_known(self) -> bool:
        """Whether words say which arm the others are compared with."""
        return sum(arm.role == "control" for arm in self.arms) == 1

    @property
    def contrasts(self) -> tuple[tuple[str, str], ...]:
        """Every other arm against the first, a control where one is known."""
        first, *others = self.arms
        return tuple((arm.name, first.name) for arm in others)

    @property
    def pseudonyms(self) -> str | None:
        """The name of the key of pseudonyms, where the participants' column asks for them."""
        facts = self.people.facts
        asked = facts.marked and self.people.participant == facts.record
        return f"{self.trial.upper()}_KEY" if asked else None

    def unmapped(self, file: str) -> tuple[str, ...]:
        """The columns of the participants' file that the plan does not map."""
        mapped = {self.people.participant, self.people.arm, *self.people.others.values()}
        mapped |= {self.randomised, self.left, *(cluster.column for cluster in self.clusters)}
        for each in self.therapy.values():
            if each.facts.file == file:
                mapped |= {*each.facts.chosen, *each.columns.values(), *each.ratings, each.date}
        for guess in self.scores:
            if guess.facts.file == file:
                mapped |= {*guess.facts.chosen, guess.visit, guess.day, guess.date}
                mapped |= {guess.tall.item, guess.tall.value} if guess.tall is not None else set()
                for scale in guess.scales:
                    mapped |= {*scale.items, scale.total, scale.baseline, *scale.totals.values()}
                    mapped |= {column for of in scale.visits.values() for column in of}
        mapped |= {*self.people.facts.chosen}
        header = dict.fromkeys(self.people.facts.table.header)
        return tuple(name for name in header if name not in mapped)


def draft_of(trial: str, files: Sequence[FileFacts], known: KnownScales) -> Draft:
    """What the files suggest."""
    parts = [part for facts in files for part in parts_of(facts)]
    others = parts
    therapy: list[TherapyFile | None] = []
    # What has a rater is no file of sessions, whatever else it says of them.
    for guess_one in (guess_ratings, guess_sessions, guess_events):
        found_file = guess_one(others) if len(others) > 1 else None
        therapy.append(found_file)
        others = [f for f in others if found_file is None or f is not found_file.facts]
    ratings, sessions, events = therapy
    people = guess_people(others)
    scores = []
    for place, facts in enumerate(others):
        own = facts.file == people.facts.file
        participant = people.participant if own else participant_column(facts)
        taken = {participant, *((people.arm, *people.others.values()) if own else ())}
        columns = {name for name in taken if name is not None}
        found = guess_scores(facts, participant, columns, known, place if len(others) > 1 else None)
        if found is not None:
            scores.append(found)
    if not scores:
        scores = [_blank(next(part for part in others if part.file == others[-1].file))]
    randomised = randomisation_column(people.facts)
    start = _start(people, randomised, scores)
    left = named(people.facts, WITHDRAWAL_DATE)
    left = left if left is not None and forms_of(people.facts, left) else None
    if start is None:
        if not any(each is not None and each.date for each in therapy) and left is None:
            randomised = None
        scores = [replace(guess, when=replace(guess.when, date=None)) for guess in scores]
    visits = list(guess_visits(scores, start)) or [_BASELINE]
    if len(visits) == 1:
        visits.append(_AFTER)
    scores = [_planned(guess, visits) for guess in scores]
    numbered = None
    if people.participant is None and len(files) == 1 and scores[0].shape == "wide":
        names = {column.name for column in people.facts.columns}
        numbered = next(name for name in ("row", "row_number", "file_row") if name not in names)
    arms = guess_arms(people.arm_codes, people.arm_labels)
    clusters = guess_clusters(people, {arm.code or arm.name: arm.name for arm in arms})
    return Draft(
        trial,
        people,
        numbered,
        sessions,
        tuple(scores),
        arms,
        tuple(visits),
        known,
        clusters,
        people_at(scores, visits),
        tuple(facts.file for facts in files),
        randomised,
        ratings,
        events,
        left if randomised is not None and "withdrawal_day" not in people.others else None,
    )


def _start(
    people: PeopleGuess, randomised: str | None, scores: Sequence[ScoresGuess]
) -> pd.Series | None:
    """By participant, the day of randomisation, or of the first assessment where every file has it.

    None where no file says when by dates alone, or nothing is there to count their days from.
    """
    dated = [(guess, guess.date) for guess in scores if guess.date is not None]
    if not dated:
        return None
    if randomised is not None and people.participant is not None:
        form = forms_of(people.facts, randomised)[0]
        days = days_of(people.facts, randomised, form)
        by_person: pd.Series = days.groupby(people.facts.table.cells[people.participant]).first()
        return by_person
    if len(dated) < len(scores):
        return None
    first: list[pd.Series] = [
        days_of(guess.facts, column, guess.when.forms[0])
        .groupby(guess.facts.table.cells[guess.participant])
        .min()
        for guess, column in dated
        if guess.participant is not None
    ]
    earliest: pd.Series = pd.concat(first).groupby(level=0).min()
    return earliest


def _blank(facts: FileFacts) -> ScoresGuess:
    """The place of scores, in a file in which nothing looks like one."""
    participant = participant_column(facts)
    if is_repeated(facts, participant):
        blank = ScaleGuess(UNKNOWN, "", total=NO_COLUMN)
        return ScoresGuess(facts, "long", participant, (blank,), occasion(facts, participant))
    post = visit_mark("post")
    assert post is not None
    blank = ScaleGuess(UNKNOWN, "", visits={BASELINE: (NO_COLUMN,), post: (NO_COLUMN,)})
    return ScoresGuess(facts, "wide", participant, (blank,))


def _planned(guess: ScoresGuess, visits: Sequence[VisitGuess]) -> ScoresGuess:
    """A wide file's scores at the visits that are planned: there may be others."""
    names = {visit.name for visit in visits}
    scales = [
        replace(
            scale,
            visits={m: columns for m, columns in scale.visits.items() if m.name in names},
            totals={m: column for m, column in scale.totals.items() if m.name in names},
            also={m: columns for m, columns in scale.also.items() if m.name in names},
        )
        for scale in guess.scales
    ]
    return replace(guess, scales=tuple(scales))
