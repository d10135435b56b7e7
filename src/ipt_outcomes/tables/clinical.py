"""The tables of clinically significant change: by which limits, how many, compared, by methods."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import flag, number, one_of, text, whole
from ipt_outcomes.tables.place import Place

_OF = {
    "outcome": text("the plan's outcome"),
    "role": text("primary or secondary"),
    "visit": text("the visit after treatment"),
}
_SOURCE = text(
    "observed: among people with a score before and after; imputed: among everyone, scores that "
    "were not given being imputed under missing at random by the primary analysis's model",
    one_of("observed", "imputed"),
)
_FEW = flag("whether an arm behind it has fewer people with both scores than the plan's `few`")
_PLACE = Place("sensitivity").said()

CLINICAL_LIMITS = pa.DataFrameSchema(
    {
        **_OF,
        "limit": text(
            "what is known or found: a reliability, a population, a limit",
            one_of(
                "reliability", "clinical mean", "clinical sd", "functional mean", "functional sd",
                "reliable change", "cutoff", "response", "remission",
                "minimal important difference", "missing scores",
            ),
        ),
        "value": number("the number; of missing scores, how many people have none at the visit"),
        "unit": text("of the number", nullable=True),
        "words": text("what the number is", nullable=True),
        "source": text("where the number comes from", nullable=True),
        "reason": text("why there is no number, or no imputation; else missing", nullable=True),
    },
    unique=["outcome", "visit", "limit"],
    strict=True,
    title="clinical_limits",
    metadata=_PLACE,
    description="What people are judged by: every number, with its source.",
)  # fmt: skip

CLINICAL_COUNTS = pa.DataFrameSchema(
    {
        **_OF,
        "arm": text("arm"),
        "source": _SOURCE,
        "category": text(
            "what became of a person",
            one_of("recovered", "improved", "unchanged", "deteriorated", "harmed"),
        ),
        "people": number("how many; imputed, the mean of the completed data sets"),
        "share": number("of those behind it"),
        "n": whole("people behind it"),
        "few": _FEW,
    },
    unique=["outcome", "visit", "arm", "source", "category"],
    strict=True,
    title="clinical_counts",
    metadata=_PLACE,
    description="How many of each arm recovered, improved, stayed, got worse (Jacobson and Truax).",
)

CLINICAL_EFFECTS = pa.DataFrameSchema(
    {
        **_OF,
        "event": text(
            "what may have happened to a person",
            one_of(
                "response", "remission", "important improvement", "reliable improvement",
                "recovered", "reliable deterioration", "harmed", "functional score",
            ),
        ),
        "source": _SOURCE,
        "measure": text(
            "what is estimated",
            one_of(
                "risk", "risk difference", "risk ratio", "odds ratio", "number needed to treat"
            ),
        ),
        "test": text("test arm; of a risk, the arm"),
        "comparison": text("comparison arm; missing of a risk", nullable=True),
        "estimate": number("shares are of one; a number needed to treat may be infinite"),
        "ci_lower": number("lower confidence limit at the plan's 1 - alpha"),
        "ci_upper": number(
            "upper confidence limit; of a number needed whose difference may be zero, the interval "
            "is all below ci_lower and all above ci_upper"
        ),
        "ci_method": text("how the limits are found", nullable=True),
        "n_test": whole("people of the test arm behind it", nullable=True),
        "events_test": whole("those with the event, where observed", nullable=True),
        "n_comparison": whole("the same of the comparison arm", nullable=True),
        "events_comparison": whole("likewise", nullable=True),
        "in_words": text(
            "a number needed: NNTB to benefit, NNTH to harm one person more; through infinity "
            "where the difference may be none",
            nullable=True,
        ),
        "few": _FEW,
        "status": text("ok, not estimable, or variance not estimable"),
    },
    unique=["outcome", "visit", "event", "source", "measure", "test", "comparison"],
    strict=True,
    title="clinical_effects",
    metadata=_PLACE,
    description="The risk of each event by arm, and the plan's contrasts of them; with clusters, "
    "intervals are by sums over groups of people who share none with anybody else.",
)  # fmt: skip

CLINICAL_METHODS = pa.DataFrameSchema(
    {
        **_OF,
        "arm": text("arm"),
        "method": text("the method"),
        **{
            name: whole("how many", nullable=True)
            for name in ("n", "recovered", "improved", "unchanged", "deteriorated", "harmed")
        },
        "cutoff": number("where the functional population begins, scale points"),
        "agreement": number("the share of these people with the same category by Jacobson-Truax"),
        "few": _FEW,
        "status": text("ok or failed"),
        "reason": text("why it failed; else missing", nullable=True),
    },
    unique=["outcome", "visit", "arm", "method"],
    strict=True,
    title="clinical_methods",
    metadata=_PLACE,
    description="The categories of the people observed, by each method.",
)
