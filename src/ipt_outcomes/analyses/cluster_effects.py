"""The random effects that the plan's clusters add to an analysis, and their variables.

A cluster that every arm has, from the start on, has a random intercept. One that comes about by the
treatment, or that some arms lack, has an effect where it is: `(0 + therapist_on | therapist)` with
a variable that is 1 there and 0 elsewhere (partially nested designs: Roberts and Roberts 2005, Clin
Trials 2:152-162; Bauer, Sterba and Hallfors 2008, Multivariate Behav Res 43:210-236). Where the
effect grows, the variable is the share of the treatment that is over: a constant one would be
learned from early visits, and be too small at the end (benchmarks/demo_coverage.py).

The formulas: docs/methods.md, "Clusters".
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.cluster_keys import nested_names
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import end_of_treatment

Course = Literal["once", "after", "change", "line"]
"""What the scores of an analysis are: one a person; all after the baseline; the baseline among
them; lines."""


def cluster_terms(plan: Plan, course: Course) -> str:
    """The clusters' random terms as the end of a formula; empty without clusters.

    ASSUME: after the baseline, what a cluster adds to its people's scores is the same at every
    visit, or grows in proportion to the weeks of treatment and stays as it is at the end; along a
    line it grows with time. A cluster that is there before the treatment may have people who are
    alike at baseline too; one by the treatment has not.
    """
    return "".join(f" + {_term(plan, cluster, course)}" for cluster in plan.clusters)


def with_cluster_variables(plan: Plan, rows: pd.DataFrame, course: Course) -> pd.DataFrame:
    """`rows` with the variables of `cluster_terms`.

    `<cluster>_on` is 1 for people of such a cluster; `<cluster>_after` the same after the baseline;
    `<cluster>_grown` their share of the weeks of treatment that are over; `<cluster>_week` the week
    for them. All are 0 for others.

    ASSUME: nobody of an arm with therapists who has none, such as somebody who never began, is in a
    cluster.
    """
    after = (rows["visit"] != plan.baseline.name).astype("float64")
    start, end = plan.baseline.week, _end(plan)
    share = (rows["week"].clip(upper=end) - start) / (end - start)
    made: dict[str, pd.Series] = {}
    for cluster in plan.clusters:
        name = cluster.name
        on = rows[name].notna().astype("float64")
        made[f"{name}_on"] = on
        made[f"{name}_after"] = on * after
        made[f"{name}_grown"] = on * share
        made[f"{name}_week"] = on * rows["week"]
    wanted = {name for cluster in plan.clusters for name in _variables(plan, cluster, course)}
    return rows.assign(**{name: each for name, each in made.items() if name in wanted})


def clusters_in_words(plan: Plan, course: Course) -> str:
    """A sentence on the clusters' random effects, to follow others; empty without clusters."""
    alike: dict[tuple[str, str], list[str]] = {}
    for cluster in plan.clusters:
        of = _effect(cluster, course), _inside(plan, cluster)
        alike.setdefault(of, []).append(f"each {cluster.one}")
    said = [f"{effect} for {listed(which)}{inside}" for (effect, inside), which in alike.items()]
    return f" It had {listed(said)}." if said else ""


def _whole(plan: Plan, cluster: Cluster) -> bool:
    """Whether everybody is in such a cluster from the start on."""
    return not cluster.by_treatment and (not cluster.arms or len(cluster.arms) == len(plan.arms))


def _variables(plan: Plan, cluster: Cluster, course: Course) -> tuple[str, ...]:
    """What the random effects belong to: 1 is the intercept."""
    name = cluster.name
    on = "1" if _whole(plan, cluster) else f"{name}_on"
    if course == "once":
        return (on,)
    if course == "after":
        return (f"{name}_grown",) if cluster.grows else (on,)
    if course == "change":
        changing = f"{name}_grown" if cluster.grows else f"{name}_after"
    else:
        changing = f"{name}_week"
    return (changing,) if cluster.by_treatment else (on, changing)


def _term(plan: Plan, cluster: Cluster, course: Course) -> str:
    variables = _variables(plan, cluster, course)
    start = "" if variables[0] == "1" else "0 + "
    return f"({start}{' + '.join(variables)} | {':'.join(nested_names(plan, cluster))})"


def _effect(cluster: Cluster, course: Course) -> str:
    grown = " that grows over the treatment" if cluster.grows else ""
    if course == "once":
        return "a random intercept"
    if course == "after":
        return f"a random effect{grown}" if grown else "a random intercept"
    changing = f"change from baseline{grown}" if course == "change" else "slope"
    return f"a random {changing}" if cluster.by_treatment else f"a random intercept and {changing}"


def _end(plan: Plan) -> float:
    """The week at which the treatment ends: that of its last visit, else of the last visit."""
    return float((end_of_treatment(plan.visits) or plan.visits[-1]).week)


def _inside(plan: Plan, cluster: Cluster) -> str:
    """In which arms there are such clusters; empty for all."""
    labels = [arm.label for arm in plan.arms if arm.name in cluster.arms]
    return f" in {listed(labels)}" if labels and len(labels) < len(plan.arms) else ""
