"""Clusters in the participants' file: those of the plan, and those that it says nothing of.

People who share a therapist, a group or a village are not independent of one another. A column that
arms do not share is looked for among all of the file's columns, mapped or not: of an unmapped one
nothing leaves this module but its name and counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.clusters_of_other_arms import find_clusters_of_other_arms
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.nesting import USUAL, Nesting, is_to_be_asked, is_to_be_said, nesting
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.phrases import people_between
from ipt_outcomes.plan.cluster_keys import cluster_keys
from ipt_outcomes.plan.clusters import PLURALS, Cluster
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import typed


def with_clusters(plan: Plan, people: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """The participants with the therapist of their sessions, where only the sessions say it, and no
    cluster of the plan.

    ASSUME: the therapist of the first session is the one of allocation; who takes over later does
    not count.
    """
    if "therapist" in people or "therapist" not in sessions or "participant" not in people:
        return people
    if any(each.kind == "therapist" and each.column is not None for each in plan.clusters):
        return people
    first = sessions.dropna(subset=["therapist", "participant"]).sort_values("session")
    by_person = first.drop_duplicates("participant").set_index("participant")["therapist"]
    return people.assign(therapist=people["participant"].map(by_person).astype("str"))


def clusters_of(
    plan: Plan, people: pd.DataFrame, unmapped: TextTable | None, findings: Findings
) -> pd.DataFrame:
    """The table `clusters`.

    `people` are the participants by their line in the file, `unmapped` the columns of it that the
    plan does not map; None where they cannot be had. Found broken: a mapped site or therapist
    that arms do not share and of which the plan says nothing; a cluster in another arm than the
    plan says; somebody without a cluster that was randomised.
    """
    if "arm" not in people or people.empty:
        return no_clusters()
    rows: list[pd.DataFrame] = []
    said = {cluster.name: cluster for cluster in plan.clusters}
    for name in dict.fromkeys([*said, *plan.ignore_clusters, *USUAL]):
        if name not in people:
            continue
        # Where numbers begin again in each larger cluster, a number alone is no cluster.
        values = cluster_keys(plan, said[name], people) if name in said else people[name]
        entry = _Entry(_column(plan, name), name, nesting(values, people["arm"]))
        if name in said:
            _hold(plan, said[name], entry.column, people, findings)
            entry = replace(entry, kind=said[name].kind, state="modelled")
        elif name in plan.ignore_clusters:
            entry = replace(entry, state="ignored")
        elif entry.found is None:
            continue
        elif is_to_be_said(entry.found, name):
            # No stratum is one whose people are all of one arm: adjusting for it does not help.
            findings.add(_unsaid(plan, name, entry.found))
            continue
        elif _is_stratum(plan, name, people):
            continue
        rows.append(_rows(entry, people[["arm"]].assign(value=values)))
    if unmapped is not None:
        cells = unmapped.cells.reindex(people.index)
        for column in map(str, cells):
            values = cells[column].where(~cells[column].isin(MISSING))
            found = nesting(values, people["arm"])
            if found is not None and is_to_be_asked(found, column, values):
                state = "ignored" if column in plan.ignore_clusters else "found"
                entry = _Entry(column, None, found, state=state)
                rows.append(_rows(entry, people[["arm"]].assign(value=values)))
    every = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
    return typed("clusters", every)


@dataclass(frozen=True)
class _Entry:
    """A column of clusters, and what the plan says of it."""

    column: str
    name: str | None
    found: Nesting | None
    kind: str | None = None
    state: str = "found"


def no_clusters() -> pd.DataFrame:
    """The table `clusters` of people who share nothing."""
    return typed("clusters", pd.DataFrame())


def notes_on_clusters(plan: Plan, clusters: pd.DataFrame) -> list[str]:
    """What must be said of columns that look like clusters and of which the plan says nothing."""
    notes = []
    file = plan.participants.file
    for column, rows in clusters.loc[clusters["state"] == "found"].groupby("column", sort=False):
        first = rows.iloc[0]
        if first["pattern"] == "crossed":
            counts = ", ".join(f"{row['in_arm']} in {row['arm']}" for _, row in rows.iterrows())
            which = "it could be a stratum (`stratification`), or a cluster"
            if first["name"] == "therapist":
                which = (
                    "therapists who treat in several arms, and whose people are alike: name them "
                    "under `clusters`, or say why not under `ignore_clusters`"
                )
            notes.append(
                f"{file}: {first['levels']} values of {column} ({counts}), {first['mixed']} with "
                f"people of several arms: {which}"
            )
        else:
            mixed = f" (all but {first['mixed']})" if first["mixed"] else ""
            notes.append(
                f"{file}: {first['levels']} values of {column}, each in one arm{mixed}: was it "
                "randomised, or do these people share a therapist or a group? If so, name it under "
                "`clusters`; if it does not matter, say why under `ignore_clusters`"
            )
    return notes


def clusters_in_lines(clusters: pd.DataFrame) -> list[str]:
    """The clusters that the plan names, a line each; `clusters` is the table of that name."""
    lines = []
    for column, rows in clusters[clusters["state"] != "found"].groupby("column", sort=False):
        first = rows.iloc[0]
        people = [
            f"{row['in_arm']} in {row['arm']} "
            f"({people_between(row['smallest'], row['largest'])} each"
            + (f"; {counted_people(int(row['without']))} in none)" if row["without"] else ")")
            for _, row in rows.iterrows()
        ]
        if first["mixed"]:
            of_several = "treat" if first["kind"] == "therapist" else "have people"
            people.append(f"{first['mixed']} of {first['levels']} {of_several} in several arms")
        name = str(column if pd.isna(first["name"]) else first["name"])
        known = pd.isna(first["kind"]) or first["kind"] == name
        kind = "" if known else f" ({str(first['kind']).replace('_', ' ')})"
        ignored = "; ignored by the plan" if first["state"] == "ignored" else ""
        lines.append(f"Clusters: {name}{kind}, {', '.join(people)}{ignored}")
    return lines


def _column(plan: Plan, name: str) -> str:
    for cluster in plan.clusters:
        if cluster.name == name and cluster.column is not None:
            return cluster.column
    mapped = plan.participants.columns.model_dump(exclude_none=True)
    if name in mapped:
        return str(mapped[name])
    if name in plan.participants.covariates:
        return plan.participants.covariates[name].column
    return name


def _is_stratum(plan: Plan, name: str, people: pd.DataFrame) -> bool:
    """Whether the strata, which every analysis is adjusted for, say which value somebody has."""
    strata = [each for each in plan.stratification if each in people]
    if not strata:
        return False
    return bool((people.dropna(subset=[name]).groupby(strata)[name].nunique() <= 1).all())


def _rows(entry: _Entry, people: pd.DataFrame) -> pd.DataFrame:
    """One row an arm that has such values; `people` has the columns arm and value."""
    rows = []
    whole = people.loc[people["arm"].notna()]
    across = whole.groupby("value")["arm"].nunique()
    for arm, of_arm in whole.groupby("arm", sort=False):
        sizes = of_arm["value"].value_counts()
        if sizes.empty:
            continue
        rows.append(
            {
                "column": entry.column,
                "name": entry.name,
                "kind": entry.kind,
                "state": entry.state,
                "pattern": "crossed" if entry.found is None else entry.found.pattern,
                "arm": arm,
                "levels": len(across),
                "mixed": int((across > 1).sum()),
                "in_arm": len(sizes),
                "people": int(sizes.sum()),
                "without": int(of_arm["value"].isna().sum()),
                "smallest": int(sizes.min()),
                "median": float(sizes.median()),
                "largest": int(sizes.max()),
            }
        )
    return pd.DataFrame(rows)


def _hold(
    plan: Plan, cluster: Cluster, column: str, people: pd.DataFrame, findings: Findings
) -> None:
    """Find people who have such a cluster and should not, or have none and should."""
    file = plan.participants.source
    inside = people["arm"].isin(cluster.arms or people["arm"].unique())
    has = people[cluster.name].notna()
    find_clusters_of_other_arms(plan, cluster, column, people, findings)
    if not cluster.by_treatment:
        findings.at(
            file,
            people.index[inside & ~has],
            column,
            f"{cluster.one}: missing, and the plan's clusters have everybody in one",
            "Fill it in, or name the arms that have such clusters.",
        )
    if cluster.within is not None and cluster.within in people:
        larger = next(each for each in plan.clusters if each.name == cluster.within)
        # Of a larger one that everybody is in, that is found already.
        everybody = people["arm"].isin(larger.arms or people["arm"].unique())
        seldom = ~everybody if not larger.by_treatment else True
        findings.at(
            file,
            people.index[has & people[cluster.within].isna() & seldom],
            _column(plan, cluster.within),
            f"{larger.one}: missing, and a {cluster.one} of this person's lies in one by the plan",
            f"Fill it in, or take `within` out of the cluster {cluster.name}.",
        )
    keys = cluster_keys(plan, cluster, people)
    if cluster.randomised:
        arms = people.loc[has].groupby(keys[has])["arm"].transform("nunique")
        findings.at(
            file,
            arms.index[arms > 1],
            column,
            f"{cluster.one}: randomised by the plan, and its people are in several arms",
            "Correct the arm or the cluster"
            + ("; or say `within` where numbers begin again" if cluster.within is None else "")
            + "; or take `randomised` out of the plan.",
        )
    nothing = _nothing_told(cluster, keys, people["arm"])
    if nothing is not None:
        findings.add(
            Problem(
                plan.file,
                plan.line("clusters", plan.clusters.index(cluster)),
                "clusters",
                f"{cluster.name} {nothing[0]}",
                f"Say under `ignore_clusters` that {nothing[1]}, and take it out of `clusters`.",
                "key",
            )
        )


def _nothing_told(cluster: Cluster, keys: pd.Series, arms: pd.Series) -> tuple[str, str] | None:
    """Why no data could tell what such clusters add, and what is so; None where some could."""
    counts = keys.groupby(arms).nunique()
    if keys.nunique() < 2:
        return "has fewer than two values: nothing differs between clusters", "there is one"
    if keys.nunique() == counts.sum() and counts.max() == 1:
        return (
            f"has one {cluster.one} an arm: what they differ by cannot be told from what the arms "
            "differ by",
            "there is one an arm",
        )
    if not keys.dropna().duplicated().any():
        return (
            f"has one person in each {cluster.one}: nobody shares one",
            "nobody shares one",
        )
    return None


def _unsaid(plan: Plan, name: str, found: Nesting) -> Problem:
    inside = f"in {found.arms[0]} only" if found.pattern == "partial" else "each in one arm"
    kind = name if name in PLURALS else "other"
    return Problem(
        plan.file,
        plan.line("participants", "columns", name),
        f"participants.columns.{name}",
        f"{found.levels} values of {name}, {inside}, and nothing in the plan takes account of "
        f"them: people of one {name} are alike, and intervals without it are too narrow",
        f"Add it: `clusters: [{{name: {name}, kind: {kind}}}]`, with `randomised: true` where "
        f"{PLURALS[kind]} were randomised; or say why not: `ignore_clusters: {{{name}: the "
        "reason}`."
        + (f" Take {name} out of `stratification`." if name in plan.stratification else ""),
        "key",
    )
