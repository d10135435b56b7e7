"""Which columns of which file the plan maps, and where in the plan it says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.score_files import LongScores, Scores, WideItems, WideScores
from ipt_outcomes.plan.sources import entries


@dataclass(frozen=True)
class Mapped:
    """A file's column and the plan's key that names it."""

    column: str
    where: PathInPlan


def mapped_columns(plan: Plan) -> dict[str, tuple[Mapped, ...]]:
    """For every file of the plan (each sheet of a workbook), the columns read: nothing else is."""
    found: defaultdict[str, list[Mapped]] = defaultdict(list)
    for file, mapped in _all(plan):
        found[file].append(mapped)
    return {file: tuple(columns) for file, columns in found.items()}


def file_key(plan: Plan, source: str) -> PathInPlan:
    """The plan's key that names this file, or this sheet's workbook (the first of them)."""
    return (*next(where for where, entry in entries(plan) if entry.source == source), "file")


def _all(plan: Plan) -> Iterator[tuple[str, Mapped]]:
    people = plan.participants
    for ours, column in people.columns.model_dump(exclude_none=True).items():
        yield people.source, Mapped(column, ("participants", "columns", ours))
    for ours, covariate in people.covariates.items():
        yield (
            people.source,
            Mapped(covariate.column, ("participants", "covariates", ours, "column")),
        )
    for position, cluster in enumerate(plan.clusters):
        if cluster.column is not None:
            yield people.source, Mapped(cluster.column, ("clusters", position, "column"))
    if plan.sessions is not None:
        for ours, column in plan.sessions.columns.model_dump(exclude_none=True).items():
            yield plan.sessions.source, Mapped(column, ("sessions", "columns", ours))
        for scale, column in plan.sessions.scores.items():
            yield plan.sessions.source, Mapped(column, ("sessions", "scores", scale))
    if plan.fidelity is not None:
        for ours, column in plan.fidelity.columns.model_dump(exclude_none=True).items():
            yield plan.fidelity.source, Mapped(column, ("fidelity", "columns", ours))
        for name, rating in plan.fidelity.ratings.items():
            yield (
                plan.fidelity.source,
                Mapped(rating.column, ("fidelity", "ratings", name, "column")),
            )
    if plan.adverse_events is not None:
        for ours, column in plan.adverse_events.columns.model_dump(exclude_none=True).items():
            yield plan.adverse_events.source, Mapped(column, ("adverse_events", "columns", ours))
    for position, scores in enumerate(plan.scores):
        where: PathInPlan = ("scores", position)
        for ours, column in scores.columns.model_dump(exclude_none=True).items():
            yield scores.source, Mapped(column, (*where, "columns", ours))
        for column, key in _scales(scores):
            yield scores.source, Mapped(column, (*where, "scales", *key))
    for where, entry in entries(plan):
        for column in entry.rows:
            yield entry.source, Mapped(column, (*where, "rows", column))


def _scales(scores: Scores) -> Iterator[tuple[str, PathInPlan]]:
    """The columns that belong to a scale; a tall file has none."""
    if isinstance(scores, LongScores):
        for scale, long in scores.scales.items():
            for item, column in enumerate(long.items or ()):
                yield column, (scale, "items", item)
            for ours, total in (("total", long.total), ("baseline", long.baseline)):
                if total is not None:
                    yield total, (scale, ours)
    elif isinstance(scores, WideScores):
        for scale, columns in scores.scales.items():
            if isinstance(columns, WideItems):
                for visit, total in (columns.total or {}).items():
                    yield total, (scale, "total", visit)
            for visit, named in scores.visits_of(scale).items():
                for item, column in enumerate(named):
                    of_items = isinstance(columns, WideItems)
                    yield column, (scale, "items", visit, item) if of_items else (scale, visit)
