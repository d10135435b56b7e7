"""The arm that assumptions on missing scores refer to."""

from __future__ import annotations

from ipt_outcomes.plan.plan import Plan


def reference_arm(plan: Plan) -> str | None:
    """The arm that the plan names as reference, else its first control; None without either."""
    controls = [arm.name for arm in plan.arms if arm.role == "control"]
    return plan.missing.reference or next(iter(controls), None)
