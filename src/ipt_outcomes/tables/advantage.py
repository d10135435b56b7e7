"""The tables of the personalized advantage index."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from ipt_outcomes.tables.columns import between, number, one_of, text, whole
from ipt_outcomes.tables.estimates import INTERVAL
from ipt_outcomes.tables.place import Place

_OF: dict[str, Any] = {
    "index": text("the index, as the plan names it"),
    "outcome": text("the plan's outcome"),
    "test": text("one of its arms"),
    "comparison": text("the other one"),
    "claim": text(
        "whether the plan says that it was named before the data were seen",
        one_of("pre-specified", "exploratory"),
    ),
}

PERSONALIZED_ADVANTAGE = pa.DataFrameSchema(
    {
        **_OF,
        "visit": text("the outcome's endpoint"),
        "learner": text("how it is learned", one_of("ridge", "elastic-net")),
        "folds": whole("into how many parts people are cut"),
        "repeats": whole("how often they are cut anew"),
        "permutations": whole("trials with permuted arms"),
        "n_test": whole("people of the test arm with a score", nullable=True),
        "n_comparison": whole("the same of the comparison arm", nullable=True),
        "missing_test": whole("people of the test arm without", nullable=True),
        "missing_comparison": whole("the same of the comparison arm", nullable=True),
        "missing_outcomes": text(
            "what became of those without",
            one_of("weighted", "completers", "none missing"),
            nullable=True,
        ),
        "recommended_test": number(
            "the share of people whom the test arm is recommended, mean of the repeats",
            between(0, 1),
        ),
        "steady": number(
            "how many of the repeats agree on a person's arm, mean of the people", between(0.5, 1)
        ),
        "calibration_slope": number(
            "scale points of difference between arms for each point of the index: 1 where what it "
            "promises comes true, 0 where it says nothing"
        ),
        "promised": number("the benefit that the index promises itself, scale points"),
        "least_detectable": number(
            "the benefit beyond the average difference that would be found with a power of 80% by "
            "an index that recommends each arm to half of the people, scale points"
        ),
        "conclusion": text(
            "what the benefit beyond the average difference says",
            one_of("shown to help", "not shown to help", "shown to harm"),
            nullable=True,
        ),
        "reason": text("why there is no number, in words; else missing", nullable=True),
        "status": text("ok or not estimable"),
    },
    unique=["index"],
    strict=True,
    title="personalized_advantage",
    metadata=Place("estimate").said(),
    description="One row an index of who does better in which of two arms: how it was made and "
    "tested, and whether following it is shown to help.",
)

ADVANTAGE_BENEFITS = pa.DataFrameSchema(
    {
        **_OF,
        "people": text("among whom: all, or the half with the index farthest from zero"),
        "quantity": text(
            "what following the index is held against",
            one_of(
                "recommended against the other arm",
                "beyond the average difference",
                "against the test arm for all",
                "against the comparison arm for all",
            ),
        ),
        **INTERVAL,
        "p_value": number(
            "of no benefit beyond the average difference, by permuted arms; missing of the others"
        ),
        "status": text("ok"),
    },
    unique=["index", "people", "quantity"],
    strict=True,
    title="advantage_benefits",
    metadata=Place("estimate").said(),
    description="What following an index is worth to people whom it was not made from: scale "
    "points, more is better whatever the scale's direction.",
)

ADVANTAGE_PREDICTORS = pa.DataFrameSchema(
    {
        **_OF,
        "predictor": text("the variable, as the plan names it"),
        "kept": number("the share of the training sets in which it was kept", between(0, 1)),
        "slope": number(
            "scale points by which test minus comparison rises with a standard deviation of it, "
            "mean of the training sets; missing of a category of more than two levels"
        ),
    },
    unique=["index", "predictor"],
    strict=True,
    title="advantage_predictors",
    metadata=Place("estimate").said(),
    description="How often each predictor of an index was kept.",
)
