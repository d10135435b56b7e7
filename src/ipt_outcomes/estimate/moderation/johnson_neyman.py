"""Over which values of a moderator the interval of a difference excludes zero: Johnson and Neyman.

The formulas: docs/methods.md, "Moderators".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from ipt_outcomes.estimate.conclusions import conclusion
from ipt_outcomes.estimate.moderation.moderated import Moderated
from ipt_outcomes.models.result import Fit
from ipt_outcomes.plan.claim import Claim

NUMBERS = ["estimate", "se", "df", "ci_lower", "ci_upper"]
# ASSUME: beyond these shares of the people there is hardly anybody, and an end of the range is
# somebody's own value.
LOWEST, HIGHEST = 0.05, 0.95
_POINTS = 121
_DECILES = tuple(range(10, 100, 10))


def searched(each: Moderated) -> tuple[float, float]:
    """The least and the largest value that is looked at."""
    low, high = each.seen.people.quantile([LOWEST, HIGHEST])
    return float(low), float(high)


@dataclass(frozen=True)
class Found:
    """Rows of the tables `moderator_curves` and `moderator_regions`."""

    curve: list[dict[str, Any]]
    regions: list[dict[str, Any]]


def johnson_neyman(each: Moderated) -> Found:
    """The difference over a number, along the range and at the deciles of the people; and the
    stretches from one end of the range to the other, with what its interval says in each.

    Nothing of a category, of a model without a result, where the range has no length, or of arms
    that the model cannot compare.
    """
    found = Found([], [])
    fit = _line(each)
    if fit is None:
        return found
    ends = searched(each)
    deciles = each.seen.people.quantile([decile / 100 for decile in _DECILES])
    points = [(float(value), math.nan) for value in np.linspace(*ends, _POINTS)]
    points += [(float(at), float(of)) for at, of in zip(deciles, _DECILES, strict=True)]
    values = list(dict.fromkeys(value for value, _ in points))
    for test, comparison in each.pairs:
        said: dict[str, Any] = each.said() | {"test": test, "comparison": comparison}
        line = _at(each, fit, (test, comparison), values)
        if line["estimate"].count() < len(line):
            continue
        limits = dict(zip(values, line[NUMBERS].to_numpy(float), strict=True))
        for value, percent in points:
            numbers = dict(zip(NUMBERS, limits[value].tolist(), strict=True))
            found.curve.append(said | numbers | {"value": value, "percent": percent})
        stretches = _regions(each, fit, line, (test, comparison))
        found.regions.extend(said | stretch for stretch in stretches)
    return found


def _regions(
    each: Moderated, fit: Fit, line: pd.DataFrame, pair: tuple[str, str]
) -> Iterator[dict[str, Any]]:
    """Stretches of the range, each with what the interval says within it."""
    ends = searched(each)
    people = each.seen.people
    claim = Claim("superiority", each.plan.direction_of(each.analysis.outcome))
    bounds = [ends[0], *_bounds(each, fit, line.sort_index(), pair), ends[1]]
    stretches = list(pairwise(bounds))
    middles = _at(each, fit, pair, [(low + high) / 2 for low, high in stretches])
    limits = zip(middles["ci_lower"], middles["ci_upper"], strict=True)
    for (low, high), interval in zip(stretches, limits, strict=True):
        yield {
            "lower": low,
            "upper": high,
            "lower_is": "bound" if low > ends[0] else "end",
            "upper_is": "bound" if high < ends[1] else "end",
            "says": conclusion(*interval, claim),
            "share": float(people.between(low, high).mean()),
        }


def _line(each: Moderated) -> Fit | None:
    if not each.seen.is_number or each.reliable is None:
        return None
    low, high = searched(each)
    return each.reliable if high > low else None


def _at(each: Moderated, fit: Fit, pair: tuple[str, str], values: Sequence[float]) -> pd.DataFrame:
    """The difference at these values, on an index of them; NaN where there is none."""
    found = each.grid.contrasts(fit, pair, each.visit, values, level=1 - each.plan.alpha)
    found = found.reindex(index=range(len(values)))
    if "estimate" not in found:
        found = pd.DataFrame(math.nan, index=range(len(values)), columns=NUMBERS)
    return found.set_index(pd.Index(values))


def _bounds(each: Moderated, fit: Fit, line: pd.DataFrame, pair: tuple[str, str]) -> list[float]:
    """Where the interval begins or ceases to hold zero, within the ends of the line.

    |estimate| is the half-width there: with degrees of freedom that are the same everywhere the
    roots of a quadratic; Kenward and Roger's change with the value, and each root is found between
    two of many points.
    """

    def excess(value: float) -> float:
        return float(_excess(_at(each, fit, pair, [value])).iloc[0])

    heights = list(zip(map(float, line.index), _excess(line), strict=True))
    return [
        float(brentq(excess, low, high, xtol=1e-10 * (high - low)))
        for (low, at_low), (high, at_high) in pairwise(heights)
        if at_low * at_high < 0
    ]


def _excess(line: pd.DataFrame) -> pd.Series:
    """How far each interval is from zero; negative where it holds zero."""
    return line["estimate"].abs() - (line["ci_upper"] - line["ci_lower"]) / 2
