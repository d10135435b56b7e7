"""Whether the clusters move a contrast: without them, robustly, and by permuting them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from ipt_outcomes.analyses.analyse import Result, analyse
from ipt_outcomes.analyses.analysis import Analysis, Tables
from ipt_outcomes.analyses.frames import Frame
from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.estimate.tables.effects import plan_effects
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.cluster_keys import cluster_keys
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import end_of_treatment
from ipt_outcomes.sensitivity.choice import Choice, Family
from ipt_outcomes.sensitivity.cluster_permutation import (
    drawn_unit,
    permuted_contrasts,
    strata_of,
)
from ipt_outcomes.sensitivity.endpoint import endpoint_contrasts, endpoint_effects
from ipt_outcomes.sensitivity.planned import PlannedOutcome

FAMILY = Family("Clusters", "do they matter?", "cluster")

OWN = "own_cluster"
"""The rows' cluster for a sandwich: the largest that somebody is in; else the person alone."""


def choices(planned: PlannedOutcome) -> Iterator[Choice]:
    """The plan's clusters as random effects; none; a sandwich; the permutation of the randomised.

    None where the plan has no clusters, or its primary analysis asks for robust standard errors of
    its own.
    """
    plan, analysis = planned.plan, planned.analysis
    if not plan.clusters or analysis.vcov != "model":
        return
    made = planned.tables
    clusters = _clusters(plan, made["participants"])
    alone = plan.model_copy(update={"clusters": ()})
    without = planned_analysis(alone, planned.outcome.name)
    robust = replace(
        without,
        df="satterthwaite",
        vcov="CR2",
        cluster=OWN,
        frame=lambda given: _with_own(plan, without, given),
    )
    named = list(dict.fromkeys(cluster.one for cluster in plan.clusters))
    for name, label, assumes, result in (
        (
            "random_effects",
            "random effects of clusters",
            "Clusters of a kind differ by a normally distributed amount.",
            planned.result,
        ),
        *_otherwise(plan, analysis, made),
        (
            "independent",
            "people as independent",
            f"Nobody is more like the people of the same {listed(named, 'or')} than like others: "
            "shown to see what the clusters do, and not to be relied on.",
            analyse(without, made),
        ),
        (
            "sandwich",
            "a standard error robust to clusters (CR2)",
            "Any likeness within clusters, each independent of the others; needs several clusters "
            "an arm (Pustejovsky and Tipton 2018).",
            analyse(robust, made),
        ),
    ):
        yield Choice(
            name=name,
            label=label,
            assumes=assumes,
            planned=name == "random_effects",
            units=clusters,
            used=0 if name == "independent" else clusters,
            changed=0,
            effects=endpoint_effects(plan, result, made["outcomes"]),
        )
    unit = drawn_unit(plan)
    if unit is not None:
        strata = strata_of(plan, unit, planned.result.rows)
        inside = f" within {listed([name.replace('_', ' ') for name in strata])}" if strata else ""
        contrasts = permuted_contrasts(
            plan, planned.result, endpoint_contrasts(plan, planned.result), unit, strata
        )
        yield Choice(
            name="permutation",
            label=f"a permutation test over {unit.several}",
            assumes=f"Nothing of how {unit.several} differ: the difference of the arms' means of "
            f"their means is set against those of all other ways to draw the arms{inside}. With "
            f"so few ways that no p-value can be below {plan.alpha:g} it can show no difference.",
            planned=False,
            units=clusters,
            used=clusters,
            changed=0,
            effects=plan_effects(plan, contrasts, made["outcomes"], [planned.result]),
        )


def _otherwise(
    plan: Plan, analysis: Analysis, tables: Tables
) -> Iterator[tuple[str, str, str, Result]]:
    """The other course over time of what clusters add, where the analysis tells them apart."""
    grows = any(cluster.grows for cluster in plan.clusters)
    effect = "constant" if grows else "growing"
    clusters = tuple(each.model_copy(update={"effect": effect}) for each in plan.clusters)
    other = planned_analysis(plan.model_copy(update={"clusters": clusters}), analysis.outcome)
    weeks = [visit.week for visit in analysis.grid.visits if visit.phase != "baseline"]
    end = end_of_treatment(plan.visits)
    # From the end of the treatment on, an effect that grew is as constant as another.
    if other.formula == analysis.formula or (end is not None and min(weeks) >= end.week):
        return
    label, assumes = _COURSES[effect]
    yield effect, label, assumes, analyse(other, tables)


_COURSES = {
    "constant": (
        "random effects of clusters, the same at every visit",
        "What a cluster adds to its people's scores is there in full from the first visit on.",
    ),
    "growing": (
        "random effects of clusters that grow",
        "What a cluster adds to its people's scores grows in proportion to the weeks of treatment, "
        "and stays as it is at the end.",
    ),
}


def _clusters(plan: Plan, participants: pd.DataFrame) -> int:
    there = [cluster for cluster in plan.clusters if cluster.name in participants]
    return sum(int(cluster_keys(plan, cluster, participants).nunique()) for cluster in there)


def _with_own(plan: Plan, analysis: Analysis, tables: Tables) -> Frame:
    """The frame of an analysis with each row's largest cluster."""
    seen = analysis.frame(tables)
    rows = seen.rows
    own = "person " + rows["participant"].astype("str")
    # From the smallest to the largest, so that the largest stands.
    keys = {cluster.name: cluster_keys(plan, cluster, rows) for cluster in plan.clusters}
    for name in sorted(keys, key=lambda each: -int(keys[each].nunique())):
        own = own.mask(keys[name].notna(), f"{name} " + keys[name].astype("str"))
    return replace(seen, rows=rows.assign(**{OWN: own}))
