"""The table of scenarios: the plan's contrasts under other choices than the plan's."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import flag, number, text, whole
from ipt_outcomes.tables.estimates import CAUTION, INTERVAL
from ipt_outcomes.tables.place import Place

SCENARIOS = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "role": text("primary or secondary"),
        "analysis": text("the analysis made again, as the plan names it"),
        "family": text("what is chosen, as a name"),
        "title": text("what is chosen, in words"),
        "question": text("what the choice might change"),
        "choice": text("the choice, as a name"),
        "label": text("the choice, in words"),
        "assumes": text("what the choice assumes, in a sentence"),
        "planned": flag("whether it is the plan's choice"),
        "unit": text("what the choice bears on, each: a form, a person"),
        "units": whole("how many there are"),
        "units_used": whole("those that are used under the choice"),
        "units_changed": whole("those used otherwise than planned: changed, added, left out"),
        "test": text("test arm"),
        "comparison": text("comparison arm"),
        "visit": text("the outcome's endpoint"),
        **INTERVAL,
        "p_value": number("two-sided, of the difference from zero"),
        "conclusion": text("what the interval says of the plan's hypothesis", nullable=True),
        "shift": number("the estimate minus the one under the plan's choice, scale points"),
        "participants": whole("people in the model"),
        "observations": whole("scores in the model"),
        "caution": CAUTION,
        "status": text("ok, not estimable, singular, or the model's failure"),
    },
    unique=["outcome", "family", "choice", "test", "comparison"],
    strict=True,
    title="scenarios",
    metadata=Place("sensitivity").said(),
    description="The plan's contrasts at the endpoint, again under each choice of each family.",
)  # fmt: skip
