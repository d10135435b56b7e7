"""The scales that a plan describes itself: their label, the limits that the file suggests."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.scale_guess import ScaleGuess
from ipt_outcomes.ingest.proposal.scores import ScoresGuess
from ipt_outcomes.plan.undecided import NO_COLUMN

MOST_DECIMALS = 2


@dataclass(frozen=True)
class MeasureGuess:
    """A measure as the plan may describe it; `flag`: it has two different values alone."""

    name: str
    label: str
    minimum: float
    maximum: float
    decimals: int
    flag: bool


def guess_measures(scores: Iterable[ScoresGuess]) -> tuple[MeasureGuess, ...]:
    """A measure for each scale of no known name, once."""
    found: dict[str, MeasureGuess] = {}
    for guess in scores:
        for scale in guess.scales:
            if scale.own:
                found.setdefault(scale.scale, _measure(guess.facts, scale))
    return tuple(found.values())


def _measure(facts: FileFacts, scale: ScaleGuess) -> MeasureGuess:
    names = [*scale.columns, *((scale.baseline,) if scale.baseline else ())]
    columns = [facts.column(name) for name in names if name != NO_COLUMN]
    low = min(column.low or 0.0 for column in columns)
    high = max(column.high or 0.0 for column in columns)
    decimals = max((_decimals(facts, column.name) for column in columns), default=0)
    flag = all(column.distinct <= 2 for column in columns)
    label = scale.stem.replace("_", " ").strip(" .") or scale.scale
    return MeasureGuess(scale.scale, label, *_round_limits(low, high), decimals, flag)


def _round_limits(low: float, high: float) -> tuple[float, float]:
    """Round numbers that hold all: the file's own extremes are somebody's scores."""
    return (-_up(-low) if low < 0 else 0.0), (_up(high) if high > 0 else 0.0)


def _up(number: float) -> float:
    """The least of 1, 2, 5, 10, 20, ... that is not below `number`, which is above 0."""
    step = 10.0 ** math.floor(math.log10(number))
    return step * next((n for n in (1.0, 2.0, 5.0) if number <= n * step), 10.0)


def _decimals(facts: FileFacts, name: str) -> int:
    """The decimals that most of the column's numbers have, up to two.

    A few totals of which an unanswered item was filled in have many.
    """
    cells = facts.table.cells[name]
    parts = cells[~cells.isin(MISSING)].str.partition(facts.table.decimal)[2]
    return min(int(parts.str.len().median()), MOST_DECIMALS) if len(parts) else 0
