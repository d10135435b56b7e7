"""What the report calls the studies that the trial is set among."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import people
from ipt_outcomes.plan.evidence import Evidence, IndirectComparison
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import with_interval
from ipt_outcomes.report.wording import contrast_label, outcome_labels

OTHERS, WITH_TRIAL, INDIRECT = "other studies", "with this trial", "indirect"
LEAST_FOR_TEST = 10


def entries(plan: Plan) -> dict[str, Evidence | IndirectComparison]:
    """The plan's entries of `evidence`, then of `indirect`, by name."""
    found: dict[str, Evidence | IndirectComparison] = {each.name: each for each in plan.evidence}
    return found | {each.name: each for each in plan.indirect}


def studies(count: int) -> str:
    """`1 study`, `14 studies`."""
    return f"{count:,} {'study' if count == 1 else 'studies'}"


def title_of_entry(plan: Plan, row: pd.Series) -> str:
    """`IPT − Waitlist: Depression, self-report (PHQ-9)`; of two sets of studies, that it is
    indirect. `row` is one of the tables' rows.
    """
    label = contrast_label(plan, str(row["test"]), str(row["comparison"]))
    if any(row["evidence"] == entry.name for entry in plan.indirect):
        label = f"{label}, indirectly"
    return f"{label}: {outcome_labels(plan)[str(row['outcome'])]}"


def behind(row: pd.Series) -> str:
    """`14 studies, 1,594 people`; of `evidence_pooled`."""
    said = studies(int(row["studies"]))
    return said if pd.isna(row["people"]) else f"{said}, {people(int(row['people']))}"


def g_of(row: pd.Series) -> str:
    """`0.80 (0.61 to 0.98)`."""
    return with_interval(row["estimate"], row["ci_lower"], row["ci_upper"], 2)
