"""What the plan says of clinically significant change: whose, when, and by which limits."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from ipt_outcomes.plan.base import Choices, Name, Part

Method = Literal[
    "jacobson-truax",
    "gulliksen-lord-novick",
    "edwards-nunnally",
    "nunnally-kotsch",
    "hageman-arrindell",
    "hsu-linn-lord",
    "hierarchical-linear-model",
    "mid",
    "percentage",
]
METHODS: tuple[Method, ...] = get_args(Method)
SourceText = Annotated[
    str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")
]


class Population(Part):
    """A population's scores on the scale."""

    mean: float = Field(description="its mean, in points of the scale")
    sd: float = Field(gt=0, description="its standard deviation, in points of the scale")


class ClinicalChange(Part):
    """How one outcome's people are judged at a visit: recovered, improved, unchanged, worse."""

    outcome: Name = Field(description="the outcome")
    visit: Name | None = Field(
        default=None,
        description="the visit after treatment. Without the key, the outcome's endpoint",
    )
    reliability: float | None = Field(
        default=None,
        gt=0,
        lt=1,
        description="the scale's reliability in such people, between 0 and 1. Without the key, the "
        "first in the scale's entry; where that has none, the plan must say one",
    )
    cutoff: Annotated[
        float | Literal["a", "b", "c", "none"] | None,
        Choices(
            {
                "a": "two standard deviations from the mean of the clinical population",
                "b": "two from that of the functional population",
                "c": "as far, in standard deviations, from the one as from the other",
                "none": "nobody recovers: people improve or not",
            }
        ),
    ] = Field(
        default=None,
        description="where the functional population begins: a score of the scale, or how it is "
        "found. Without the key, `c`, for which the functional population must be known",
    )
    functional: Population | None = Field(
        default=None,
        description="the functional population. Without the key, the first in the scale's entry",
    )
    clinical: Population | None = Field(
        default=None,
        description="the clinical population, whose standard deviation also says how exact a score "
        "is. Without the key, everyone in this trial with a score at baseline",
    )
    minimal_important_difference: float | None = Field(
        default=None,
        gt=0,
        description="the least change that matters to people, in points. Without the key, as the "
        "scale's entry has it; where that has none, nothing is said of it",
    )
    response: float | None = Field(
        default=None,
        gt=0,
        le=100,
        description="a response: an improvement by so many percent of the baseline score, or more. "
        "Without the key, as the scale's entry has it; where that has none, likewise",
    )
    remission: float | None = Field(
        default=None,
        description="a remission: a score as good as this, or better. Without the key, likewise",
    )
    methods: Annotated[
        tuple[Method, ...],
        Choices(
            {
                "mid": "at least the minimal important difference in points",
                "percentage": "at least half of the way to the best score, or what `response` says",
            }
        ),
    ] = Field(
        default=(),
        description="a list: the methods that are set side by side. The results rest on "
        "`jacobson-truax`, whatever the others say. Without the key, all that can be had",
    )
    source: SourceText | None = Field(
        default=None,
        description="where numbers that are written here come from; the report prints it. Needed "
        "where there is any",
    )
