"""What moderators and their levels are called, and how much was tested."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.locking.named_before import named_before_data
from ipt_outcomes.plan.moderators import Moderator
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import number, plain_number

EXPLORATORY = "exploratory"


def moderator_of(plan: Plan, name: str) -> Moderator:
    """The plan's moderator of that name."""
    return next(each for each in plan.moderators if each.name == name)


def claim_in_words(plan: Plan, moderator: Moderator) -> str:
    """Whether it was named before the data were seen."""
    named = named_before_data(plan, moderator)
    return "named before the data were seen" if named else EXPLORATORY


def moderator_label(plan: Plan, row: pd.Series) -> str:
    """`Problem area`; `Baseline severity (exploratory)` of one that was not named beforehand."""
    label = moderator_of(plan, row["moderator"]).called
    return f"{label} ({EXPLORATORY})" if row["claim"] == EXPLORATORY else label


def level_label(row: pd.Series) -> str:
    """`role dispute`; of a number `mean + 1 SD (20.7)`."""
    level = str(row["level"]).replace("_", " ")
    return level if pd.isna(row["value"]) else f"{level} ({number(row['value'], 1)})"


def how_many_tests(plan: Plan, tests: pd.DataFrame) -> str:
    """How many tests were made, and how many of them chance alone would make significant."""
    made = int(tests["tests"].iloc[0])
    if not made:
        return "No test of interaction could be made."
    exploratory = int(tests.loc[tests["claim"] == EXPLORATORY, "p_value"].notna().sum())
    if exploratory in (0, made):
        which = f"{'' if made == 1 else 'all '}{EXPLORATORY if exploratory else 'pre-specified'}"
    else:
        which = f"{exploratory} of them {EXPLORATORY}"
    level = plain_number(plan.alpha)
    chance = number(made * plan.alpha, 1)
    by_chance = (
        f"Were there no interaction at all, about {chance} of them would have a p-value below "
        f"{level} by chance. No p-value is adjusted."
    )
    if made == 1:
        return f"1 test of interaction was made, {which}."
    return f"{counted(made, 'test')} of interaction were made, {which}. {by_chance}"
