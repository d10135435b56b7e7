"""The table of the effects of treatment received."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import number, one_of, text, whole
from ipt_outcomes.tables.estimates import INTERVAL
from ipt_outcomes.tables.place import Place

TREATMENT_RECEIVED = pa.DataFrameSchema(
    {
        "received": text("the entry of the plan's `treatment_received`"),
        "outcome": text("the plan's outcome"),
        "role": text("primary or secondary"),
        "test": text("the arm whose treatment some did not receive"),
        "comparison": text("the arm without it"),
        "visit": text("the outcome's endpoint"),
        "sessions": whole("how many sessions attended are the treatment received"),
        "missing": text(
            "what became of scores missing at the endpoint", one_of("imputed", "complete_cases")
        ),
        "effect": text(
            "allocated: of all people of the two arms; received: of those who receive the "
            "treatment if it is offered",
            one_of("allocated", "received"),
        ),
        **INTERVAL,
        "p_value": number("two-sided, of no effect"),
        "participants": whole("people of the two arms in the model", nullable=True),
        "in_test": whole("those of the test arm", nullable=True),
        "received_it": whole("those of the test arm who came to so many sessions", nullable=True),
        "share": number("their adjusted share: the first stage"),
        "first_stage_f": number("F of the first stage; infinite where all did as allocated"),
        "groups": whole(
            "groups of people of whom none shares a cluster with anybody outside", nullable=True
        ),
        "imputations": whole("completed data sets; missing where no score was", nullable=True),
        "status": text("ok, or not estimable"),
        "reason": text("why there is no number; else missing", nullable=True),
    },
    unique=["received", "effect"],
    strict=True,
    title="treatment_received",
    metadata=Place("sensitivity").said(),
    description="The complier-average causal effect at the endpoint, scale points, beside the "
    "effect as allocated by the same covariates. Two rows an entry of the plan.",
)
