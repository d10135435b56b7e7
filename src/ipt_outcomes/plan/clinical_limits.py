"""The limits of clinically significant change: what the plan says, else the scale's entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ipt_outcomes.instruments import Instrument
from ipt_outcomes.plan.clinical_change import ClinicalChange, Population
from ipt_outcomes.plan.plan import Plan

IN_PLAN = "the plan"
Unit = Literal["share", "points", "percent of baseline", "points of change"]


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
    own = _own(asked)
    entry = plan.entry_of(plan.outcome(asked.outcome).scale)
    cutoff: Limit | Literal["a", "b", "c"] | None = "c"
    if isinstance(asked.cutoff, float):
        cutoff = own.limit(asked.cutoff, "points")
    elif asked.cutoff is not None:
        cutoff = None if asked.cutoff == "none" else asked.cutoff
    return ClinicalLimits(
        visit=asked.visit or plan.outcome(asked.outcome).endpoint,
        reliability=_reliability(entry, asked, own),
        cutoff=cutoff,
        functional=_functional(entry, asked, own),
        clinical=None if asked.clinical is None else own.norm(asked.clinical),
        minimal_important_difference=_least(entry, asked, own),
        response=_response(entry, asked, own),
        remission=_remission(entry, asked, own),
    )


def well_limits(plan: Plan, asked: ClinicalChange) -> dict[str, Limit | None]:
    """The limits of `remission` and of `response` alone."""
    entry, own = plan.entry_of(plan.outcome(asked.outcome).scale), _own(asked)
    return {
        "remission": _remission(entry, asked, own),
        "response": _response(entry, asked, own),
    }


def _own(asked: ClinicalChange) -> _Own:
    return _Own(IN_PLAN if asked.source is None else f"{IN_PLAN}: {asked.source}")


@dataclass(frozen=True)
class _Own:
    """Numbers that stand in the plan itself, with the source that it gives."""

    source: str

    def limit(self, value: float, unit: Unit, words: str = "as given") -> Limit:
        return Limit(value, unit, words, self.source)

    def norm(self, norm: Population) -> Norm:
        return Norm(norm.mean, norm.sd, "as given", self.source)


def _reliability(entry: Instrument, asked: ClinicalChange, own: _Own) -> Limit | None:
    if asked.reliability is not None:
        return own.limit(asked.reliability, "share")
    if not entry.reliability:
        return None
    first = entry.reliability[0]
    return Limit(first.value, "share", f"{first.kind}, {first.sample}", first.source)


def _functional(entry: Instrument, asked: ClinicalChange, own: _Own) -> Norm | None:
    if asked.functional is not None:
        return own.norm(asked.functional)
    found = [each for each in entry.reference if each.group == "functional"]
    return Norm(found[0].mean, found[0].sd, found[0].sample, found[0].source) if found else None


def _least(entry: Instrument, asked: ClinicalChange, own: _Own) -> Limit | None:
    if asked.minimal_important_difference is not None:
        return own.limit(asked.minimal_important_difference, "points of change")
    known = entry.minimal_important_difference
    if known is None:
        return None
    if known.points is not None:
        return Limit(known.points, "points of change", "", known.source)
    assert known.percent_of_baseline is not None
    return Limit(known.percent_of_baseline, "percent of baseline", "", known.source)


def _response(entry: Instrument, asked: ClinicalChange, own: _Own) -> Limit | None:
    if asked.response is not None:
        return own.limit(asked.response, "percent of baseline")
    known = entry.response
    if known is None:
        return None
    if known.reduction_percent is not None:
        return Limit(known.reduction_percent, "percent of baseline", "", known.source)
    if known.points is not None:
        return Limit(known.points, "points of change", "", known.source)
    assert known.score_at_most is not None
    return Limit(known.score_at_most, "points", "at most", known.source)


def _remission(entry: Instrument, asked: ClinicalChange, own: _Own) -> Limit | None:
    if asked.remission is not None:
        lower = entry.direction == "higher_is_worse"
        return own.limit(asked.remission, "points", "at most" if lower else "at least")
    known = entry.remission
    if known is None:
        return None
    sides = {"below": known.below, "at most": known.at_most, "at least": known.at_least}
    side, value = next((name, value) for name, value in sides.items() if value is not None)
    return Limit(value, "points", side, known.source)
