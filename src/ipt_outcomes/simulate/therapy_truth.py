"""The truth of what a trial records beside its assessments: each part may be left out of a file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.simulate.truth_part import Share, Spread, TruthPart

Weights = Annotated[dict[str, Annotated[float, Field(gt=0)]], Field(min_length=1)]


class SessionScores(TruthPart):
    """A total at every attended session, on the person's own course between the assessments.

    `session_sd` stands in place of the visit effect: it is drawn anew at every session. `missing`
    is the share of attended sessions without a form.
    """

    scale: str
    session_sd: Spread
    missing: Share


class RatingTruth(TruthPart):
    """One rating of a session, whole points: mean of the arm, and independent normal parts."""

    mean: dict[str, float]
    therapist_sd: Spread
    session_sd: Spread
    rater_sd: Spread
    error_sd: Spread
    minimum: int
    maximum: int


class Fidelity(TruthPart):
    """Which attended sessions are rated: a share, some of them by a second rater.

    `seen_right` is the probability that a rater, who does not know the arm, names its treatment;
    else he names another arm with therapy.
    """

    share: Share
    by_two: Share
    raters: Annotated[tuple[str, ...], Field(min_length=2)]
    seen_right: Share
    ratings: Annotated[dict[str, RatingTruth], Field(min_length=1)]


class AdverseEvents(TruthPart):
    """Events come as a Poisson process while a person is in the trial.

    `a_year`: events a person-year, by arm. Other parts are weights, by arm where arms differ.
    """

    a_year: dict[str, Annotated[float, Field(ge=0)]]
    events: Weights
    serious: Share
    severity: dict[Literal["mild", "moderate", "severe"], Annotated[float, Field(gt=0)]]
    related: dict[str, dict[Literal["yes", "no", "unclear"], Annotated[float, Field(gt=0)]]]


class Maintenance(TruthPart):
    """Maintenance sessions, one every `weeks_apart` weeks from `first_week` on, or none.

    People of these arms who are in the trial at the visit `randomised_at` are allocated with
    probability 1/2. `effect`: see `simulate.maintenance`; 0 is none.
    """

    arms: Annotated[tuple[str, ...], Field(min_length=1)]
    randomised_at: str
    effect: Annotated[float, Field(ge=0)]
    sessions: Annotated[int, Field(ge=1)]
    first_week: int
    weeks_apart: Annotated[int, Field(ge=1)]
