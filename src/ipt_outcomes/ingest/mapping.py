"""Which columns of which file the plan maps, and where in the plan it says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ipt_outcomes.plan.files import LongScores
from ipt_outcomes.plan.plan import PathInPlan, Plan


@dataclass(frozen=True)
class Mapped:
    """A file's column and the plan's key that names it."""

    column: str
    where: PathInPlan


def mapped_columns(plan: Plan) -> dict[str, tuple[Mapped, ...]]:
    """For every file of the plan, the columns that are read from it: nothing else is."""
    found: defaultdict[str, list[Mapped]] = defaultdict(list)
    for file, mapped in _all(plan):
        found[file].append(mapped)
    return {file: tuple(columns) for file, columns in found.items()}


def file_key(plan: Plan, file: str) -> PathInPlan:
    """The plan's key that names this file (the first of them)."""
    if plan.participants.file == file:
        return ("participants", "file")
    if plan.sessions is not None and plan.sessions.file == file:
        return ("sessions", "file")
    position = next(index for index, scores in enumerate(plan.scores) if scores.file == file)
    return ("scores", position, "file")


def _all(plan: Plan) -> Iterator[tuple[str, Mapped]]:
    people = plan.participants
    for ours, column in people.columns.model_dump(exclude_none=True).items():
        yield people.file, Mapped(column, ("participants", "columns", ours))
    for ours, covariate in people.covariates.items():
        yield (
            people.file,
            Mapped(covariate.column, ("participants", "covariates", ours, "column")),
        )
    if plan.sessions is not None:
        for ours, column in plan.sessions.columns.model_dump(exclude_none=True).items():
            yield plan.sessions.file, Mapped(column, ("sessions", "columns", ours))
    for position, scores in enumerate(plan.scores):
        where: PathInPlan = ("scores", position)
        for ours, column in scores.columns.model_dump(exclude_none=True).items():
            yield scores.file, Mapped(column, (*where, "columns", ours))
        if isinstance(scores, LongScores):
            for scale, long in scores.scales.items():
                for item, column in enumerate(long.items or ()):
                    yield scores.file, Mapped(column, (*where, "scales", scale, "items", item))
                if long.total is not None:
                    yield scores.file, Mapped(long.total, (*where, "scales", scale, "total"))
        else:
            for scale, visits in scores.scales.items():
                for visit, column in visits.items():
                    yield scores.file, Mapped(column, (*where, "scales", scale, visit))
