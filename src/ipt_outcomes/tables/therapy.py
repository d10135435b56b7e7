"""The tables of what happened in therapy and to people, beside the sessions themselves."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import between, number, one_of, text, whole
from ipt_outcomes.tables.place import Place
from ipt_outcomes.tables.study import DAYS, LAST_SESSION

SESSION_SCORES = pa.DataFrameSchema(
    {
        "participant": text("who"),
        "session": whole("planned number of the session, from 1", between(1, LAST_SESSION)),
        "day": number("day since randomisation, where the file says it", DAYS),
        "scale": text("the registered scale, or one of the plan's own"),
        "value": pa.Column("float64", description="the total that was given, scale points"),
    },
    unique=["participant", "session", "scale"],
    strict=True,
    title="session_scores",
    metadata=Place("ingest").said(),
    description="One row a total that a person gave at a session; none for one that is missing.",
)

FIDELITY = pa.DataFrameSchema(
    {
        "participant": text("whose session"),
        "session": whole("planned number of the session, from 1", between(1, LAST_SESSION)),
        "rater": text("who rated it"),
        "treatment_seen": text(
            "the arm whose treatment the rater took it for; missing where not asked or not said",
            nullable=True,
        ),
        "rating": text("what was rated, as the plan names it"),
        "value": pa.Column("float64", description="the rating, in points of its form"),
    },
    unique=["participant", "session", "rater", "rating"],
    strict=True,
    title="fidelity",
    metadata=Place("ingest").said(),
    description="One row a rating of a session by a rater; none for one that is missing.",
)

ADVERSE_EVENTS = pa.DataFrameSchema(
    {
        "participant": text("to whom it happened"),
        "number": whole("which of the person's events it is, in the order of the file"),
        "event": text("what happened, in the file's words"),
        "serious": pa.Column(
            "boolean",
            nullable=True,
            description="whether it was serious; missing: the file says that it is unclear",
        ),
        "day": number("day since randomisation, where the file says it", DAYS),
        "severity": text("how severe it was", one_of("mild", "moderate", "severe"), nullable=True),
        "related": text(
            "whether it came of the treatment", one_of("yes", "no", "unclear"), nullable=True
        ),
    },
    unique=["participant", "number"],
    strict=True,
    title="adverse_events",
    metadata=Place("ingest").said(),
    description="One row an adverse event of a person.",
)
