"""What a reader must know of the clusters: how few they are, what is ignored, what was found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import plain_number
from ipt_outcomes.report.wording import arm_labels
from ipt_outcomes.tables.status import has_result

# ASSUME: with fewer clusters an arm than this, the interval rests on the approximation of Kenward
# and Roger (Leyrat et al. 2018, Int J Epidemiol 47:321-331); with fewer than the second, nothing
# makes up for what is not there.
FEW, TOO_FEW = 10, 4
# ASSUME: where nine in ten have people of several arms, arms are compared within them.
MOSTLY = 0.9


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


def few_clusters(plan: Plan, clusters: pd.DataFrame, scenarios: pd.DataFrame | None) -> list[str]:
    """A sentence for each kind of cluster of which an arm has few.

    `clusters` and `scenarios` are the tables of these names.
    """
    too_few = [few for few in _fewer(plan, clusters, TOO_FEW) if not few.crossed]
    said = [_too_few(few) for few in too_few]
    if said:
        said += _permuted(plan, scenarios)
    kenward_roger = all(request.options.df == "kenward-roger" for request in plan.requests)
    for few in _fewer(plan, clusters, FEW):
        if few.crossed:
            said.append(
                f"{_capital(few.cluster.several)} are few ({few.counts}), and have people of all "
                "arms: how much they differ is estimated poorly, but arms are compared within "
                "them, and contrasts rest little on it. Whether a contrast differs between "
                f"{few.cluster.several} is not asked."
            )
        elif few.cluster not in [each.cluster for each in too_few]:
            said.append(
                f"{_capital(few.cluster.several)} are few ({few.counts}): the intervals rest on "
                + (
                    "Kenward and Roger's degrees of freedom, which allow for that."
                    if kenward_roger
                    else "degrees of freedom that allow for that, but where they are "
                    "Satterthwaite's the standard errors do not: they are a little too small."
                )
            )
    return said


def as_independent(plan: Plan, where: str) -> tuple[str, ...]:
    """That these numbers take no account of clusters: `in these intervals`; empty where the plan
    has none.
    """
    if not plan.clusters:
        return ()
    shared = listed([cluster.several for cluster in plan.clusters])
    return (
        f"People count as independent {where}, though some share {shared}: where people who share "
        "one are alike, intervals can be too narrow and p-values too small.",
    )


def caution(plan: Plan, clusters: pd.DataFrame | None) -> list[str]:
    """What the summary must say where clusters are too few; `clusters` is the table."""
    if clusters is None:
        return []
    return [
        f"There are too few {few.cluster.several} ({few.counts}): "
        + (
            f"the intervals, p-values and conclusions{few.contrasts}"
            if few.contrasts
            else "these intervals, p-values and conclusions"
        )
        + " are not to be trusted."
        for few in _fewer(plan, clusters, TOO_FEW)
        if not few.crossed
    ]


def variables_in_words(plan: Plan, formulas: Iterable[str]) -> list[str]:
    """What the variables are that clusters add to these formulas, a sentence each."""
    everything = " ".join(formulas)
    said = []
    for cluster in plan.clusters:
        everybody = not cluster.arms and not cluster.by_treatment
        of = "" if everybody else f" for people with a {cluster.one}, 0 for others"
        for suffix, meaning in (
            ("_on", f"1{of}"),
            (
                "_after",
                f"1 after the baseline, 0 at it{of and f'; of people with a {cluster.one}'}",
            ),
            ("_grown", f"the share of the treatment's weeks that are over{of and f',{of}'}"),
            ("_week", f"the week{of}"),
        ):
            variable = f"{cluster.name}{suffix}"
            if re.search(rf"\b{variable}\b", everything):
                said.append(f"{variable}: {meaning}.")
    return said


@dataclass(frozen=True)
class _Few:
    """A kind of cluster of which some arms have few.

    counts     how many these arms have, in words
    contrasts  the end of a sentence that names the contrasts of these arms; empty where all are
    crossed    whether nearly each has people of several arms, and every arm has some
    """

    cluster: Cluster
    counts: str
    contrasts: str
    crossed: bool


def _fewer(plan: Plan, clusters: pd.DataFrame, than: int) -> list[_Few]:
    """The kinds of which some arm has fewer than that."""
    found, arms = [], arm_labels(plan)
    for cluster in plan.clusters:
        rows = clusters[clusters["name"] == cluster.name]
        counts = dict(zip(rows["arm"], rows["in_arm"], strict=True))
        few = [arm for arm in arms if counts.get(arm, than) < than]
        if not few:
            continue
        every = all(not {each.test, each.comparison}.isdisjoint(few) for each in plan.contrasts)
        found.append(
            _Few(
                cluster,
                listed([f"{counts[arm]} in {arms[arm]}" for arm in few]),
                "" if every else f" of contrasts with {listed([arms[arm] for arm in few], 'or')}",
                _crossed(plan, rows),
            )
        )
    return found


def _crossed(plan: Plan, rows: pd.DataFrame) -> bool:
    """Whether arms are compared within such clusters; `rows` are those of the table of one kind."""
    everywhere = len(plan.arms) > 1 and set(rows["arm"]) == {arm.name for arm in plan.arms}
    return everywhere and bool((rows["mixed"] >= MOSTLY * rows["levels"]).all())


def _too_few(few: _Few) -> str:
    return (
        f"{_capital(few.cluster.several)} are too few ({few.counts}): how much they differ can "
        f"hardly be estimated, and intervals and p-values{few.contrasts} are not to be trusted."
    )


def _permuted(plan: Plan, scenarios: pd.DataFrame | None) -> list[str]:
    """What the permutation test is worth, where there is one."""
    if scenarios is None:
        return []
    rows = scenarios[(scenarios["family"] == "clusters") & (scenarios["choice"] == "permutation")]
    if rows.empty:
        return []
    if has_result(rows).all():
        return ["The permutation test among the scenarios below needs no such estimate."]
    return [
        "The permutation test, which needs no such estimate, has no result either: there are so "
        f"few ways to draw the arms that no p-value can be below {plain_number(plan.alpha)}."
    ]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
