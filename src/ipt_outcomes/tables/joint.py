"""The tables of joint models: several outcomes at once."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from ipt_outcomes.tables.columns import between, flag, number, one_of, text, whole
from ipt_outcomes.tables.estimates import CAUTION, INTERVAL
from ipt_outcomes.tables.place import Place

_NAME = text("the joint model, as the plan names it")
_CLAIM = text("what the plan claims of its outcomes together", one_of("all", "any"))
_COMPARISON_IS = text("how the arms came about", one_of("randomised", "observational"))
_STATUS = text("ok, not estimable, partly estimable, singular, or the model's failure")
_REASON = text("why there is no number, or of how many contrasts; else missing", nullable=True)


def _contrast(of: str = "") -> dict[str, Any]:
    return {
        f"{of}outcome": text("an outcome of the model"),
        f"{of}test": text("test arm"),
        f"{of}comparison": text("comparison arm"),
    }


JOINT_CONTRASTS = pa.DataFrameSchema(
    {
        "joint": _NAME,
        "claim": _CLAIM,
        **_contrast(),
        "role": text("primary or secondary"),
        "analysis": text("the outcome's primary analysis, as the plan names it"),
        "visit": text("the outcome's endpoint"),
        "comparison_is": _COMPARISON_IS,
        "hypothesis": text("superiority, non-inferiority or equivalence"),
        "margin": number("of non-inferiority or equivalence, scale points"),
        **INTERVAL,
        "statistic": number("t of the difference from zero"),
        "p_value": number("two-sided, of the difference from zero"),
        "p_hypothesis": number(
            "of the hypothesis: two-sided of no difference, or of a difference as large as the "
            "margin"
        ),
        "p_adjusted": number(
            "of a claim of all outcomes the largest of the contrast's over them, which is 1 where "
            "the test arm is the worse one; of any, by max-t over the model's contrasts"
        ),
        "favours": text("the arm that the estimate's sign favours", nullable=True),
        "n_test": whole("people of the test arm with a score at the visit in the model"),
        "n_comparison": whole("the same of the comparison arm"),
        "few": flag("whether an arm has fewer people there than the plan's `few`"),
        "caution": CAUTION,
        "reason": _REASON,
        "status": _STATUS,
    },
    unique=["joint", "outcome", "test", "comparison"],
    strict=True,
    title="joint_contrasts",
    metadata=Place("estimate").said(),
    description="The contrasts at the endpoints by models of several outcomes at once.",
)

JOINT_TESTS = pa.DataFrameSchema(
    {
        "joint": _NAME,
        "claim": _CLAIM,
        "comparison_is": _COMPARISON_IS,
        "test": text("test arm; missing: all the plan's contrasts together", nullable=True),
        "comparison": text("comparison arm; missing: all together", nullable=True),
        "outcomes": whole("outcomes that are tested"),
        "participants": whole("people in the model"),
        "observations": whole("scores in the model"),
        "scores_a_person": whole("outcomes times their visits: the size of the covariance"),
        "df1": whole("contrasts that are tested", nullable=True),
        "df2": number("denominator degrees of freedom"),
        "statistic": number("F of no difference in any outcome"),
        "p_value": number("of no difference in any outcome"),
        "p_claim": number(
            "of what the plan claims; missing where it claims nothing of these together",
            between(0, 1),
        ),
        "holds": text(
            "whether the claim is shown at the plan's alpha",
            one_of("shown", "not shown"),
            nullable=True,
        ),
        "caution": CAUTION,
        "reason": _REASON,
        "status": _STATUS,
    },
    unique=["joint", "test", "comparison"],
    strict=True,
    title="joint_tests",
    metadata=Place("estimate").said(),
    description="Whether arms differ in any outcome of a joint model at the endpoints, and whether "
    "what the plan claims of the outcomes together is shown.",
)

JOINT_CORRELATIONS = pa.DataFrameSchema(
    {
        "joint": _NAME,
        **_contrast(),
        **_contrast("other_"),
        "correlation": number("of the two estimates", between(-1.0 - 1e-9, 1.0 + 1e-9)),
    },
    unique=[
        "joint", "outcome", "test", "comparison", "other_outcome", "other_test", "other_comparison",
    ],
    strict=True,
    title="joint_correlations",
    metadata=Place("estimate").said(),
    description="How the estimates of a joint model go together, a row a pair of its contrasts.",
)  # fmt: skip
