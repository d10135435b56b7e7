"""What must hold of the plan's definition of an effect size, as (where, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.broken import Broken
from ipt_outcomes.plan.plan import Plan


def broken_effect_size_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    named = plan.effect_size
    if len(plan.arms) == 1 and named.standardiser.endswith("_comparison"):
        yield (
            ("effect_size", "standardiser"),
            "there is one arm, and none that it is compared with",
            "Write `baseline_pooled`, which is then the SD of the one arm.",
        )
    if named.standardiser == "model_within" and not plan.clusters:
        yield (
            ("effect_size", "standardiser"),
            "the plan has no clusters that could be left out of the SD",
            "Write `model`.",
        )
    if named.bootstrap is not None and named.standardiser in ("model", "model_within"):
        yield (
            ("effect_size", "bootstrap"),
            "an SD that the model implies is not found anew in each draw",
            "Leave `bootstrap` out, or take an SD of observed scores.",
        )
    if named.interval == "noncentral-t" and not named.standardiser.endswith("_pooled"):
        yield (
            ("effect_size", "interval"),
            "the noncentral t distribution is that of a difference over a pooled SD of scores",
            "Write `delta`, or the standardiser `baseline_pooled` or `visit_pooled`.",
        )
