"""The tables of a study: people, sessions, scores, outcomes at planned visits, and the flow."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import between, number, one_of, text, whole
from ipt_outcomes.tables.place import Place

# Days since randomisation, and no date's number: a spreadsheet's 44259 is one, and so is the day of
# somebody's birth.
FIRST_DAY, LAST_DAY = -1_000, 7_300
DAYS = between(FIRST_DAY, LAST_DAY)
# By its planned number.
LAST_SESSION = 200
# Years; what is lower is a code.
LEAST_AGE = 2
PARTICIPANT = "participant"
"""What the flow counts where it counts people, and not clusters of them."""

PARTICIPANTS = pa.DataFrameSchema(
    {
        "participant": text("who, as the trial numbers people"),
        "arm": text("the arm of randomisation"),
        "stratum": text("the randomisation's stratum", nullable=True, required=False),
        "site": text("where", nullable=True, required=False),
        "therapist": text("who treats; missing without treatment", nullable=True, required=False),
        "age": number("years at randomisation", between(LEAST_AGE, 110), required=False),
        "sex": text("as recorded", nullable=True, required=False),
        "problem_area": text("IPT's problem area", nullable=True, required=False),
        "prior_episodes": number("earlier episodes", between(0, 100), required=False),
        "withdrawal_day": number(
            "day since randomisation of leaving the trial", DAYS, required=False
        ),
        "withdrawal_reason": text("why the person left the trial", nullable=True, required=False),
        "maintenance": pa.Column(
            "boolean",
            nullable=True,
            required=False,
            description="whether allocated to maintenance sessions; missing: not to be allocated",
        ),
        "not_treated_reason": text(
            "why the person did not begin the allocated treatment", nullable=True, required=False
        ),
    },
    unique=["participant"],
    strict=False,
    title="participants",
    metadata=Place("ingest").said(),
    description="One row a person randomised. The plan's covariates follow these columns.",
)

SESSIONS = pa.DataFrameSchema(
    {
        "participant": text("who"),
        "session": whole("planned number of the session, from 1", between(1, LAST_SESSION)),
        "attended": pa.Column("boolean", description="whether the person came"),
        "day": number("day since randomisation", DAYS, required=False),
        "therapist": text("who gave the session", nullable=True, required=False),
        "format": pa.Column(
            "str",
            one_of("individual", "group", "couple", "online"),
            nullable=True,
            required=False,
            description="how the session was held",
        ),
        "minutes": number("length in minutes", between(0, 1440), required=False),
        "homework": number("homework done, 0 none to 1 all", between(0, 1), required=False),
        "alliance": number("working alliance after the session, scale points", required=False),
    },
    unique=["participant", "session"],
    strict=True,
    title="sessions",
    metadata=Place("ingest").said(),
    description="One row a planned session of a person.",
)

SCORES = pa.DataFrameSchema(
    {
        "participant": text("who"),
        "visit": text("planned visit, where the file says it", nullable=True),
        "day": number("day since randomisation, where the file says it", DAYS),
        "scale": text("the registered scale"),
        "item": whole("the item's number; 0 is the total as reported", between(0, 200)),
        "value": number("answer or total, scale points; missing when not answered"),
        "repeat": pa.Column(
            "Int64",
            between(1, 1_000_000),
            required=False,
            description="number of the score among those of one time, where the plan keeps all",
        ),
    },
    unique=["participant", "visit", "day", "scale", "item", "repeat"],
    strict=True,
    title="scores",
    metadata=Place("ingest").said(),
    description="One row an answer (or a reported total) of a person at an assessment.",
)

OUTCOMES = pa.DataFrameSchema(
    {
        "participant": text("who"),
        "arm": text("the arm of randomisation"),
        "outcome": text("the plan's outcome"),
        "visit": text("planned visit"),
        "week": pa.Column("float64", description="the visit's target week"),
        "day": number("day since randomisation, where the file says it"),
        "score": number("the scale's total; missing when not assessed"),
        "items_answered": pa.Column(
            "Int64",
            nullable=True,
            description="items behind the total; missing for reported totals",
        ),
        "prorated": pa.Column("bool", description="whether missing items were made up for"),
    },
    unique=["participant", "outcome", "visit"],
    strict=True,
    title="outcomes",
    metadata=Place("prepare", ("outcome",)).said(),
    description="One row a person x outcome x planned visit, whether assessed or not.",
)

RELIABILITY = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "visit": text("planned visit"),
        "part": text("`total`, or the subscale"),
        "n": whole("forms with every item"),
        "components": whole("what is added up: items, or domains"),
        "alpha": number("Cronbach's alpha"),
        "alpha_lower": number("lower limit, 95%"),
        "alpha_upper": number("upper limit"),
        "omega": number("McDonald's omega, one factor"),
        "least_item_rest_correlation": number("below 0: an item goes against the rest"),
        "status": text("ok, or why there are no numbers"),
    },
    unique=["outcome", "visit", "part"],
    strict=True,
    title="reliability",
    metadata=Place("prepare", ("outcome",)).said(),
    description="One row an outcome x visit x part of its scale, where items are there.",
)

ANALYSIS_SETS = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "analysis": text("the analysis, as the plan names it"),
        "randomised": whole("people randomised"),
        "participants": whole("people in the model"),
        "observations": whole("scores in the model"),
        "without_outcome": whole("people left out: no score at any visit of the model"),
        "baseline_imputed": whole("people in the model whose missing baseline is the mean"),
        "covariate_imputed": whole("people in the model with another covariate filled in"),
        "excluded": whole(
            "people with scores whom the plan leaves out: missing baseline or covariate"
        ),
    },
    unique=["outcome", "analysis"],
    strict=True,
    title="analysis_sets",
    metadata=Place("models", ("outcome", "analysis"), "analysis_set").said(),
    description="One row a model: who is in it, who is not, and for whom something was filled in.",
)

EVENTS = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "analysis": text("the analysis, as the plan names it"),
        "estimand": text("what it estimates, as the plan names it"),
        "event": text("what happened, as the plan names it"),
        "strategy": text("the estimand's strategy for it"),
        "arm": text("the arm"),
        "participants": whole("people to whom it happened"),
        "scores": whole("scores given after it"),
        "used": whole("of these, the ones used as they were given"),
        "changed": whole("scores after it, given or not, for which another stands"),
    },
    unique=["outcome", "analysis", "event", "arm"],
    strict=True,
    title="events",
    metadata=Place("models", ("outcome", "analysis")).said(),
    description="One row an event and arm: to how many it happened, and what became of the scores.",
)

FLOW = pa.DataFrameSchema(
    {
        "arm": text("the arm; empty before randomisation", nullable=True),
        "step": pa.Column(
            "str",
            one_of(
                "assessed",
                "excluded",
                "randomised",
                "treated",
                "not_treated",
                "withdrew",
                "observed",
                "analysed",
                "not_analysed",
                "in_set",
            ),
            description="what is counted; `in_set`: the people of one of the plan's analysis sets",
        ),
        "detail": text(
            "the visit of `observed`, the set of `in_set`, the reason of others", nullable=True
        ),
        "unit": text(
            "what `n` counts: `participant`, or one of the plan's clusters, by its name: those "
            "with a participant in the step; of `withdrew`, those of which nobody stayed"
        ),
        "n": whole("how many participants, or clusters", between(0, 10_000_000)),
    },
    unique=["arm", "step", "detail", "unit"],
    strict=True,
    title="flow",
    metadata=Place("describe").said(),
    description="The CONSORT counts, of participants and of the plan's clusters, for the first "
    "primary outcome. One row an arm x step x detail x unit.",
)
