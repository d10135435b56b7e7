"""The truth of a simulated trial: every parameter that its people are drawn from, in one file.

Each part is frozen, typed, and refuses keys that it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from ipt_outcomes.instruments import read_instrument, registered_instruments
from ipt_outcomes.simulate.therapy_truth import (
    AdverseEvents,
    Fidelity,
    Maintenance,
    SessionScores,
    Weights,
)
from ipt_outcomes.simulate.truth_part import Share, Spread, TruthPart


class Visit(TruthPart):
    """A planned assessment; its day is normal about `day`, rounded, kept within `days`."""

    name: str
    week: float
    day: int
    day_sd: Spread
    days: tuple[int, int]


class Arm(TruthPart):
    """An arm: its planned sessions, its last assessment, and its therapists at each site.

    `groups` gives, by site, how many people are treated together; elsewhere each is treated alone.
    """

    sessions: Annotated[int, Field(ge=0)]
    last_week: float
    therapists: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    groups: dict[str, Annotated[int, Field(ge=2)]] = Field(default_factory=dict)


class Site(TruthPart):
    """A site: its share of the people, and its people's severity in SDs of the person effect."""

    share: Share
    shift: float


class Age(TruthPart):
    """Age in years: normal, rounded, kept within the trial's limits."""

    mean: float
    sd: Spread
    minimum: int
    maximum: int


class People(TruthPart):
    """Who takes part. `prior_episodes` are the shares of 0, 1, 2, ... earlier episodes.

    From `recurrent_from` earlier episodes on a person is in a recurrent stratum, and more severe by
    `recurrent_shift` SDs of the person effect. `block_sizes` are those of the randomisation.
    """

    age: Age
    female: Share
    sites: Annotated[dict[str, Site], Field(min_length=1)]
    problem_areas: Annotated[dict[str, Share], Field(min_length=1)]
    prior_episodes: Annotated[tuple[Share, ...], Field(min_length=1)]
    recurrent_from: Annotated[int, Field(ge=1)]
    recurrent_shift: float
    block_sizes: Annotated[tuple[int, ...], Field(min_length=1)]


class Items(TruthPart):
    """Items scored by how many of their thresholds the latent answer passes.

    `person_sd` is a person's lasting way with an item, `answer_sd` the noise of one answer.
    `missing` is the share of answers left out, after baseline.
    """

    thresholds: Annotated[tuple[tuple[float, ...], ...], Field(min_length=2)]
    person_sd: Spread
    answer_sd: Annotated[float, Field(gt=0)]
    missing: Share


class Scale(TruthPart):
    """A scale's latent course, in scale points (with `items`: in the unit of the thresholds).

    latent = level + person + visit
             + progress x (change of the arm + of the problem area in it + person's change
             + therapist + therapy group).
    `change` is what happens by the visit where `progress` is 1. `missing` is the share of totals
    that an assessment lacks; it belongs to scales without items.
    """

    level: float
    person_sd: Spread
    change_sd: Spread
    therapist_sd: Spread
    group_sd: Spread = 0.0
    visit_sd: Spread
    change: dict[str, float]
    of_problem_area: dict[str, dict[str, float]] = Field(default_factory=dict)
    progress: tuple[float, ...]
    items: Items | None = None
    missing: Share = 0.0


class Common(TruthPart):
    """What the scales share: loadings on a common factor of the person effect, change and visit.

    `level_change` is the correlation of the person factor with the change factor.
    """

    person: Share
    change: Share
    visit: Share
    level_change: Annotated[float, Field(ge=-1, le=1)]


class Reason(TruthPart):
    """A reason to leave: its weight at the reference score, and its log-weight for each point."""

    weight: Annotated[float, Field(gt=0)]
    per_point: float = 0.0


class Dropout(TruthPart):
    """Leaving for good before a visit: logit = visit + arm + per_point x (last score - reference).

    The last score is the last observed total of `scale`. `missed_visit` is the share of single
    visits missed by people who stay.
    """

    scale: str
    reference: float
    per_point: float
    visits: tuple[float, ...]
    arms: dict[str, float]
    reasons: Annotated[dict[str, Reason], Field(min_length=1)]
    missed_visit: Share


class Alliance(TruthPart):
    """The working alliance: rises from `start` by up to `rise` with time constant `phase`."""

    start: float
    rise: float
    phase: Annotated[float, Field(gt=0)]
    person_sd: Spread
    session_sd: Spread
    minimum: int
    maximum: int


class Sessions(TruthPart):
    """What happens in therapy. Attendance is logistic with a person effect.

    `homework` are the shares of none, half and all of it done.
    """

    attendance_logit: float
    attendance_person_sd: Spread
    online: Share
    minutes: tuple[int, int]
    homework: tuple[Share, Share, Share]
    alliance: Alliance


class Truth(TruthPart):
    """Everything a simulated trial is drawn from. Read it with `read_truth`."""

    trial: str
    seed: Annotated[int, Field(ge=0)]
    n_per_arm: Annotated[int, Field(ge=1)]
    arms: Annotated[dict[str, Arm], Field(min_length=2)]
    visits: Annotated[tuple[Visit, ...], Field(min_length=2)]
    people: People
    common: Common
    scales: Annotated[dict[str, Scale], Field(min_length=1)]
    dropout: Dropout
    sessions: Sessions
    not_treated: Weights = Field(default_factory=dict)
    session_scores: SessionScores | None = None
    fidelity: Fidelity | None = None
    adverse_events: AdverseEvents | None = None
    maintenance: Maintenance | None = None

    def __repr__(self) -> str:
        """A line of counts."""
        return f"<Truth {self.trial}: {len(self.arms)} arms, {len(self.visits)} visits>"

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        broken = next(self._broken(), None)
        if broken is not None:
            raise ValueError(broken)
        return self

    def _broken(self) -> Iterator[str]:
        arms, sites = set(self.arms), set(self.people.sites)
        for name, scale in self.scales.items():
            if name not in registered_instruments():
                yield f"{name} is not a registered scale"
                return
            items = read_instrument(name).items
            if set(scale.change) != arms:
                yield f"{name}.change needs every arm and no other"
            areas = {area for own in scale.of_problem_area.values() for area in own}
            if set(scale.of_problem_area) - arms or areas - set(self.people.problem_areas):
                yield f"{name}.of_problem_area needs arms and problem areas of the file"
            if len(scale.progress) != len(self.visits) or scale.progress[0] != 0:
                yield f"{name}.progress needs one number a visit, 0 at the first"
            if scale.items is not None and len(scale.items.thresholds) != len(items):
                yield f"{name}.items.thresholds needs {len(items)} lists, one an item"
        if self.dropout.scale not in self.scales or self.scales[self.dropout.scale].missing > 0:
            yield "dropout.scale needs a scale of the file whose totals are never missing alone"
        if set(self.dropout.arms) != arms or len(self.dropout.visits) != len(self.visits) - 1:
            yield "dropout needs every arm, and one number a visit after the first"
        for name, arm in self.arms.items():
            if (arm.sessions > 0) != bool(arm.therapists) or set(arm.therapists) - sites:
                yield f"{name} needs therapists at the file's sites if it has sessions, only then"
            elif arm.sessions > 0 and not all(arm.therapists.get(site) for site in sites):
                yield f"{name} needs a therapist at every site"
            elif set(arm.groups) - set(arm.therapists):
                yield f"{name} has therapy groups where it has no therapist"
        if any(size % len(arms) or size <= 0 for size in self.people.block_sizes):
            yield "a block size must be a multiple of the number of arms"
        for shares in (
            [site.share for site in self.people.sites.values()],
            list(self.people.problem_areas.values()),
            list(self.people.prior_episodes),
            list(self.sessions.homework),
        ):
            if abs(sum(shares) - 1) > 1e-9:
                yield "the shares of sites, problem areas, episodes and homework must sum to 1"
        yield from self._broken_in_therapy()

    def _broken_in_therapy(self) -> Iterator[str]:
        treated = {name for name, arm in self.arms.items() if arm.sessions > 0}
        told = self.session_scores
        if told is not None and (
            told.scale not in self.scales or self.scales[told.scale].items is None
        ):
            yield "session_scores.scale needs a scale of the file with items"
        if self.fidelity is not None and any(
            set(rating.mean) != treated for rating in self.fidelity.ratings.values()
        ):
            yield "each of fidelity.ratings needs the mean of every arm with sessions"
        if self.adverse_events is not None and not (
            set(self.adverse_events.a_year) == set(self.adverse_events.related) == set(self.arms)
        ):
            yield "adverse_events needs every arm and no other"
        if self.maintenance is not None and (
            set(self.maintenance.arms) - treated
            or self.maintenance.randomised_at not in [visit.name for visit in self.visits[:-1]]
        ):
            yield "maintenance needs arms with sessions, and a visit before the last"
