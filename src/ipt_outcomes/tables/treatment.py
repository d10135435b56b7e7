"""The tables of what happened in therapy: dose, fidelity, phases, therapists, alliance."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import flag, number, one_of, text, whole
from ipt_outcomes.tables.place import Place

_PLACE = Place("describe").said()
_ARM = text("the arm")
_ALL_ARMS = text("the arm; empty for all arms with sessions together", nullable=True)
_ARMS = text("the arms in the model, those of one protocol, with commas between them")
_STATUS = text("ok, or what became of the estimate")
_REASON = text("why there is no estimate; empty where there is", nullable=True)
_ESTIMATED = {
    "se": number("standard error"),
    "df": number("degrees of freedom"),
    "p_value": number("two-sided, of zero"),
    "ci_lower": number("lower confidence limit"),
    "ci_upper": number("upper confidence limit"),
    "status": _STATUS,
    "reason": _REASON,
}
_FROM = text(
    "where the scores are from: `sessions`, given at each session before it; `visits`, the "
    "assessments",
    one_of("sessions", "visits"),
)

THERAPY_DOSE = pa.DataFrameSchema(
    {
        "arm": _ARM,
        "quantity": text(
            "planned, attended, missed: sessions of a person; weeks: from a person's first to the "
            "last session; minutes, homework (0 none to 1 all): of a session attended; days: from "
            "one session attended to the next",
            one_of("planned", "attended", "missed", "weeks", "minutes", "homework", "days"),
        ),
        "phase": text("the phase; empty for the whole treatment", nullable=True),
        "n": whole("people, sessions or intervals with a value"),
        "few": flag("whether they are of fewer people than the plan's `few`: no numbers are given"),
        "mean": number("the mean"),
        "sd": number("the standard deviation"),
        "median": number("the median"),
        "q1": number("the lower quartile"),
        "q3": number("the upper quartile"),
        "minimum": number("the least"),
        "maximum": number("the most"),
    },
    unique=["arm", "quantity", "phase"],
    strict=True,
    title="therapy_dose",
    metadata=_PLACE,
    description="How much therapy there was, by arm: one row an arm with sessions x quantity x "
    "phase. Sessions of phases after the treatment, such as maintenance, count there alone.",
)

THERAPY_ATTENDANCE = pa.DataFrameSchema(
    {
        "arm": _ARM,
        "sessions": whole("sessions of the treatment attended"),
        "people": whole("people who attended so many"),
    },
    unique=["arm", "sessions"],
    strict=True,
    title="therapy_attendance",
    metadata=_PLACE,
    description="How many people attended how many sessions, of everybody randomised: one row an "
    "arm with sessions x number.",
)

THERAPY_COUNTS = pa.DataFrameSchema(
    {
        "arm": _ARM,
        "counted": text(
            "completed: people with the protocol's number of sessions; format: sessions held so; "
            "missed: sessions not attended; the others are deviations from the protocol: people "
            "with fewer or more sessions, sessions that were shorter or longer, or that followed "
            "sooner or later",
            one_of(
                "completed", "format", "missed", "fewer", "more", "shorter", "longer", "sooner",
                "later",
            ),
        ),
        "detail": text("the format", nullable=True),
        "limit": number("the protocol's number"),
        "n": whole("how many people, sessions or intervals between sessions"),
        "of": whole("of how many"),
        "people": whole("people with at least one"),
        "of_people": whole("of how many people"),
    },
    unique=["arm", "counted", "detail"],
    strict=True,
    title="therapy_counts",
    metadata=_PLACE,
    description="Adherence to the protocol, by arm: what was done as it asks, and each deviation.",
)  # fmt: skip

FIDELITY_RATINGS = pa.DataFrameSchema(
    {
        "arm": _ARM,
        "rating": text("the rating, as the plan calls it"),
        "of": text("the arm whose treatment it rates; empty for all", nullable=True),
        "sessions": whole("sessions rated"),
        "people": whole("people with such a session"),
        "raters": whole("raters"),
        "few": flag("whether the people are fewer than the plan's `few`: no numbers are given"),
        "mean": number("the mean of the sessions, each the mean of its raters"),
        "sd": number("their standard deviation"),
        "minimum": number("the least"),
        "maximum": number("the most"),
    },
    unique=["arm", "rating"],
    strict=True,
    title="fidelity_ratings",
    metadata=_PLACE,
    description="How sessions were rated, by arm.",
)

FIDELITY_AGREEMENT = pa.DataFrameSchema(
    {
        "rating": text("the rating, as the plan calls it"),
        "arm": _ALL_ARMS,
        "sessions": whole("sessions rated"),
        "twice": whole("of these, sessions with two raters or more"),
        "raters": whole("raters"),
        "icc": number("ICC(2,1): absolute agreement of single raters, two-way random effects"),
        "ci_lower": number("lower confidence limit, by the profile of the likelihood"),
        "ci_upper": number("upper confidence limit"),
        "status": _STATUS,
    },
    unique=["rating", "arm"],
    strict=True,
    title="fidelity_agreement",
    metadata=_PLACE,
    description="How far raters of one session agree: over the sessions of all arms, among which "
    "adherence to one treatment differs by design, and within each arm.",
)

FIDELITY_TOLD_APART = pa.DataFrameSchema(
    {
        "arm": _ARM,
        "measure": text(
            "difference: adherence to the arm's own treatment minus that to the other, points; "
            "guessed: the share of the guesses of the treatment that were right",
            one_of("difference", "guessed"),
        ),
        "other": text("the other treatment of a difference", nullable=True),
        "n": whole("sessions rated, or guesses"),
        "right": whole("guesses that were right", nullable=True),
        "estimate": number("the mean difference, or the share"),
        "ci_lower": number("lower confidence limit; clusters and people are allowed for"),
        "ci_upper": number("upper confidence limit"),
        "status": _STATUS,
    },
    unique=["arm", "measure", "other"],
    strict=True,
    title="fidelity_told_apart",
    metadata=_PLACE,
    description="Whether raters tell the treatments apart.",
)

PHASE_SLOPES = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "scores": _FROM,
        "phase": text("the phase, as the protocol calls it"),
        "start": number("where the phase begins: session, or week"),
        "end": number("where it ends"),
        "unit": text("what a slope is a change of points a", one_of("session", "week")),
        "test": text("the arm"),
        "comparison": text("the arm that is subtracted; empty: none is", nullable=True),
        "people": whole("people in the model"),
        "observations": whole("scores in the model"),
        "random": text("what differs between people: intercept, slope, slopes"),
        "estimate": number("points a session or week; or the difference of two arms"),
        **_ESTIMATED,
    },
    unique=["outcome", "phase", "test", "comparison"],
    strict=True,
    title="phase_slopes",
    metadata=_PLACE,
    description="How fast scores change in each phase of the treatment, by arm, and by how much "
    "arms differ in it.",
)

THERAPIST_VARIANCE = pa.DataFrameSchema(
    {
        "outcome": text("the first primary outcome"),
        "cluster": text("the plan's cluster: therapists, therapy groups"),
        "visit": text("the outcome's endpoint"),
        "arm": _ALL_ARMS,
        "clusters": whole("how many of them"),
        "people": whole("their people with a score"),
        "median": number("people each, the median"),
        "fewest": whole("the fewest"),
        "most": whole("the most"),
        "variance_between": number("variance between them, squared points; of all arms"),
        "variance_within": number("variance within them"),
        "icc": number("intraclass correlation"),
        "ci_lower": number("lower confidence limit, by the profile of the likelihood"),
        "ci_upper": number("upper confidence limit"),
        "status": _STATUS,
    },
    unique=["outcome", "cluster", "arm"],
    strict=True,
    title="therapist_variance",
    metadata=_PLACE,
    description="The caseload of therapists and groups, and by how much their people's outcomes "
    "differ, adjusted as the primary analysis is.",
)

THERAPISTS = pa.DataFrameSchema(
    {
        "outcome": text("the first primary outcome"),
        "cluster": text("the plan's cluster"),
        "treated_by": text("which of them, by its code"),
        "arm": text("the arm; empty where its people are of several", nullable=True),
        "people": whole("people with a score"),
        "estimate": number(
            "by how many points its people's scores are higher than is expected of them: the best "
            "linear unbiased prediction"
        ),
        "se": number(
            "its standard error, conditional on the variances; missing, as the limits, where the "
            "variance between them is estimated as 0"
        ),
        "ci_lower": number("lower limit"),
        "ci_upper": number("upper limit"),
    },
    unique=["outcome", "cluster", "treated_by"],
    strict=True,
    title="therapists",
    metadata=_PLACE,
    description="INTERNAL: each therapist and group by its code, and its people's outcomes.",
)

DOSE_RESPONSE = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "arms": _ARMS,
        "model": text(
            "naive: the score at the endpoint on all sessions attended; good_enough_level: the "
            "rate of change by all sessions attended; so_far: scores on the sessions attended so "
            "far, within people",
            one_of("naive", "good_enough_level", "so_far"),
        ),
        "quantity": text(
            "association: points for one session more; rate: points of change a session or week, "
            "of people with `at` sessions in all; difference: of that rate, for one session more",
            one_of("association", "rate", "difference"),
        ),
        "arm": text("the arm; empty for all `arms` together", nullable=True),
        "at": number("all sessions attended, of a rate"),
        "scores": _FROM,
        "unit": text("what a rate is a change a", one_of("session", "week")),
        "people": whole("people in the model"),
        "observations": whole("scores in the model"),
        "estimate": number("points of the scale"),
        **_ESTIMATED,
    },
    unique=["outcome", "arms", "model", "quantity", "arm", "at"],
    strict=True,
    title="dose_response",
    metadata=_PLACE,
    description="OBSERVATIONAL: outcomes and the sessions that people attended; nobody was "
    "randomised to a number of sessions.",
)

ALLIANCE = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "arms": _ARMS,
        "predicted": text(
            "next_session: the score at the next session; endpoint: the score at the endpoint; "
            "both for people who had the same score before",
            one_of("next_session", "endpoint"),
        ),
        "part": text(
            "within: a session's alliance minus the person's mean of the early sessions; between: "
            "that mean",
            one_of("within", "between"),
        ),
        "sd": number("the standard deviation of that part, points of alliance"),
        "people": whole("people in the model"),
        "observations": whole("scores predicted"),
        "estimate": number("points of the scale for one point of alliance more"),
        **_ESTIMATED,
    },
    unique=["outcome", "arms", "predicted", "part"],
    strict=True,
    title="alliance",
    metadata=_PLACE,
    description="OBSERVATIONAL: early alliance, in the first phase, and later scores.",
)
