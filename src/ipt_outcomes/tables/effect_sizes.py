"""The ledger of effect sizes."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import flag, number, one_of, text, whole
from ipt_outcomes.tables.estimates import CAUTION, INTERVAL
from ipt_outcomes.tables.place import Place

SHOWN, NOT_SHOWN, ALONE = "shown", "not shown", "shown alone, not within its family"
HOLDS = (SHOWN, NOT_SHOWN, ALONE)
"""What became of a hypothesis; `ALONE`: by its own interval, and not in its family."""

EFFECT_SIZES = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "role": text("primary or secondary"),
        "analysis": text(
            "the analysis behind the numerator, as the plan names it; `observed` for raw means"
        ),
        "analysis_role": text(
            "what it is to the outcome",
            one_of("primary", "supporting", "sensitivity", "observed"),
        ),
        "visit": text("planned visit"),
        "endpoint": flag("whether this visit is the outcome's endpoint"),
        "test": text("test arm"),
        "comparison": text("comparison arm; of one arm, the baseline visit"),
        "comparison_is": text(
            "how the arms came about",
            one_of("randomised", "observational", "within one arm"),
        ),
        "numerator": text(
            "what is divided",
            one_of("adjusted difference", "slope difference x duration", "observed means"),
        ),
        "standardiser": text("the standard deviation that it is divided by"),
        "sd": number("that, scale points"),
        "sd_df": number("its degrees of freedom"),
        "correction": text(
            "against the bias of small samples: exact (Hedges 1981), approximate "
            "(1 - 3/(4 df - 1)), or none (Cohen's d)",
            one_of("exact", "approximate", "none"),
        ),
        "ci_method": text(
            "how its limits are found",
            one_of("delta", "noncentral t", "bootstrap percentile", "bootstrap BCa"),
        ),
        "estimate": number("standard deviations, test arm minus comparison arm"),
        "se": number("its standard error: by the delta method, or that of the draws"),
        "df": number("degrees of freedom of the numerator"),
        "ci_lower": number("lower confidence limit at the plan's 1 - alpha"),
        "ci_upper": number("upper confidence limit"),
        "p_value": number("two-sided, of the numerator's difference from zero"),
        "p_adjusted": number(
            "of the plan's hypothesis within its family (table `hypotheses`), beside the adjusted "
            "difference at the endpoint that it is about; else missing"
        ),
        "favours": text("the arm that the estimate's sign favours", nullable=True),
        "overlap": number(
            "the share that the arms' distributions have in common, normal and equally spread"
        ),
        "superiority": number(
            "the chance that somebody of the test arm is better off than somebody of the other"
        ),
        "number_needed_to_treat": number(
            "1 / (2 superiority - 1): Kraemer and Kupfer 2006; negative: to harm"
        ),
        "n_test": whole("people of the test arm with a score at the visit", nullable=True),
        "n_comparison": whole("the same of the comparison arm", nullable=True),
        "shown": flag("whether it is the definition that the report's tables show"),
        "status": text("ok, not estimable, singular, or the model's failure"),
    },
    unique=[
        "outcome", "analysis", "visit", "test", "comparison", "numerator", "standardiser",
        "correction", "ci_method",
    ],
    strict=True,
    title="effect_sizes",
    metadata=Place("estimate").said(),
    description="Every standardised effect: by which analysis, standard deviation, correction and "
    "interval.",
)  # fmt: skip

HYPOTHESES = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "role": text("primary or secondary"),
        "analysis": text("its primary analysis, as the plan names it"),
        "visit": text("the outcome's endpoint"),
        "test": text("test arm"),
        "comparison": text("comparison arm"),
        "comparison_is": text("how the arms came about", one_of("randomised", "observational")),
        "hypothesis": text("superiority, non-inferiority or equivalence"),
        "margin": number("scale points"),
        "margin_effect_size": number("the same as an effect size, by the plan's definition"),
        "margin_units": number(
            "the same in minimal important differences of the scale, where a source gives one"
        ),
        **INTERVAL,
        "p_value": number(
            "of the hypothesis: two-sided of no difference, or twice the one-sided of a difference "
            "as large as the margin (of equivalence the greater of the two)"
        ),
        "family": text(
            "the plan's family of hypotheses; missing where it is in none", nullable=True
        ),
        "adjustment": text("how p-values are adjusted within the family", nullable=True),
        "p_adjusted": number("adjusted within the family"),
        "conclusion": text("what the interval says of the hypothesis", nullable=True),
        "holds": text(
            "whether the hypothesis holds: by the interval, and in a family only if the adjusted "
            "p-value is at most alpha too",
            one_of(*HOLDS),
            nullable=True,
        ),
        "caution": CAUTION,
        "few": flag(
            "whether an arm has fewer people with a score at the visit than the plan's `few`"
        ),
        "reason": text("why there is no number, in words; else missing", nullable=True),
        "status": text("ok, not estimable, singular, or the model's failure"),
    },
    unique=["outcome", "test", "comparison"],
    strict=True,
    title="hypotheses",
    metadata=Place("estimate").said(),
    description="The plan's hypotheses at the endpoints, one row each, and what became of them.",
)
