"""The words in each box of a flow diagram, from the table of CONSORT counts."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ipt_outcomes.phrases import listed, people_between
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.set_members import counts_sessions
from ipt_outcomes.report.design_words import taken_in
from ipt_outcomes.report.numbers import NO_BREAK, count
from ipt_outcomes.report.wording import arm_labels, visit_labels
from ipt_outcomes.tables.study import PARTICIPANT

INDENT = "· "
"""Before a line that is part of the one above it."""


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

    Where `flow` counts the plan's clusters, each box of an arm says how many have people there.
    `clusters` is the table of that name, of which the number of people a cluster is.
    """
    of_clusters = flow[flow["unit"] != PARTICIPANT]
    flow = flow[flow["unit"] == PARTICIPANT]
    before = flow[flow["arm"].isna()]
    assessed = before.loc[before["step"] == "assessed", "n"]
    excluded = before[before["step"] == "excluded"]
    randomised = int(flow.loc[(flow["step"] == "randomised") & flow["arm"].notna(), "n"].sum())
    arms = [
        _arm(
            plan,
            arm,
            flow[flow["arm"] == arm],
            label,
            _Clusters(plan, of_clusters[of_clusters["arm"] == arm]),
            _clusters(plan, clusters, arm),
        )
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
    return people_between(int(row["smallest"]), int(row["largest"]))


@dataclass(frozen=True)
class _Clusters:
    """An arm's rows of the table `flow` that count clusters."""

    plan: Plan
    rows: pd.DataFrame

    def at(self, step: str, detail: str | None = None) -> str:
        """`8 therapists and 4 therapy groups`: those of a step; empty where none are counted."""
        of_step = self.rows[self.rows["step"] == step]
        if detail is not None:
            of_step = of_step[of_step["detail"] == detail]
        counts = dict(zip(of_step["unit"], of_step["n"], strict=True))
        return listed(
            [
                _held(cluster.counted(int(counts[cluster.name])))
                for cluster in self.plan.clusters
                if cluster.name in counts
            ]
        )

    def of(self, step: str) -> tuple[str, ...]:
        """The same as a line, where there is anything to say."""
        return tuple(filter(None, (self.at(step),)))

    @property
    def gone(self) -> tuple[str, ...]:
        """A line on the clusters of which nobody stayed, where there are such."""
        rows = self.rows[(self.rows["step"] == "withdrew") & (self.rows["n"] > 0)]
        said = _Clusters(self.plan, rows).at("withdrew")
        return (f"Without anybody left: {said}",) if said else ()


def _arm(  # noqa: PLR0917
    plan: Plan,
    arm: str,
    rows: pd.DataFrame,
    label: str,
    clusters: _Clusters,
    allocated_clusters: tuple[str, ...],
) -> tuple[Box, ...]:
    allocated = Box(
        _count(
            f"Allocated to {label}" if plan.randomised else label,
            rows.loc[rows["step"] == "randomised", "n"].sum(),
        ),
        (*(allocated_clusters or clusters.of("randomised")), *_received(rows, clusters)),
    )
    withdrew = rows[rows["step"] == "withdrew"]
    assessed = _each(
        rows,
        clusters,
        "observed",
        visit_labels(plan),
        every="Each time",
        none=dict.fromkeys(_not_planned(plan, arm), "not planned"),
        nobody="nobody assessed",
    )
    in_sets = _each(
        rows,
        clusters,
        "in_set",
        _set_labels(plan, arm, treated=bool((rows["step"] == "treated").any())),
        every="Each",
        none={},
        nobody="nobody",
    )
    analysed = rows.loc[rows["step"] == "analysed", "n"]
    return (
        allocated,
        _with_reasons("Left the trial", withdrew, clusters.gone) if len(withdrew) else Box(),
        Box("Assessed" if assessed else "", assessed),
        Box(
            _count("Analysed", analysed.sum()),
            (
                *clusters.of("analysed"),
                plan.first_primary.label,
                *_not_analysed(rows),
            ),
        )
        if len(analysed)
        else Box(),
        Box("In the analysis sets" if in_sets else "", in_sets),
    )


def _not_planned(plan: Plan, arm: str) -> list[str]:
    """The visits that come after the arm's own part of the trial ends by design.

    ASSUME: after the visit at which an arm begins another treatment (`events: after`) it is not
    assessed any more unless somebody was.
    """
    names = [visit.name for visit in plan.visits]
    ends = [
        names.index(event.after)
        for event in plan.events
        if event.after is not None and arm in event.arms
    ]
    return names[min(ends) + 1 :] if ends else []


def _not_analysed(rows: pd.DataFrame) -> Iterator[str]:
    """Who is not in the analysis, by the reason."""
    without = rows[(rows["step"] == "not_analysed") & (rows["n"] > 0)]
    for reason, n in zip(without["detail"], without["n"], strict=True):
        yield _count(f"Not analysed: {reason}", n)


def _set_labels(plan: Plan, arm: str, *, treated: bool) -> dict[str, str]:
    """Each analysis set's label by its name.

    Of an arm of which no session is recorded it says that the sets which count them ask nothing
    of it: nobody kept to a protocol that there is not.
    """
    role = next(each.role for each in plan.arms if each.name == arm)
    why = "no therapy to receive" if role == "control" else "no session recorded"
    return {
        each.name: each.label
        if treated or not counts_sessions(each)
        else f"{each.label}: {why}, everybody"
        for each in plan.analysis_sets
    }


def _received(rows: pd.DataFrame, clusters: _Clusters) -> Iterator[str]:
    """Who began the treatment, who did not, and why; nothing where it is not recorded."""
    treated = rows.loc[rows["step"] == "treated", "n"]
    if len(treated):
        yield _count("Attended at least one session", treated.sum(), clusters.at("treated"))
    without = rows[(rows["step"] == "not_treated") & (rows["n"] > 0)]
    if len(without):
        what = "Attended none" if len(treated) else "Did not begin the treatment"
        yield _count(what, without["n"].sum())
        yield from (
            f"{INDENT}{_count(reason, n)}"
            for reason, n in zip(without["detail"], without["n"], strict=True)
        )


def _each(
    rows: pd.DataFrame,
    clusters: _Clusters,
    step: str,
    labels: Mapping[str, str],
    *,
    every: str,
    none: Mapping[str, str],
    nobody: str,
) -> tuple[str, ...]:
    """A line a detail of the step, in the labels' order: how many, and of which clusters.

    Where there is nobody, `none` says of some details why, and `nobody` stands for the others.
    """
    counts = rows[rows["step"] == step].set_index("detail")["n"]
    within = {detail: clusters.at(step, detail) for detail in counts.index[counts > 0]}
    # Where the same clusters contribute throughout, that is said once.
    alike = set(within.values()) if len(within) > 1 else set()
    once = alike.pop() if len(alike) == 1 else ""
    return (
        *(
            _count(label, counts[detail], "" if once else within[detail])
            if counts[detail]
            else f"{label}: {none.get(detail, nobody)}"
            for detail, label in labels.items()
            if detail in counts.index
        ),
        *((f"{every}: {once}",) if once else ()),
    )


def _with_reasons(heading: str, rows: pd.DataFrame, more: tuple[str, ...] = ()) -> Box:
    lines = tuple(
        _count("Reason not given" if pd.isna(reason) or not reason else str(reason), n)
        for reason, n in zip(rows["detail"], rows["n"], strict=True)
        if not (pd.isna(reason) and len(rows) == 1)
    )
    return Box(_count(heading, rows["n"].sum()), (*lines, *more))


def _count(words: str, n: float, more: str = "") -> str:
    """`Week 4 (n = 73)`, or `Week 4 (n = 73; 8 therapists)`."""
    # No-break spaces: a count is not torn from its `n =`.
    return f"{words} (n{NO_BREAK}={NO_BREAK}{count(int(n))}{more and f'; {more}'})"


def _held(counted: str) -> str:
    """The number with its noun, not to be torn apart."""
    return counted.replace(" ", NO_BREAK)
