"""Ages over 89, which HIPAA's Safe Harbor takes for identifiers, are all written as 90."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.gate.column_names import plain_words
from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.plan import Plan

# 45 CFR 164.514(b)(2)(i)(C): ages over 89 may be kept as one category "90 or older".
OLDEST = 89
TOP = 90.0
_AGES = frozenset({
    "age", "ages", "alter", "leeftijd", "edad", "eta", "alder", "idade", "ageyears", "agebl",
})  # fmt: skip


def top_coded(plan: Plan, people: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The participants with no age over 90, and a note for each column in which one was.

    Ages are the study's `age` and every covariate that is a number and has a word for age in its
    name, or in its column's.
    """
    columns = {"age": plan.participants.columns.age}
    columns |= {
        name: covariate.column
        for name, covariate in plan.participants.covariates.items()
        if covariate.type == "number"
        and _AGES & set((plain_words(name) + " " + plain_words(covariate.column)).split())
    }
    people, notes = people.copy(deep=False), []
    for name, column in columns.items():
        over = people[name] > OLDEST if name in people else pd.Series(dtype=bool)
        # 90 itself is among them, and stays.
        if moved := int((over & (people[name] != TOP)).sum()) if len(over) else 0:
            notes.append(
                f"{plan.participants.file}: {counted(moved, 'age')} over {OLDEST} in the column "
                f"{column} {'is' if moved == 1 else 'are'} written as {TOP:g}"
            )
            people[name] = people[name].mask(over, TOP)
    return people, notes
