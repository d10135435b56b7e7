"""The tables of attrition: who left, when, who they were, and what they left unseen."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import between, flag, number, one_of, text, whole
from ipt_outcomes.tables.place import Place

_PLACE = Place("describe").said()
_BASIS = text(
    "what leaving is told by: the recorded day of withdrawal; or the last planned visit with a "
    "score of any outcome, after which the person left before the next one",
    one_of("withdrawal day", "last score"),
)
_REASON = text("why there is no number; else missing", nullable=True)

ATTRITION_ARMS = pa.DataFrameSchema(
    {
        "arm": text("the arm of randomisation"),
        "basis": _BASIS,
        "n": whole("people randomised"),
        "left": whole("of these, those who left before the end"),
        "share": number("of them", between(0, 1)),
        "few": flag("whether the arm has fewer people than the plan's `few`"),
        "without_day": whole("people of all arms recorded as having left without a day"),
    },
    unique=["arm"],
    strict=True,
    title="attrition_arms",
    metadata=_PLACE,
    description="How many of each arm left the trial.",
)

ATTRITION_CURVES = pa.DataFrameSchema(
    {
        "arm": text("the arm of randomisation"),
        "basis": _BASIS,
        "week": number(
            "weeks since randomisation; by the last score, that of the visit to which they did not "
            "come any more"
        ),
        "visit": text("the planned visit of that week", nullable=True),
        "at_risk": whole("people in the trial just before"),
        "left": whole("those who left then"),
        "still_in": number(
            "share still in the trial afterwards (Kaplan-Meier; by the last score, a life table)",
            between(0, 1),
        ),
        "se": number("its standard error (Greenwood)"),
        "ci_lower": number("lower confidence limit at the plan's 1 - alpha, by log(-log)"),
        "ci_upper": number("upper confidence limit"),
    },
    unique=["arm", "week"],
    strict=True,
    title="attrition_curves",
    metadata=_PLACE,
    description="The share still in the trial, by arm and week.",
)

ATTRITION_TESTS = pa.DataFrameSchema(
    {
        "test": text("test arm; missing: all arms", nullable=True),
        "comparison": text("comparison arm; missing: all arms", nullable=True),
        "statistic": number("chi-squared of the log-rank test"),
        "df": whole("its degrees of freedom"),
        "p_value": number("of no difference in leaving", between(0, 1)),
        "n": whole("people in these arms"),
        "left": whole("those who left"),
        "reason": _REASON,
        "status": text("ok or not estimable"),
    },
    unique=["test", "comparison"],
    strict=True,
    title="attrition_tests",
    metadata=_PLACE,
    description="Whether people of the arms left at different rates; people count as independent.",
)

ATTRITION_MODEL = pa.DataFrameSchema(
    {
        "outcome": text("the outcome whose scores predict"),
        "term": text("what predicts", one_of("arm", "baseline score", "last score")),
        "test": text("the arm; missing of a score", nullable=True),
        "comparison": text("the arm that it is compared with", nullable=True),
        "points": number("of a score, the points of one standard deviation at baseline"),
        "log_hazard_ratio": number("complementary log-log model of leaving between two visits"),
        "se": number("its standard error"),
        "df": number("degrees of freedom; infinite without clusters"),
        "hazard_ratio": number("of the arms; of a score, per standard deviation higher"),
        "ci_lower": number("lower confidence limit at the plan's 1 - alpha"),
        "ci_upper": number("upper confidence limit"),
        "p_value": number("two-sided, of a ratio of one", between(0, 1)),
        "n": whole("people with a baseline score; of an arm, its own"),
        "left": whole("those who left"),
        "few": flag("whether fewer left, in either arm, than the plan's `few`"),
        "without_baseline": whole("people without a baseline score, left out"),
        "se_method": text(
            "how the standard error is found: by the model, or leaving out each cluster in turn",
            one_of("model", "grouped jackknife"),
        ),
        "reason": _REASON,
        "status": text("ok, not estimable, or variance not estimable"),
    },
    unique=["term", "test"],
    strict=True,
    title="attrition_model",
    metadata=_PLACE,
    description="Who leaves: by arm, score at baseline and last score, together.",
)

MISSING_PATTERNS = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "arm": text("the arm of randomisation"),
        "pattern": text(
            "a sign a planned visit in order: x with a score, - without, . where nobody of the arm "
            "has one"
        ),
        "kind": text(
            "complete; left: a score at every visit up to one and none after; gaps; none",
            one_of("complete", "left", "gaps", "none"),
        ),
        "visits": whole("visits with a score"),
        "people": whole("people of the arm with this pattern"),
        "n": whole("people of the arm"),
        "share": number("of them", between(0, 1)),
    },
    unique=["outcome", "arm", "pattern"],
    strict=True,
    title="missing_patterns",
    metadata=_PLACE,
    description="At which visits people have a score, by outcome and arm.",
)

ATTRITION_DIFFERENCES = pa.DataFrameSchema(
    {
        "variable": text("a characteristic, or `baseline:` and an outcome: its score"),
        "label": text("what it is called"),
        "category": text("of a characteristic in words, the word", nullable=True),
        "arm": text("the arm; missing: everybody", nullable=True),
        "n_left": whole("people who left, of whom it is known"),
        "n_stayed": whole("people who stayed, likewise"),
        "mean_left": number("mean of those who left; of a category the share"),
        "sd_left": number("their standard deviation"),
        "mean_stayed": number("mean of those who stayed; of a category the share"),
        "sd_stayed": number("their standard deviation"),
        "difference": number("standardised, left minus stayed"),
    },
    unique=["variable", "category", "arm"],
    strict=True,
    title="attrition_differences",
    metadata=_PLACE,
    description="How people who left differed at the start from those who stayed.",
)
