"""The tables of tipping points: contrasts with points added to scores that nobody gave."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import flag, number, one_of, text, whole
from ipt_outcomes.tables.estimates import INTERVAL
from ipt_outcomes.tables.place import Place

_OF = {
    "outcome": text("the plan's outcome"),
    "analysis": text("the primary analysis, whose model imputes, as the plan names it"),
    "test": text("test arm"),
    "comparison": text("comparison arm"),
    "visit": text("the outcome's endpoint"),
}

TIPPING = pa.DataFrameSchema(
    {
        **_OF,
        "delta_test": number(
            "points by which people who left the test arm are taken to be worse than people of the "
            "same arm with the same earlier scores; negative: better"
        ),
        "delta_comparison": number("the same in the comparison arm"),
        **INTERVAL,
        "p_value": number("two-sided, of the difference from zero"),
        "conclusion": text("what the interval says of the plan's hypothesis", nullable=True),
        "changed": flag("whether that is another conclusion than without deltas"),
        "status": text("ok or not estimable"),
    },
    unique=["outcome", "test", "comparison", "delta_test", "delta_comparison"],
    strict=True,
    title="tipping",
    metadata=Place("sensitivity").said(),
    description="The plan's contrasts at the endpoint, from scores imputed under missing at random "
    "and made worse or better by so many points; of a contrast with a margin those of the test "
    "arm alone.",
)

TIPPING_POINTS = pa.DataFrameSchema(
    {
        **_OF,
        "role": text("primary or secondary"),
        "hypothesis": text("superiority, non-inferiority or equivalence"),
        "margin": number("margin of non-inferiority or equivalence, scale points"),
        "moved": text("the arm whose people are moved", one_of("test", "comparison")),
        "conclusion": text("what is concluded without deltas", nullable=True),
        "unit": number("a difference to weigh points by, scale points"),
        "unit_is": text("what that is, in words", nullable=True),
        "farthest": number("the largest delta that was tried, points"),
        "worse_by": number(
            "the least points by which people who left that arm, and no others, must be worse for "
            "the conclusion to change; missing where none that was tried changes it"
        ),
        "worse_then": text("what is concluded then", nullable=True),
        "better_by": number("the least points by which they must be better"),
        "better_then": text("what is concluded then", nullable=True),
        "people": whole("people of that arm in the imputation", nullable=True),
        "left": whole("those of them without a score at the endpoint or after it", nullable=True),
        "baseline_of_left": number("their mean baseline score; missing of fewer than five"),
        "imputed_of_left": number("their mean score at the endpoint, imputed at random; likewise"),
        "observed_of_stayed": number(
            "mean score at the endpoint of those who were assessed; likewise"
        ),
        "status": text("ok or not estimable"),
        "reason": text("why there is no number, in words; else missing", nullable=True),
    },
    unique=["outcome", "test", "comparison", "moved"],
    strict=True,
    title="tipping_points",
    metadata=Place("sensitivity").said(),
    description="Where the conclusion changes: one row a contrast and arm.",
)
