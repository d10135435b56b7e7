"""The plan's analysis sets in words: who is in them, and what a comparison within them is."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import counted, listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.wording import arm_labels

SETTLED_LATER = (
    "Who is in a set was settled after the arms were there, by what people did or by what is known "
    "of them"
)


def comparisons_within(plan: Plan) -> str:
    """What a comparison of arms within a set is."""
    if len(plan.arms) == 1:
        return f"{SETTLED_LATER}."
    if not plan.randomised:
        return f"{SETTLED_LATER}: one more way in which arms may differ within it."
    return f"{SETTLED_LATER}: a comparison of arms within it is NOT RANDOMISED."


def who_is_in(plan: Plan, rows: pd.DataFrame) -> str:
    """Who is in a set; `rows` are its rows of one outcome in the table `set_counts`."""
    first = rows.iloc[0]
    if first["kind"] == "intention_to_treat":
        return "Everybody randomised." if plan.randomised else "Everybody included."
    if first["kind"] == "completers":
        return "With a score at the outcome\u2019s endpoint."
    if first["needs"] == "score":
        return "With a score after the baseline."
    labels = arm_labels(plan)
    known = rows["sessions"].notna()
    numbers = {
        labels[arm]: int(k)
        for arm, k in zip(rows.loc[known, "arm"], rows.loc[known, "sessions"], strict=True)
    }
    without = [labels[arm] for arm in rows.loc[~known, "arm"]]
    sentences = []
    if len(set(numbers.values())) == 1:
        said = counted(next(iter(numbers.values())), "session")
        sentences.append(f"Came to at least {said}.")
    elif numbers:
        each = [f"{counted(k, 'session')} ({label})" for label, k in numbers.items()]
        sentences.append(f"Came to at least {listed(each)}.")
    if without:
        sentences.append(f"{listed(without)}: everybody, as no sessions are asked of them.")
    return " ".join(sentences)
