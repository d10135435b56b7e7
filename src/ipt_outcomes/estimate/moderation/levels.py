"""The difference between arms within each level of a moderator, or at three values of a number.

The formulas: docs/methods.md, "Moderators".
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from ipt_outcomes.analyses.moderated_grid import Value
from ipt_outcomes.estimate.conclusions import favours
from ipt_outcomes.estimate.moderation.moderated import Moderated
from ipt_outcomes.estimate.reasons import NOBODY
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK

_NUMBERS = ("estimate", "se", "df", "ci_lower", "ci_upper")
_PLACES = ((-1, "mean − 1 SD"), (0, "mean"), (1, "mean + 1 SD"))
_BEYOND = "nobody has so low or so high a value"
_APART = "the model's columns do not tell these arms apart there"
_NO_LINE = "the people of an arm are too alike in it for a line"
_TWO = ("the lower value", "the higher value")


def within_levels(each: Moderated) -> Iterator[dict[str, Any]]:
    """One row a contrast x level; of a number, at its mean and one SD to either side, or at its
    two values where people have no others."""
    for pair in each.pairs:
        yield from _of_pair(each, pair)


def places(each: Moderated) -> dict[str, Value]:
    """What each level is called, and the moderator's value there."""
    if not each.seen.is_number:
        return {level: level for level in each.seen.levels}
    people = each.seen.people
    if people.nunique() == len(_TWO):
        return dict(zip(_TWO, map(float, (people.min(), people.max())), strict=True))
    mean, sd = float(people.mean()), float(people.std())
    return {label: mean + side * sd for side, label in _PLACES}


def _of_pair(each: Moderated, pair: tuple[str, str]) -> Iterator[dict[str, Any]]:
    values, fit = places(each), each.reliable
    direction = each.plan.direction_of(each.analysis.outcome)
    found = pd.DataFrame()
    if fit is not None:
        level = 1 - each.plan.alpha
        found = each.grid.contrasts(fit, pair, each.visit, list(values.values()), level)
    for place, (label, value) in enumerate(values.items()):
        group = None if each.seen.is_number else label
        seen = [each.seen.at_visit(each.visit, arm, group) for arm in pair]
        row: dict[str, Any] = dict.fromkeys(_NUMBERS, math.nan)
        why = each.reason if fit is None else _why_not(each, value, seen)
        row |= {"status": each.fit.status if fit is None else NOT_ESTIMABLE, "reason": why}
        if place in found.index and why is None:
            row |= _numbers(each, found.loc[[place]].iloc[0])
        yield (
            each.said()
            | row
            | {
                "test": pair[0],
                "comparison": pair[1],
                "level": label,
                "value": math.nan if group is not None else float(value),
                "favours": favours(row["estimate"], direction, *pair),
                "n_test": seen[0],
                "n_comparison": seen[1],
                "few": min(seen) < each.plan.few,
            }
        )


def _why_not(each: Moderated, value: Value, seen: list[int]) -> str | None:
    """Why nothing is known there whatever the model says; None where something may be."""
    if not min(seen):
        return NOBODY
    people = each.seen.people
    # A mean less an SD may lie below all that there is.
    if each.seen.is_number and not people.min() <= value <= people.max():
        return _BEYOND
    return None


def _numbers(each: Moderated, found: pd.Series) -> dict[str, Any]:
    """What the model says, and its status."""
    own = found["status"]
    if own == NOT_ESTIMABLE:
        return {"reason": _NO_LINE if each.seen.is_number else _APART}
    row = {name: float(found[name]) for name in _NUMBERS}
    return row | {"status": each.fit.status if own == OK else own}
