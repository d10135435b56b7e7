"""How many people share what the plan calls quasi-identifiers, all of them taken together."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.plan.plan import Plan


def report_anonymity(plan: Plan, people: pd.DataFrame, findings: Findings) -> list[str]:
    """k-anonymity as a note; found broken where it is below the plan's k.

    ASSUME: a missing value is a value of its own, as it is to somebody who searches the table.
    """
    if plan.privacy is None:
        return []
    names = [name for name in plan.privacy.quasi_identifiers if name in people]
    if len(names) < len(plan.privacy.quasi_identifiers) or not len(people):
        return []
    shared = people.groupby(names, dropna=False, observed=True)[names[0]].transform("size")
    smallest, asked = int(shared.min()), plan.privacy.k
    said = f"k-anonymity of {', '.join(names)} is {smallest}, the plan asks for {asked}"
    few = int((shared < asked).sum())
    if few:
        findings.add(
            Problem(
                plan.participants.file,
                None,
                " and ".join(names),
                f"{said}: {few} participants share them with fewer than {asked - 1} others",
                "Make groups wider (numbers by privacy.bands, categories in the file), leave one "
                "of them out of the plan, or ask for less under privacy.k.",
            )
        )
    return [f"{plan.participants.file}: {said}"]
