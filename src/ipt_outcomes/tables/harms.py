"""The tables of harms: adverse events by arm, and compared."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import between, flag, number, one_of, text, whole
from ipt_outcomes.tables.place import Place

_PLACE = Place("describe").said()
KINDS = (
    "any", "serious", "serious_unclear", "severe", "related", "related_unclear", "category",
)  # fmt: skip
_OF = {
    "kind": text(
        "which events: any, the serious, those of which it is unclear, the severe, those that came "
        "of the treatment, those of which it is unclear, or those of one category",
        one_of(*KINDS),
    ),
    "event": text("of a category, what happened, in the file's words", nullable=True),
}

HARMS = pa.DataFrameSchema(
    {
        **_OF,
        "arm": text("the arm of randomisation"),
        "weeks": number("weeks since randomisation until which the arm's people are followed"),
        "people": whole("people with at least one such event"),
        "n": whole("people randomised, whatever treatment they received"),
        "share": number("of them", between(0, 1)),
        "ci_lower": number(
            "lower confidence limit at the plan's 1 - alpha (Wilson)", between(0, 1)
        ),
        "ci_upper": number("upper confidence limit", between(0, 1)),
        "events": whole("such events"),
        "person_years": number(
            "years in the trial; missing where nobody's day of leaving is known"
        ),
        "rate": number("events per person-year"),
        "few": flag("whether the arm has fewer people than the plan's `few`"),
    },
    unique=["kind", "event", "arm"],
    strict=True,
    title="harms",
    metadata=_PLACE,
    description="Adverse events after randomisation, by arm, until its last assessment or until "
    "another treatment begins by design: people and events.",
)

HARMS_COMPARISONS = pa.DataFrameSchema(
    {
        **_OF,
        "test": text("test arm"),
        "comparison": text("comparison arm"),
        "comparison_is": text("how the arms came about", one_of("randomised", "observational")),
        "weeks": number("weeks since randomisation for which both arms are followed"),
        "estimate": number("risk difference: share of the test arm minus that of the other"),
        "ci_lower": number("lower confidence limit at the plan's 1 - alpha (Newcombe)"),
        "ci_upper": number("upper confidence limit"),
        "people_test": whole("people of the test arm with at least one such event"),
        "n_test": whole("people of the test arm"),
        "people_comparison": whole("the same of the comparison arm"),
        "n_comparison": whole("likewise"),
        "few": flag("whether an arm has fewer people than the plan's `few`"),
        "reason": text("why there is no number; else missing", nullable=True),
        "status": text("ok or not estimable"),
    },
    unique=["kind", "event", "test", "comparison"],
    strict=True,
    title="harms_comparisons",
    metadata=_PLACE,
    description="The risk of adverse events in the time for which both arms are followed; people "
    "count as independent.",
)
