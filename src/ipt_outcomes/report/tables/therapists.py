"""The table of therapists and therapy groups: caseload, and what of the outcome lies among them."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.models.status import OK
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, Estimate, Number
from ipt_outcomes.report.numbers import confidence, plain_number
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import interval_heading
from ipt_outcomes.report.therapy_in_words import treating
from ipt_outcomes.report.wording import arm_labels, at_visit, marked, outcome_labels


def therapist_table(plan: Plan, variances: pd.DataFrame) -> ShownTable:
    """Caseloads and variances; `variances` is the table `therapist_variance`."""
    several = {cluster.name: cluster.several for cluster in plan.clusters}
    first = plan.first_primary
    of = f"{outcome_labels(plan)[first.name]} {at_visit(plan, first.endpoint)}"
    return ShownTable(
        name="therapists",
        title="Caseload, and differences in outcome",
        columns=(
            Column("arm", "Arm", "The arm; all arms together."),
            Column(
                "clusters",
                "How many",
                f"{treating(plan, several=True, last='or').capitalize()}.",
                "count",
            ),
            Column("people", "People", "Their people with a score.", "count"),
            Column("caseload", "People each, median (range)", "The caseload.", "count"),
            Column("between", "Variance between", "Squared points, between them.", "number"),
            Column("within", "Variance within", "Squared points, within them.", "number"),
            Column(
                "icc",
                f"Intraclass correlation {interval_heading(plan)}",
                "The share of the variance that lies between them.",
                "estimate",
            ),
        ),
        rows=tuple(
            Row(_cells(plan, row), group=several[row["cluster"]].capitalize())
            for _, row in variances.iterrows()
        ),
        notes=(
            marked(
                plan,
                f"{of}, adjusted as the primary analysis is; one kind of cluster at a time; "
                "restricted maximum likelihood.",
            ),
            f"The {confidence(plan.alpha)} interval holds the correlations that the likelihood "
            f"does not exclude: wide where {treating(plan, several=True, last='or')} are few, and "
            "an estimate of zero does not show that there is none.",
        ),
    )


def _cells(plan: Plan, row: pd.Series) -> dict[str, Cell]:
    all_arms = pd.isna(row["arm"])
    numbers: dict[str, Cell] = {"between": None, "within": None, "icc": None}
    if all_arms and row["status"] == OK:
        numbers = {
            "between": Number(row["variance_between"], 2)
            if row["icc"] > 0
            else "estimated as 0; no interval",
            "within": Number(row["variance_within"], 2),
            "icc": Estimate(row["icc"], row["ci_lower"], row["ci_upper"], 3),
        }
    elif all_arms:
        numbers["icc"] = str(row["status"])
    return {
        "arm": "All" if all_arms else arm_labels(plan)[row["arm"]],
        "clusters": Count(int(row["clusters"])),
        "people": Count(int(row["people"])),
        "caseload": f"{plain_number(row['median'])} ({row['fewest']} to {row['most']})",
        **numbers,
    }
