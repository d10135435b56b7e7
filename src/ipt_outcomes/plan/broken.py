"""A rule that the plan breaks, and the words that remedies share."""

from __future__ import annotations

from collections.abc import Sequence

from ipt_outcomes.plan.plan import PathInPlan

# Where in the plan, the rule, the remedy.
Broken = tuple[PathInPlan, str, str]


def one_of(words: Sequence[str]) -> str:
    """`Use one of: a, b.`"""
    return "Use one of: " + ", ".join(words) + "."
