"""The tables of moderators: for whom the arms differ by more, or by less."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from ipt_outcomes.tables.columns import between, flag, number, one_of, text, whole
from ipt_outcomes.tables.estimates import CAUTION, INTERVAL
from ipt_outcomes.tables.place import Place

_OF: dict[str, Any] = {
    "outcome": text("the plan's outcome"),
    "analysis": text("its primary analysis, as the plan names it"),
    "moderator": text("the variable, as the plan names it; `baseline` the outcome's own score"),
    "claim": text(
        "whether the plan says that it was named before the data were seen",
        one_of("pre-specified", "exploratory"),
    ),
    "comparison_is": text("how the arms came about", one_of("randomised", "observational")),
    "visit": text("the outcome's endpoint"),
}
_ARMS = {"test": text("test arm"), "comparison": text("comparison arm")}
_REASON = text("why there is no number, or of how many contrasts; else missing", nullable=True)
_STATUS = text("ok, not estimable, partly estimable, singular, or the model's failure")

MODERATOR_TESTS = pa.DataFrameSchema(
    {
        **_OF,
        "scale": text("number or category", one_of("number", "category")),
        "test": text("test arm; missing: all the plan's contrasts together", nullable=True),
        "comparison": text("comparison arm; missing: all together", nullable=True),
        "estimate": number(
            "of a number: by how many scale points the difference rises with a unit of it"
        ),
        "se": number("its standard error"),
        "df": number("its degrees of freedom"),
        "ci_lower": number("lower confidence limit at the plan's 1 - alpha"),
        "ci_upper": number("upper confidence limit"),
        "df1": whole("contrasts of levels that are tested", nullable=True),
        "df2": number("denominator degrees of freedom"),
        "statistic": number("F of the interaction at the endpoint"),
        "p_value": number("of no interaction"),
        "tests": whole("tests of interaction in this table, this one among them"),
        "participants": whole("people in the model"),
        "left_out": whole("people of the primary analysis whose moderator is not known"),
        "caution": CAUTION,
        "reason": _REASON,
        "status": _STATUS,
    },
    unique=["outcome", "moderator", "test", "comparison"],
    strict=True,
    title="moderator_tests",
    metadata=Place("estimate").said(),
    description="Whether the contrasts at the endpoint differ by the plan's moderators.",
)

MODERATOR_LEVELS = pa.DataFrameSchema(
    {
        **_OF,
        **_ARMS,
        "level": text(
            "the category or group; of a number, its mean or one SD to either side, or its lower "
            "or higher value where people have two"
        ),
        "value": number("of a number, its value there"),
        **INTERVAL,
        "favours": text("the arm that the estimate's sign favours", nullable=True),
        "n_test": whole("people of the test arm with a score at the visit; of a number, all"),
        "n_comparison": whole("the same of the comparison arm"),
        "few": flag("whether an arm has fewer people there than the plan's `few`"),
        "caution": CAUTION,
        "reason": _REASON,
        "status": _STATUS,
    },
    unique=["outcome", "moderator", "test", "comparison", "level"],
    strict=True,
    title="moderator_levels",
    metadata=Place("estimate").said(),
    description="The contrasts at the endpoint within levels of the plan's moderators. No p-value "
    "is given: whether levels differ is what the table of tests says.",
)

MODERATOR_CURVES = pa.DataFrameSchema(
    {
        **_OF,
        **_ARMS,
        "value": number("of the moderator"),
        "percent": number(
            "where the value is a decile of the people, how many percent have one as low; else "
            "missing"
        ),
        **INTERVAL,
        "caution": CAUTION,
    },
    unique=["outcome", "moderator", "test", "comparison", "value", "percent"],
    strict=True,
    title="moderator_curves",
    metadata=Place("estimate").said(),
    description="The contrasts at the endpoint over moderators that are numbers, from the 5th to "
    "the 95th percentile of the people.",
)

MODERATOR_REGIONS = pa.DataFrameSchema(
    {
        **_OF,
        **_ARMS,
        "lower": number("where the stretch begins, in the moderator's unit"),
        "upper": number("where it ends"),
        "lower_is": text(
            "a bound, where the interval's limit is zero, or the end of what is looked at",
            one_of("bound", "end"),
        ),
        "upper_is": text("the same of its end", one_of("bound", "end")),
        "says": text("what the interval says everywhere in it", nullable=True),
        "share": number("the share of the people whose moderator lies in it", between(0, 1)),
        "caution": CAUTION,
    },
    unique=["outcome", "moderator", "test", "comparison", "lower"],
    strict=True,
    title="moderator_regions",
    metadata=Place("estimate").said(),
    description="Johnson and Neyman's regions: stretches of a moderator, from the 5th to the 95th "
    "percentile of the people, and what a contrast's interval says in each.",
)
