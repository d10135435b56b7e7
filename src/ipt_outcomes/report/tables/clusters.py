"""The tables of clusters: how many there are, and how alike their people are."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.models.status import OK
from ipt_outcomes.plan.locking.touched import OF_PEOPLE
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, Estimate, Number
from ipt_outcomes.report.numbers import confidence, plain_number
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import ARM, VISIT, interval_heading
from ipt_outcomes.report.wording import arm_labels, marked, outcome_labels, visit_labels

_CLUSTER = Column("cluster", "Cluster", "What people share.")
_STATES = {
    "modelled": "a random effect in every analysis",
    "ignored": "ignored by the plan",
}


def cluster_sizes_table(plan: Plan, clusters: pd.DataFrame) -> ShownTable:
    """How many clusters each arm has, and of how many people; `clusters` is that table."""
    labels = {cluster.name: cluster.several for cluster in plan.clusters}
    return ShownTable(
        name="cluster-sizes",
        title="Clusters and their people",
        columns=(
            _CLUSTER,
            ARM,
            Column("in_arm", "Clusters", "Clusters with people of the arm.", "count"),
            Column("people", "People", "People of the arm in such a cluster.", "count"),
            Column("without", "People in none", "People of the arm in no such cluster.", "count"),
            Column(
                "sizes",
                "People a cluster, median (range)",
                "The median, and the fewest and most.",
                "count",
            ),
            Column("state", "In the analyses", "What the plan does with it."),
        ),
        rows=tuple(
            Row(
                {
                    "cluster": labels.get(row["name"], str(row["column"])),
                    "arm": arm_labels(plan)[row["arm"]],
                    "in_arm": Count(row["in_arm"]),
                    "people": Count(row["people"]),
                    "without": Count(row["without"]),
                    "sizes": f"{plain_number(row['median'])} ({row['smallest']} to "
                    f"{row['largest']})",
                    "state": _STATES[row["state"]],
                }
            )
            for _, row in _in_order(plan, clusters).iterrows()
        ),
        notes=(marked(plan, "People as the trial allocated them.", OF_PEOPLE),),
    )


def intraclass_table(plan: Plan, intraclass: pd.DataFrame) -> ShownTable:
    """The intraclass correlations by outcome and visit; `intraclass` is that table."""
    several = {cluster.name: cluster.several for cluster in plan.clusters}
    level = confidence(plan.alpha)
    return ShownTable(
        name="intraclass",
        title="How alike the people of one cluster are",
        columns=(
            _CLUSTER,
            VISIT,
            Column("clusters", "Clusters", "Clusters with a score at the visit.", "count"),
            Column("people", "People", "People with a score at the visit.", "count"),
            Column(
                "icc",
                f"Intraclass correlation {interval_heading(plan)}",
                "The share of the variance that lies between clusters, adjusted.",
                "estimate",
            ),
            Column(
                "effect",
                "Design effect",
                "How many times the variance that a mean of independent people has.",
                "number",
            ),
        ),
        rows=tuple(
            Row(
                {
                    "cluster": several[row["cluster"]],
                    "visit": visit_labels(plan)[row["visit"]],
                    "clusters": Count(row["clusters"]),
                    "people": Count(row["people"]),
                    **_numbers(row),
                },
                group=outcome_labels(plan)[row["outcome"]],
            )
            for _, row in intraclass.iterrows()
        ),
        notes=(
            marked(
                plan,
                "Each visit and each kind of cluster by itself, adjusted for arm, baseline and "
                "covariates as the primary analysis is; restricted maximum likelihood.",
            ),
            f"The {level} interval holds the correlations that the likelihood does not exclude. It "
            "is wide where clusters are few: an estimate of zero does not show that there is none.",
            "Intraclass correlation: the share of the variance that lies between clusters. Design "
            "effect: how many times larger the variance of an arm's mean is than if its people "
            "were independent.",
        ),
    )


def _in_order(plan: Plan, clusters: pd.DataFrame) -> pd.DataFrame:
    """The rows of each column together, the arms as the plan has them."""
    columns = {column: at for at, column in enumerate(clusters["column"].unique())}
    arms = {arm.name: at for at, arm in enumerate(plan.arms)}
    return clusters.assign(
        column_at=clusters["column"].map(columns), arm_at=clusters["arm"].map(arms)
    ).sort_values(["column_at", "arm_at"], kind="stable")


def _numbers(row: pd.Series) -> dict[str, Cell]:
    if row["status"] != OK:
        return {"icc": str(row["status"]), "effect": None}
    return {
        "icc": Estimate(row["icc"], row["ci_lower"], row["ci_upper"], 3),
        "effect": Number(row["design_effect"], 2),
    }
