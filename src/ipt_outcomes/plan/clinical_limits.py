"""The limits of clinically significant change: what the plan says, else the scale's entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ipt_outcomes.plan.clinical_change import ClinicalChange, Population
from ipt_outcomes.plan.plan import Plan

IN_PLAN = "the plan"
Unit = Literal["points", "percent of baseline", "points of change"]


@dataclass(frozen=True)
class Limit:
    """A number, in which unit, what it is of, and its source.

    `words` say what it is: `test-retest, 26 outpatients, one week`; of a remission, on which side
    of the number it lies.
    """

    value: float
    unit: Unit
    words: str
    source: str


@dataclass(frozen=True)
class Norm:
    """A population's mean and SD, points, who they are, and their source."""

    mean: float
    sd: float
    words: str
    source: str


@dataclass(frozen=True)
class ClinicalLimits:
    """What an outcome's people are judged by; None of what neither plan nor entry has.

    visit       the visit after treatment
    cutoff      a score, a way to find it, or None: nobody recovers
    clinical    None: the trial's own people at baseline
    remission   its words are `below`, `at most` or `at least`
    response    of the unit `points` a score that is a response by itself, of `points of change` how
                far it must have moved
    """

    visit: str
    reliability: Limit | None
    cutoff: Limit | Literal["a", "b", "c"] | None
    functional: Norm | None
    clinical: Norm | None
    minimal_important_difference: Limit | None
    response: Limit | None
    remission: Limit | None

    @property
    def needs_functional(self) -> bool:
        """Whether the cutoff is made from the functional population."""
        return self.cutoff in ("b", "c")


def clinical_limits(plan: Plan, asked: ClinicalChange) -> ClinicalLimits:
    """The limits of one entry of `clinical_change`. Raises KeyError for no such outcome."""
    cutoff: Limit | Literal["a", "b", "c"] | None = "c"
    if isinstance(asked.cutoff, float):
        cutoff = Limit(asked.cutoff, "points", "as given", _source(asked))
    elif asked.cutoff is not None:
        cutoff = None if asked.cutoff == "none" else asked.cutoff
    return ClinicalLimits(
        visit=asked.visit or plan.outcome(asked.outcome).endpoint,
        reliability=_reliability(plan, asked),
        cutoff=cutoff,
        functional=_functional(plan, asked),
        clinical=_own_norm(asked, asked.clinical),
        minimal_important_difference=_least(plan, asked),
        response=_response(plan, asked),
        remission=_remission(plan, asked),
    )


def _source(asked: ClinicalChange) -> str:
    return IN_PLAN if asked.source is None else f"{IN_PLAN}: {asked.source}"


def _own_norm(asked: ClinicalChange, norm: Population | None) -> Norm | None:
    return None if norm is None else Norm(norm.mean, norm.sd, "as given", _source(asked))


def _reliability(plan: Plan, asked: ClinicalChange) -> Limit | None:
    if asked.reliability is not None:
        return Limit(asked.reliability, "points", "as given", _source(asked))
    known = plan.entry_of(plan.outcome(asked.outcome).scale).reliability
    if not known:
        return None
    first = known[0]
    return Limit(first.value, "points", f"{first.kind}, {first.sample}", first.source)


def _functional(plan: Plan, asked: ClinicalChange) -> Norm | None:
    if asked.functional is not None:
        return _own_norm(asked, asked.functional)
    known = plan.entry_of(plan.outcome(asked.outcome).scale).reference
    found = [each for each in known if each.group == "functional"]
    return Norm(found[0].mean, found[0].sd, found[0].sample, found[0].source) if found else None


def _least(plan: Plan, asked: ClinicalChange) -> Limit | None:
    if asked.minimal_important_difference is not None:
        value = asked.minimal_important_difference
        return Limit(value, "points of change", "as given", _source(asked))
    known = plan.entry_of(plan.outcome(asked.outcome).scale).minimal_important_difference
    if known is None:
        return None
    if known.points is not None:
        return Limit(known.points, "points of change", "", known.source)
    assert known.percent_of_baseline is not None
    return Limit(known.percent_of_baseline, "percent of baseline", "", known.source)


def _response(plan: Plan, asked: ClinicalChange) -> Limit | None:
    if asked.response is not None:
        return Limit(asked.response, "percent of baseline", "as given", _source(asked))
    known = plan.entry_of(plan.outcome(asked.outcome).scale).response
    if known is None:
        return None
    if known.reduction_percent is not None:
        return Limit(known.reduction_percent, "percent of baseline", "", known.source)
    if known.points is not None:
        return Limit(known.points, "points of change", "", known.source)
    assert known.score_at_most is not None
    return Limit(known.score_at_most, "points", "at most", known.source)


def _remission(plan: Plan, asked: ClinicalChange) -> Limit | None:
    entry = plan.entry_of(plan.outcome(asked.outcome).scale)
    if asked.remission is not None:
        side = "at most" if entry.direction == "higher_is_worse" else "at least"
        return Limit(asked.remission, "points", side, _source(asked))
    known = entry.remission
    if known is None:
        return None
    for value, side in (
        (known.below, "below"), (known.at_most, "at most"), (known.at_least, "at least"),
    ):  # fmt: skip
        if value is not None:
            return Limit(value, "points", side, known.source)
    return None
