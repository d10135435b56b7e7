"""What moderators and their levels are called, and how much was tested."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.moderators import Moderator
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import number, plain_number

EXPLORATORY = "exploratory"


def moderator_of(plan: Plan, name: str) -> Moderator:
    """The plan's moderator of that name."""
    return next(each for each in plan.moderators if each.name == name)


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
    own = tests[tests["claim"] == EXPLORATORY]
    exploratory = int(own["p_value"].notna().sum())
    chance = number(made * plan.alpha, 1)
    which = (
        f", {'all' if exploratory == made else exploratory} of them exploratory"
        if exploratory
        else ", all pre-specified"
    )
    return (
        f"{counted(made, 'test')} of interaction {'was' if made == 1 else 'were'} made{which}. "
        f"Were there no interaction at all, about {chance} of them would have a p-value below "
        f"{plain_number(plan.alpha)} by chance. No p-value is adjusted."
    )
