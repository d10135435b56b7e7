"""What the standardised effect of the report's tables and figures is called, and what it is."""

from __future__ import annotations

from ipt_outcomes.plan.effect_size import StandardiserKey
from ipt_outcomes.plan.plan import Plan

# By the plan's key, of two arms: what the difference is divided by.
_BY: dict[StandardiserKey, str] = {
    "baseline_pooled": "the pooled within-arm SD of the observed baseline scores",
    "baseline_comparison": "the SD of the comparison arm's observed baseline scores",
    "visit_pooled": "the pooled within-arm SD of the observed scores at the visit",
    "visit_comparison": "the SD of the comparison arm's observed scores at the visit",
    "change": "the pooled within-arm SD of the observed change since baseline",
    "model": "the SD of a score at the visit within an arm, as the model has it",
    "model_within": "the SD of a score at the visit within an arm and a cluster, as the model has "
    "it",
}
_OF_ONE_ARM: dict[StandardiserKey, str] = {
    "baseline_pooled": "the SD of the observed baseline scores",
    "visit_pooled": "the SD of the observed scores at the visit",
    "change": "the SD of the observed change",
    "model": "the SD of a score at the visit, as the model has it",
    "model_within": "the SD of a score at the visit within a cluster, as the model has it",
}
_CORRECTIONS = {
    "exact": "times Hedges' small-sample correction J",
    "approximate": "times the small-sample correction 1 − 3/(4 df − 1)",
    "none": "without a small-sample correction",
}


def size_name(plan: Plan) -> str:
    """`Hedges' g`, or what else the plan's definition is called."""
    named = plan.effect_size
    if named.standardiser == "change":
        return "Standardised response mean"
    if len(plan.arms) == 1:
        return "Standardised mean change"
    if named.standardiser.endswith("_comparison"):
        return "Glass' delta"
    return "Cohen's d" if named.correction == "none" else "Hedges' g"


def size_symbol(plan: Plan) -> str:
    """The name where there is no room: `g`."""
    return {"Hedges' g": "g", "Cohen's d": "d"}.get(size_name(plan), "effect size")


def divided_by(plan: Plan) -> str:
    """`the pooled within-arm SD of the observed baseline scores`."""
    return (_OF_ONE_ARM if len(plan.arms) == 1 else _BY)[plan.effect_size.standardiser]


def corrected(plan: Plan) -> str:
    """`times Hedges' small-sample correction J`."""
    return _CORRECTIONS[plan.effect_size.correction]


def one_sd_an_outcome(plan: Plan) -> bool:
    """Whether the SD is the same whatever the contrast and the visit."""
    return plan.effect_size.standardiser == "baseline_pooled"
