"""The words in each box of a flow diagram, from the table of CONSORT counts."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ipt_outcomes.phrases import people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.design_words import taken_in
from ipt_outcomes.report.numbers import count
from ipt_outcomes.report.wording import arm_labels, visit_labels


@dataclass(frozen=True)
class Box:
    """A box: its heading and the lines under it. Without a heading there is no box."""

    heading: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class FlowBoxes:
    """All boxes: three at the top, then one list an arm, all of one length, from top to bottom."""

    assessed: Box
    excluded: Box
    randomised: Box
    arms: tuple[tuple[Box, ...], ...]


def flow_boxes(plan: Plan, flow: pd.DataFrame, clusters: pd.DataFrame | None = None) -> FlowBoxes:
    """The boxes of the table `flow`; a step that the table does not have is an empty box.

    `clusters` is the table of that name: those of the plan are counted where people are allocated.
    """
    before = flow[flow["arm"].isna()]
    assessed = before.loc[before["step"] == "assessed", "n"]
    excluded = before[before["step"] == "excluded"]
    randomised = int(flow.loc[(flow["step"] == "randomised") & flow["arm"].notna(), "n"].sum())
    arms = [
        _arm(plan, flow[flow["arm"] == arm], label, _clusters(plan, clusters, arm))
        for arm, label in arm_labels(plan).items()
    ]
    kept = [i for i in range(len(arms[0])) if any(boxes[i].heading for boxes in arms)]
    return FlowBoxes(
        assessed=Box(_count("Assessed for eligibility", assessed.sum()))
        if len(assessed)
        else Box(),
        excluded=_with_reasons("Excluded", excluded) if len(excluded) else Box(),
        randomised=Box(
            _count(taken_in(plan).capitalize(), randomised), _randomised_clusters(plan, clusters)
        ),
        arms=tuple(tuple(boxes[i] for i in kept) for boxes in arms),
    )


def _randomised_clusters(plan: Plan, clusters: pd.DataFrame | None) -> tuple[str, ...]:
    """How many clusters were randomised."""
    if clusters is None:
        return ()
    levels = clusters.drop_duplicates("name").set_index("name")["levels"]
    return tuple(
        cluster.counted(int(levels[cluster.name]))
        for cluster in plan.clusters
        if cluster.randomised and cluster.name in levels
    )


def _clusters(plan: Plan, clusters: pd.DataFrame | None, arm: str) -> tuple[str, ...]:
    """How many clusters an arm has, and of how many people."""
    if clusters is None:
        return ()
    rows = {row["name"]: row for row in clusters[clusters["arm"] == arm].to_dict("records")}
    return tuple(
        f"{each.counted(rows[each.name]['in_arm'])}, of {_sizes(rows[each.name])}"
        for each in plan.clusters
        if each.name in rows
    )


def _sizes(row: Mapping[Hashable, Any]) -> str:
    """`6 to 13 people`, or `7 people` where all have as many."""
    smallest, largest = int(row["smallest"]), int(row["largest"])
    return people(largest) if smallest == largest else f"{count(smallest)} to {people(largest)}"


def _arm(plan: Plan, rows: pd.DataFrame, label: str, clusters: tuple[str, ...]) -> tuple[Box, ...]:
    treated = rows.loc[rows["step"] == "treated", "n"]
    attended = (_count("Attended at least one session", treated.sum()),) if len(treated) else ()
    allocated = Box(
        _count(
            f"Allocated to {label}" if plan.randomised else label,
            rows.loc[rows["step"] == "randomised", "n"].sum(),
        ),
        (*clusters, *attended),
    )
    withdrew = rows[rows["step"] == "withdrew"]
    observed = rows[rows["step"] == "observed"].set_index("detail")["n"]
    assessments = Box(
        "Assessed" if len(observed) else "",
        tuple(
            _count(label, observed[visit]) if observed[visit] else f"{label}: nobody assessed"
            for visit, label in visit_labels(plan).items()
            if visit in observed.index
        ),
    )
    analysed = rows.loc[rows["step"] == "analysed", "n"]
    return (
        allocated,
        _with_reasons("Left the trial", withdrew) if len(withdrew) else Box(),
        assessments,
        Box(_count("Analysed", analysed.sum()), (plan.first_primary.label,))
        if len(analysed)
        else Box(),
    )


def _with_reasons(heading: str, rows: pd.DataFrame) -> Box:
    lines = tuple(
        _count("Reason not given" if pd.isna(reason) or not reason else str(reason), n)
        for reason, n in zip(rows["detail"], rows["n"], strict=True)
        if not (pd.isna(reason) and len(rows) == 1)
    )
    return Box(_count(heading, rows["n"].sum()), lines)


def _count(words: str, n: float) -> str:
    # No-break spaces: a count is not torn from its `n =`.
    return f"{words} (n\u00a0=\u00a0{count(int(n))})"
