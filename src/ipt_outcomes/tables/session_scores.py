"""The tables of scores at sessions: courses, sudden gains, and the course that was expected."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import flag, number, one_of, text, whole
from ipt_outcomes.tables.place import Place

GAIN, LOSS = "gain", "loss"

SESSION_COURSES = pa.DataFrameSchema(
    {
        "scale": text("the scale"),
        "arm": text("the arm"),
        "session": whole("number of the session"),
        "n": whole("people with a score at it"),
        "few": flag("whether they are fewer than the plan's `few`: neither mean nor SD is given"),
        "mean": number("their mean, scale points"),
        "sd": number("their SD"),
        "fitted": number("the mean of the growth model, scale points"),
        "se": number("its standard error"),
        "df": number("its degrees of freedom"),
        "ci_lower": number("lower limit at the plan's level"),
        "ci_upper": number("upper limit"),
        "n_intake": whole("people with a score at it and at intake, where a response is defined"),
        "responded": whole("of these, people with a response at it"),
        "status": text("ok, or why there is no fitted mean"),
    },
    unique=["scale", "arm", "session"],
    strict=True,
    title="session_courses",
    metadata=Place("describe").said(),
    description="One row a scale x arm x session of the treatment: the scores that were given, the "
    "growth curve, and responses. At later sessions those who left are missing.",
)

SUDDEN_GAINS = pa.DataFrameSchema(
    {
        "scale": text("the scale"),
        "kind": pa.Column("str", one_of(GAIN, LOSS), description="for the better, or the worse"),
        "participant": text("who"),
        "arm": text("the arm"),
        "session": whole("number of the session before it"),
        "score_before": number("the score there"),
        "score_after": number("the score at the next session"),
        "magnitude": number("points between the two (criterion 1: at least `cutoff`)"),
        "cutoff": number("the points that criterion 1 asks for"),
        "percent": number("magnitude in percent of the score before (criterion 2: at least 25)"),
        "n_before": whole("scores of the three sessions before"),
        "n_after": whole("scores of the three sessions after"),
        "mean_before": number("mean of the sessions before"),
        "mean_after": number("mean of the sessions after"),
        "statistic": number("difference of these means over their pooled SD; inf: the SD is 0"),
        "critical": number("the value that it exceeds (criterion 3)"),
        "reversal_at": number("the score at which half of it is lost"),
        "reversed": flag("whether that was reached at a later session"),
    },
    unique=["scale", "kind", "participant", "session"],
    strict=True,
    title="sudden_gains",
    metadata=Place("describe").said(),
    description="One row a sudden gain or loss of a person.",
)

SUDDEN_GAIN_RATES = pa.DataFrameSchema(
    {
        "scale": text("the scale"),
        "kind": pa.Column("str", one_of(GAIN, LOSS), description="for the better, or the worse"),
        "arm": text("the arm"),
        "cutoff": number("the points that criterion 1 asks for"),
        "cutoff_from": text("where these come from"),
        "people": whole("people with at least one interval that could be looked at"),
        "intervals": whole("intervals between two sessions that could be looked at"),
        "found": whole("gains, or losses"),
        "reversed": whole("of these, half lost again later"),
        "people_with": whole("people with at least one"),
        "share": number("of the people, 0 to 1"),
        "ci_lower": number("lower limit at the plan's level, Wilson"),
        "ci_upper": number("upper limit"),
        "by_chance": number("the share that chance alone gives on a smooth course: the mean"),
        "chance_lower": number("of such trials, the 2.5th percentile"),
        "chance_upper": number("the 97.5th percentile"),
        "chance_p": number("how many of such trials have as many people with one, or more"),
        "draws": whole("simulated trials"),
    },
    unique=["scale", "kind", "arm"],
    strict=True,
    title="sudden_gain_rates",
    metadata=Place("describe").said(),
    description="One row a scale x kind x arm: how many had sudden gains, and how many would have "
    "had by chance, on the growth curves without any.",
)

EXPECTED_COURSES = pa.DataFrameSchema(
    {
        "scale": text("the scale"),
        "participant": text("who"),
        "arm": text("the arm"),
        "session": whole("number of the session"),
        "value": number("the score that was given"),
        "expected": number("the mean of people with this intake, of a model without this person"),
        "worse_limit": number("the score that one in ten of them is worse than"),
        "percent_worse": number("how many in a hundred are expected to be worse than this person"),
        "off_track": flag("whether the score is worse than `worse_limit`"),
    },
    unique=["scale", "participant", "session"],
    strict=True,
    title="expected_courses",
    metadata=Place("describe").said(),
    description="One row a score at a session: what was expected from the intake score. Internal: "
    "no basis for anybody's treatment.",
)

OFF_TRACK = pa.DataFrameSchema(
    {
        "scale": text("the scale"),
        "arm": text("the arm"),
        "session": whole("number of the session"),
        "n": whole("people with a score at it"),
        "off_track": whole("of these, not on track"),
        "share": number("of them, 0 to 1"),
        "ci_lower": number("lower limit at the plan's level, Wilson"),
        "ci_upper": number("upper limit"),
    },
    unique=["scale", "arm", "session"],
    strict=True,
    title="off_track",
    metadata=Place("describe").said(),
    description="One row a scale x arm x session: how many were not on track.",
)

EARLY_SIGNALS = pa.DataFrameSchema(
    {
        "scale": text("the scale"),
        "outcome": text("the outcome whose endpoint says who ended poorly"),
        "session": whole("a signal is not being on track at this session or before"),
        "n": whole("people with a score by then and at the endpoint"),
        "poor": whole("of these, without a response at the endpoint"),
        "signals": whole("people with a signal"),
        "true_signals": whole("of these, who ended poorly"),
        **{
            f"{name}{end}": number(said + of)
            for name, said in (
                ("sensitivity", "of those who ended poorly, the share with a signal"),
                ("specificity", "of those who did not, the share without"),
                ("predictive_value", "of those with a signal, the share who ended poorly"),
            )
            for end, of in (
                ("", ""),
                ("_lower", ": lower limit at the plan's level, Wilson"),
                ("_upper", ": upper limit"),
            )
        },
    },
    unique=["scale", "outcome", "session"],
    strict=True,
    title="early_signals",
    metadata=Place("describe").said(),
    description="One row a scale x session: how well an early signal tells a poor end. Internal.",
)
