"""The tables of people: at the start, at each assessment, in each analysis set."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import flag, number, one_of, text, whole
from ipt_outcomes.tables.place import Place

_PLACE = Place("describe").said()
_FEW = flag("whether these are fewer people than the plan's `few`: then no number is given of them")
_KINDS = one_of("intention_to_treat", "modified", "completers", "per_protocol")

SET_MEMBERS = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "set": text("the analysis set, as the plan names it"),
        "participant": text("who"),
        "arm": text("the arm of randomisation"),
        "member": flag("whether the person is in the set"),
        "reason": text("why not; missing for members", nullable=True),
    },
    unique=["outcome", "set", "participant"],
    strict=True,
    title="set_members",
    metadata=_PLACE,
    description="Who is in which of the sets of the plan's `analysis_sets`. One row an outcome, "
    "set and person. (Who is behind a model stands in `analysis_sets`.)",
)

SET_COUNTS = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "set": text("the analysis set, as the plan names it"),
        "label": text("the same in words"),
        "kind": text("what kind of set", _KINDS),
        "needs": text("what a modified set asks for: treatment, score", nullable=True),
        "arm": text("the arm of randomisation"),
        "randomised": whole("people of the arm"),
        "members": whole("those in the set"),
        "sessions": whole(
            "how many sessions attended the set asks of the arm's people; missing where none: the "
            "set counts no sessions, or the arm has none on record",
            nullable=True,
        ),
    },
    unique=["outcome", "set", "arm"],
    strict=True,
    title="set_counts",
    metadata=_PLACE,
    description="How many are in each set of the plan's `analysis_sets`. One row an outcome, set "
    "and arm.",
)

BASELINE_CHARACTERISTICS = pa.DataFrameSchema(
    {
        "variable": text(
            "the variable; `baseline:` before an outcome is its score at the baseline"
        ),
        "label": text("the same in words"),
        "kind": text("number or category", one_of("number", "category")),
        "level": text("the category; missing of a number", nullable=True),
        "arm": text("the arm of randomisation; `all`: everybody"),
        "n": whole("people with a value"),
        "missing": whole("people without"),
        "mean": number("of a number: the mean"),
        "sd": number("its standard deviation"),
        "q1": number("its first quartile"),
        "median": number("its median"),
        "q3": number("its third quartile"),
        "skewed": flag("whether it is so skewed that the median says more than the mean"),
        "count": whole("of a category: people of the level", nullable=True),
        "share": number("their share of the people with a value, of one"),
        "few": _FEW,
    },
    unique=["variable", "level", "arm"],
    strict=True,
    title="baseline_characteristics",
    metadata=_PLACE,
    description="Table 1: what people were like at the start. One row a variable, level and arm.",
)

BASELINE_DIFFERENCES = pa.DataFrameSchema(
    {
        "variable": text("the variable, as in `baseline_characteristics`"),
        "label": text("the same in words"),
        "test": text("one arm"),
        "comparison": text("the other, which is subtracted"),
        "smd": number(
            "standardised mean difference (Austin 2009); of categories without a sign (Yang and "
            "Dalton 2012)"
        ),
    },
    unique=["variable", "test", "comparison"],
    strict=True,
    title="baseline_differences",
    metadata=_PLACE,
    description="How far apart the arms are at the start, in standard deviations. One row a "
    "variable and pair of arms.",
)

OBSERVED_SCORES = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "visit": text("planned visit"),
        "arm": text("the arm of randomisation"),
        "randomised": whole("people of the arm"),
        "n": whole("those with a score"),
        "mean": number("their mean, scale points"),
        "sd": number("standard deviation"),
        "minimum": number("the lowest score"),
        "median": number("the median"),
        "maximum": number("the highest score"),
        "few": _FEW,
    },
    unique=["outcome", "visit", "arm"],
    strict=True,
    title="observed_scores",
    metadata=_PLACE,
    description="The scores as they were given, nothing filled in. One row an outcome, visit, arm.",
)
