"""What a reader must know of the clusters: how few they are, what is ignored, what was found."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.wording import arm_labels

# ASSUME: with fewer clusters an arm than this, the interval rests on the approximation of Kenward
# and Roger (Leyrat et al. 2018, Int J Epidemiol 47:321-331); with fewer than the second, nothing
# makes up for what is not there.
FEW, TOO_FEW = 10, 4


def boxes(plan: Plan, clusters: pd.DataFrame | None) -> list[tuple[str, tuple[str, ...]]]:
    """What stands at the top of the report: headings with sentences."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for name, reason in plan.ignore_clusters.items():
        found.append(
            (
                f"Clusters ignored: {name.replace('_', ' ')}",
                (
                    f"No analysis takes account of who shares a {name.replace('_', ' ')}. The "
                    f"plan's reason: {reason}.",
                    "If people of one are alike, the intervals here are too narrow.",
                ),
            )
        )
    if clusters is None:
        return found
    suspects = clusters[(clusters["state"] == "found") & (clusters["pattern"] != "crossed")]
    for column, rows in suspects.groupby("column", sort=False):
        first = rows.iloc[0]
        found.append(
            (
                f"{first['levels']} values of {column}, each in one arm: was it randomised?",
                (
                    f"The column {column} of the participants' file divides people into "
                    f"{first['levels']} groups, of which no arm shares any"
                    + (f" but {first['mixed']}" if first["mixed"] else "")
                    + ". The plan does not say what it is, and no analysis takes account of it.",
                    "If these groups were randomised, or are therapists or therapy groups, the "
                    "intervals here are too narrow: name it under `clusters`. If they do not "
                    "matter, say why under `ignore_clusters`.",
                ),
            )
        )
    return found


def few_clusters(plan: Plan, clusters: pd.DataFrame) -> list[str]:
    """A sentence for each kind of cluster of which an arm has few."""
    said = []
    arms = arm_labels(plan)
    for cluster in plan.clusters:
        rows = clusters[clusters["name"] == cluster.name]
        few = rows[rows["in_arm"] < FEW]
        if few.empty:
            continue
        counted = listed([f"{row['in_arm']} in {arms[row['arm']]}" for _, row in few.iterrows()])
        if (few["in_arm"] < TOO_FEW).any():
            said.append(
                f"{_capital(cluster.several)} are too few ({counted}): how much they differ can "
                "hardly be estimated, and intervals and p-values are not to be trusted."
                + (
                    " The permutation test over clusters below needs no such estimate."
                    if cluster.randomised
                    else ""
                )
            )
        else:
            said.append(
                f"{_capital(cluster.several)} are few ({counted}): the intervals rest on Kenward "
                "and Roger's degrees of freedom, which allow for that."
            )
    return said


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
