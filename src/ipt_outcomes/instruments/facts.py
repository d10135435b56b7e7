"""What is known of a scale's scores: numbers that mean nothing without their source."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Source = Annotated[str, StringConstraints(min_length=10)]


class Fact(BaseModel):
    """A frozen part of a scale's entry; a key that is not known is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Band(Fact):
    """A word for the totals from `at_least` up to the next band."""

    label: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    at_least: float


class Severity(Fact):
    """Bands of the total, in increasing order; the first begins at the least total."""

    bands: Annotated[tuple[Band, ...], Field(min_length=2)]
    source: Source


class Response(Fact):
    """A response: the total improves on the person's own baseline by this much, or more.

    `reduction_percent` is in percent of the baseline, `points` in scale points, `score_at_most` is
    a total that is itself a rating of change (the CGI-I). One of the three.
    """

    reduction_percent: Annotated[float, Field(gt=0, le=100)] | None = None
    points: Annotated[float, Field(gt=0)] | None = None
    score_at_most: float | None = None
    source: Source


class Remission(Fact):
    """A remission: the total is `below` or `at_most` this; where more is better, `at_least`.

    A total made up from answered items need not be whole: 4.5 is below 5 and not at most 4.
    """

    below: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    source: Source


class MinimalImportantDifference(Fact):
    """The smallest change that matters to people: in scale points, or in percent of baseline."""

    points: Annotated[float, Field(gt=0)] | None = None
    percent_of_baseline: Annotated[float, Field(gt=0, le=100)] | None = None
    source: Source


class Cutoff(Fact):
    """A total from which on (`at_least`), or up to which (`at_most`), somebody may be a case."""

    at_least: float | None = None
    at_most: float | None = None
    meaning: str
    source: Source


class Reliability(Fact):
    """How far a total repeats itself, 0 to 1. The first of a scale's list is the one used."""

    value: Annotated[float, Field(gt=0, lt=1)]
    kind: Literal["alpha", "test-retest", "inter-rater"]
    sample: str
    source: Source


class Reference(Fact):
    """A group's mean and standard deviation of the total, scale points."""

    mean: float
    sd: Annotated[float, Field(gt=0)]
    group: Literal["functional", "clinical"]
    sample: str
    source: Source
