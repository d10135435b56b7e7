"""The table of mediators: what moves before what, and carries the difference between arms."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import between, flag, number, one_of, text, whole
from ipt_outcomes.tables.place import Place

QUANTITIES = (
    "total",
    "indirect",
    "direct",
    "mediator to outcome",
    "outcome to mediator",
    "lead of the mediator",
)

MEDIATION = pa.DataFrameSchema(
    {
        "name": text("what the plan calls it"),
        "mediator": text("the plan's outcome that may come first"),
        "outcome": text("the plan's outcome that may follow"),
        "test": text("test arm"),
        "comparison": text("comparison arm"),
        "comparison_is": text("how the arms came about", one_of("randomised", "observational")),
        "visit": text("the last visit, at which the effects are"),
        "visits": whole("how many visits, the baseline among them"),
        "model": text(
            "what stays of a person: a level on both scales, or a level and a pace",
            one_of("level", "pace"),
        ),
        "planned": flag("whether it is what the plan takes to stay"),
        "quantity": text(
            "of the arms' difference all, what goes through the mediator, the rest; the paths from "
            "a visit to the next, and by how much the mediator's is the larger",
            one_of(*QUANTITIES),
        ),
        "unit": text("points, or standard deviations within people", one_of("points", "SD")),
        "estimate": number("maximum likelihood"),
        "ci_lower": number("lower limit at the plan's 1 - alpha, by the bootstrap"),
        "ci_upper": number("upper limit"),
        "correlation_at_limit": number(
            "of the indirect effect: how strongly something unmeasured must correlate the "
            "mediator's deviation with the outcome's at the next visit for the interval to reach "
            "zero; 0 where it includes zero already; missing where none up to 0.9 does",
            between(-1, 1),
        ),
        "correlation_at_zero": number("the same for the effect itself to be zero", between(-1, 1)),
        "participants": whole("people with a score at any of the visits"),
        "draws": whole("bootstrap samples behind the intervals"),
        "reason": text("why there is no number; else missing", nullable=True),
        "status": text("ok, not estimable, or not converged"),
    },
    unique=["name", "model", "quantity"],
    strict=True,
    title="mediation",
    metadata=Place("estimate").said(),
    description="The plan's mediators: lagged paths within people, and the difference between arms "
    "at the last visit in two parts. Causal only under assumptions that no trial can "
    "check: see the report.",
)
