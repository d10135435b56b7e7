"""The tables of results: models, adjusted means, and effects."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import flag, number, one_of, text, whole
from ipt_outcomes.tables.place import Place

ROLES = ("primary", "supporting", "sensitivity")
CAUTION = flag(
    "whether the model is singular in a way that its standard errors do not allow for: the "
    "residual covariance is, or a variance is zero and degrees of freedom are not Kenward and "
    "Roger's"
)

MODELS = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "analysis": text("the analysis, as the plan names it"),
        "analysis_role": text("what it is to the outcome", one_of(*ROLES)),
        "status": text("ok, singular, not converged or failed"),
        "reason": text(
            "why a model failed, or which covariances were passed over and why; else empty",
            nullable=True,
        ),
        "formula": text("the model as fitted"),
        "residual_singular": flag(
            "whether the covariance among the visits of a person is at its boundary, and not only "
            "that of random effects"
        ),
        "caution": CAUTION,
        "covariance": text(
            "among the visits of a person, and random effects, as fitted", nullable=True
        ),
        "covariance_parameters": whole(
            "variances, covariances and correlations estimated; missing if it failed", nullable=True
        ),
        "method": text("reml or ml"),
        "df_method": text("how degrees of freedom are found"),
        "participants": whole("people in the model"),
        "observations": whole("scores in the model"),
        "randomised": whole("people randomised"),
        "without_outcome": whole("people left out: no score at any visit of the model"),
        "baseline_imputed": whole("people in the model whose missing baseline is the mean"),
        "covariate_imputed": whole("people in the model with another covariate imputed"),
        "excluded": whole("people left out by the plan for a missing baseline or covariate"),
        "minus_2_log_likelihood": number(
            "-2 (restricted) log-likelihood; two models of the same scores may be compared by it, "
            "with reml only where their fixed effects are the same"
        ),
        "aic": number("Akaike's criterion; to be compared as the log-likelihood is"),
        "bic": number("Schwarz's criterion; to be compared as the log-likelihood is"),
    },
    unique=["outcome", "analysis"],
    strict=True,
    title="models",
    metadata=Place("estimate").said(),
    description="One row a model: what was fitted, to whom, and whether it can be relied on.",
)

INTERVAL = {
    "estimate": number("scale points"),
    "se": number("standard error, scale points"),
    "df": number("degrees of freedom"),
    "ci_lower": number("lower confidence limit at the plan's 1 - alpha"),
    "ci_upper": number("upper confidence limit"),
}

_TESTED = {
    **INTERVAL,
    "statistic": number("t of the difference from zero"),
    "p_value": number("two-sided, of the difference from zero"),
}
_BEHIND = {
    "n_test": whole("people of the test arm with a score at the visit in the model"),
    "n_comparison": whole("the same of the comparison arm"),
    "participants": whole("people in the model"),
    "observations": whole("scores in the model"),
    "baseline_imputed": whole("people in the model whose missing baseline is the mean"),
    "excluded": whole("people left out by the plan for a missing baseline or covariate"),
    "caution": CAUTION,
    "few": flag("whether an arm has fewer people with a score at the visit than the plan's `few`"),
    "reason": text("why there is no number, in words; else missing", nullable=True),
}

MEANS = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "analysis": text("the analysis, as the plan names it"),
        "arm": text("the arm"),
        "visit": text("planned visit"),
        "week": number("the visit's target week"),
        **INTERVAL,
        "n": whole("people of the arm with a score at the visit in the model"),
        "caution": CAUTION,
        "few": flag("whether these are fewer than the plan's `few`"),
        "status": text("ok, not estimable, or the model's failure"),
    },
    unique=["outcome", "analysis", "arm", "visit"],
    strict=True,
    title="means",
    metadata=Place("estimate").said(),
    description="Adjusted (marginal) means by arm and visit.",
)

SLOPES = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "analysis": text("the analysis, as the plan names it"),
        "test": text("test arm"),
        "comparison": text("comparison arm; of one arm, the baseline visit"),
        "first": text("the visit at which the stretch begins"),
        "last": text("the visit at which it ends"),
        "length": number("of the stretch, in the analysis's units of time"),
        "unit": text("of time", one_of("week", "visit")),
        **_TESTED,
        "caution": CAUTION,
        "status": text("ok, not estimable, singular, or the model's failure"),
    },
    unique=["outcome", "analysis", "test", "comparison", "first", "last"],
    strict=True,
    title="slopes",
    metadata=Place("estimate").said(),
    description="Mean change a unit of time between two visits of a growth model, test arm minus "
    "comparison arm.",
)

OVER_TIME = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "analysis": text("the analysis, as the plan names it"),
        "analysis_role": text("what it is to the outcome", one_of(*ROLES)),
        "test": text("test arm"),
        "comparison": text("comparison arm"),
        "quantity": text(
            "the area under the curve of the difference, that over its length, or the difference "
            "at a later visit minus that at the end of treatment",
            one_of("area under the curve", "time average", "change after treatment"),
        ),
        "first": text(
            "the visit at which it begins; of the baseline, where there is no difference, no score "
            "is used but as the analysis does"
        ),
        "last": text("the last visit"),
        "unit": text("of the estimate", one_of("points", "points x weeks")),
        **_TESTED,
        "caution": CAUTION,
        "status": text("ok, not estimable, singular, or the model's failure"),
    },
    unique=["outcome", "analysis", "test", "comparison", "quantity", "first", "last"],
    strict=True,
    title="over_time",
    metadata=Place("estimate").said(),
    description="The short and the long term: contrasts over several visits, test arm minus "
    "comparison arm.",
)

# What effects, conclusions, figures and pages are made from, wherever it comes from: a model,
# pooled imputations, a jackknife, a sum over sites.
CONTRASTS = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "analysis": text("the analysis, as the plan names it"),
        "test": text("test arm"),
        "comparison": text("comparison arm"),
        "visit": text("planned visit"),
        **_TESTED,
        **_BEHIND,
        "status": text("ok, not estimable, singular, or the model's failure"),
    },
    unique=["outcome", "analysis", "visit", "test", "comparison"],
    strict=True,
    title="contrasts",
    description="Test arm minus comparison arm, before anything is made of it: effect or word.",
)

EFFECTS = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "role": text("primary or secondary"),
        "analysis": text("the analysis, as the plan names it"),
        "analysis_role": text("what it is to the outcome", one_of(*ROLES)),
        "visit": text("planned visit"),
        "week": number("the visit's target week"),
        "endpoint": flag("whether this visit is the outcome's endpoint"),
        "test": text("test arm"),
        "comparison": text("comparison arm"),
        "hypothesis": text("superiority, non-inferiority or equivalence"),
        "margin": number("margin of non-inferiority or equivalence, scale points"),
        **_TESTED,
        "favours": text("the arm that the estimate's sign favours", nullable=True),
        "conclusion": text(
            "what the interval says of the plan's hypothesis, at its endpoint", nullable=True
        ),
        "effect_size": number(
            "estimate over the SD, as the plan's `effect_size` has it: Hedges' g unless it says "
            "otherwise"
        ),
        "effect_size_se": number("its standard error"),
        "effect_size_lower": number("its lower confidence limit"),
        "effect_size_upper": number("its upper confidence limit"),
        "sd": number("the SD that the effect size is divided by, scale points"),
        "sd_df": number("degrees of freedom of that SD"),
        "margin_effect_size": number(
            "the margin as an effect size, on the side of a worse test arm"
        ),
        **_BEHIND,
        "status": text("ok, not estimable, singular, or the model's failure"),
    },
    unique=["outcome", "analysis", "visit", "test", "comparison"],
    strict=True,
    title="effects",
    metadata=Place("estimate").said(),
    description="The plan's contrasts at every visit: test arm minus comparison arm.",
)

AGREEMENT = pa.DataFrameSchema(
    {
        "outcome": text("the plan's outcome"),
        "analysis": text("the analysis, as the plan names it"),
        "software": text("the other software and its version"),
        "status": text("whether the other software found a fit", one_of("fitted", "not converged")),
        "participants": whole("people of whose rows it was asked"),
        "of_participants": whole("people of the model"),
        "estimate_difference": number("largest difference of an estimate, in standard errors"),
        "se_difference": number("largest difference of a standard error, as a share of it"),
    },
    unique=["outcome", "analysis"],
    strict=True,
    title="agreement",
    metadata=Place("estimate").said(),
    description="One row a model that other software fitted too: how far the two are apart.",
)
