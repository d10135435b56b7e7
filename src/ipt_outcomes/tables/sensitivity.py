"""The tables of sensitivity analyses: the plan's contrasts under other choices."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import flag, number, text, whole
from ipt_outcomes.tables.estimates import INTERVAL

MISSING_ITEMS = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "role": text("primary or secondary"),
        "scale": text("the outcome's scale"),
        "rule": text("the missing-item rule; complete: every item must be answered"),
        "planned": flag("whether it is the plan's rule"),
        "most_missing": whole("unanswered items for which the mean of the others stands in"),
        "forms": whole("forms with an answer, of all visits"),
        "totals": whole("those with a total under the rule"),
        "changed": whole(
            "those whose total is another, or there under one rule only, than planned"
        ),
        "test": text("test arm"),
        "comparison": text("comparison arm"),
        "visit": text("the outcome's endpoint"),
        **INTERVAL,
        "p_value": number("two-sided, of the difference from zero"),
        "conclusion": text("what the interval says of the plan's hypothesis", nullable=True),
        "shift": number("the estimate minus the one under the plan's rule, scale points"),
        "participants": whole("people in the model"),
        "observations": whole("scores in the model"),
        "status": text("ok, not estimable, singular, or the model's failure"),
    },
    unique=["outcome", "rule", "test", "comparison"],
    strict=True,
    title="missing_items",
    description="The plan's contrasts at the endpoint under each rule for unanswered items.",
)
