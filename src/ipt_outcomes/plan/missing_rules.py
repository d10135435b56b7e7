"""What must hold of the plan's missing scores, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.missing_scores import ASSUMPTION_TITLES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reference_arm import reference_arm

_OF_REFERENCE = ("j2r", "cr", "cir")


def broken_missing_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    missing = plan.missing
    arms = [arm.name for arm in plan.arms]
    if missing.reference is not None and missing.reference not in arms:
        rule = f"{missing.reference!r} is not one of the plan's arms"
        yield ("missing", "reference"), rule, one_of(arms)
    for position, name in enumerate(missing.also):
        if name in missing.also[:position]:
            yield ("missing", "also", position), f"{name} is named twice", "Name it once."
    yield from _reasons(plan)


def _reasons(plan: Plan) -> Iterator[Broken]:
    missing = plan.missing
    if not missing.reasons:
        if "other_reasons" in missing.model_fields_set:
            yield (
                ("missing", "other_reasons"),
                "other reasons than which? None is named",
                "Name some: `reasons: {<the file's word>: j2r}`, or take the key out.",
            )
        return
    if plan.participants.columns.withdrawal_reason is None:
        yield (
            ("missing", "reasons"),
            "no column of the participants is mapped to withdrawal_reason",
            "Map it under `participants`: `columns: {withdrawal_reason: <column>}`.",
        )
    if len(plan.arms) == 1:
        yield ("missing", "reasons"), "there is one arm, and no scenario", "Take the key out."
    named = [("reasons", reason, wanted) for reason, wanted in missing.reasons.items()]
    for *where, wanted in [*named, ("other_reasons", missing.other_reasons)]:
        if wanted in _OF_REFERENCE and reference_arm(plan) is None:
            yield (
                ("missing", *where),
                f"{ASSUMPTION_TITLES[wanted]} needs an arm to refer to, and none has the role "
                "control",
                "Name it: `reference: <arm>`.",
            )
