"""What must hold of the plan's contrasts, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.claim import WITH_MARGIN
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.trial import Contrast


def broken_contrast_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    arms = [arm.name for arm in plan.arms]
    outcomes = [outcome.name for outcome in plan.outcomes]
    if len(arms) == 1 and plan.contrasts:
        rule = "there is one arm, and nothing to contrast it with"
        yield ("contrasts",), rule, "Leave `contrasts` out: the report shows the change."
    if len(arms) > 1 and not plan.contrasts:
        rule = "the plan asks no contrast of its arms"
        yield ("arms",), rule, "Name the comparisons under `contrasts`."
    seen: set[tuple[str, str, str]] = set()
    for position, contrast in enumerate(plan.contrasts):
        where: PathInPlan = ("contrasts", position)
        for side, arm in (("test", contrast.test), ("comparison", contrast.comparison)):
            if arm not in arms:
                yield (*where, side), f"{arm!r} is not one of the plan's arms", one_of(arms)
        if contrast.test == contrast.comparison:
            yield where, "an arm is contrasted with itself", "Name two different arms."
        if (contrast.hypothesis in WITH_MARGIN) != (contrast.margin is not None):
            yield (
                where,
                "a margin belongs to a contrast of non-inferiority or equivalence, and such a "
                "contrast needs one",
                "Give `margin` in scale points with `hypothesis: non-inferiority` or "
                "`hypothesis: equivalence`, and only there.",
            )
        if contrast.margin is not None:
            yield from _margin(plan, contrast, where)
        for index, outcome in enumerate(contrast.outcomes):
            if outcome not in outcomes:
                yield (
                    (*where, "outcomes", index),
                    f"{outcome!r} is not one of the plan's outcomes",
                    one_of(outcomes),
                )
        for outcome in contrast.outcomes or outcomes:
            key = (contrast.test, contrast.comparison, outcome)
            if key in seen:
                yield where, f"this contrast is asked twice of {outcome}", "Ask it once."
            seen.add(key)


def _margin(plan: Plan, contrast: Contrast, where: PathInPlan) -> Iterator[Broken]:
    """A margin is of one scale, and arms that are half of it apart are not alike."""
    named = contrast.outcomes
    own = [each for each in plan.outcomes if not named or each.name in named]
    if len(named or own) != 1:
        yield (
            where,
            "a margin is in points of one scale",
            "Name the one outcome: `outcomes: [...]`.",
        )
    elif own and own[0].scale in plan.scales and contrast.margin is not None:
        scale = plan.entry_of(own[0].scale)
        length = scale.maximum - scale.minimum
        if contrast.margin >= length / 2:
            yield (
                (*where, "margin"),
                f"{scale.name} has {length:g} points from end to end: arms that are "
                f"{contrast.margin:g} apart are not alike",
                "Write the largest difference that does not matter to people, in points of the "
                "scale.",
            )
