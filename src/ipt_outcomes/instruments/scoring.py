"""A scale's total and subscales from its items, by the registry's scoring and missing-item rule.

The formulas: docs/methods.md, "Totals of a scale".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.instruments import Instrument
from ipt_outcomes.instruments.items import MissingRule

Floats = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class Scored:
    """Scores of n forms. All arrays have length n; scores are in scale points.

    `total` and each of `subscales` is NaN where more items are missing than the rule allows;
    `answered` counts items that were answered; `prorated` says whether, within a total, answered
    items stand in for missing ones.
    """

    total: Floats
    subscales: dict[str, Floats]
    answered: NDArray[np.int64]
    prorated: NDArray[np.bool_]


def scored(instrument: Instrument, answers: Floats, rule: MissingRule | None) -> Scored:
    """Score forms: `answers` is n x items in the scale's order, as ticked, NaN where not answered.

    Reverse-keyed items are turned here. Without a rule every item must be answered.
    """
    answered = np.isfinite(answers).sum(axis=1)
    parts = keyed(instrument, answers)
    position = {item.number: place for place, item in enumerate(instrument.items)}
    weights = np.array([item.weight for item in instrument.items])
    of_items: Literal["sum", "mean"]
    of_items = "mean" if instrument.scoring in ("mean", "mean_of_subscales") else "sum"
    most = 0 if rule is None else rule.most_missing

    subscales = {}
    missing_within = np.isnan(parts).any(axis=1)
    for sub in instrument.subscales:
        columns = [position[number] for number in sub.numbers]
        how: Literal["sum", "mean"] = "mean" if (sub.scoring or of_items) == "mean" else "sum"
        most_here = 0 if rule is None else rule.in_subscales.get(sub.name, 0)
        of_sub = _score(parts[:, columns], np.ones(len(columns)), how, most_here)
        subscales[sub.name] = of_sub * instrument.multiply_by

    if instrument.scoring == "mean_of_subscales":
        total = np.mean(list(subscales.values()), axis=0)
    elif instrument.scoring == "domain_maxima":
        domains = components(instrument, answers)
        total = _score(domains, np.ones(domains.shape[1]), "sum", most) * instrument.multiply_by
    else:
        used = weights if instrument.scoring == "weighted_sum" else np.ones(len(weights))
        total = _score(parts, used, of_items, most) * instrument.multiply_by
    total = np.where(answered > 0, total, np.nan)
    return Scored(total, subscales, answered, np.isfinite(total) & missing_within)


def keyed(instrument: Instrument, answers: Floats) -> Floats:
    """The answers with reverse-keyed items turned; n x items.

    ASSUME: of alternatives (more or less appetite) the form asks for one: where one is answered,
    another that is empty is answered with its least number.
    """
    turned = answers.astype(np.float64, copy=True)
    reversed_numbers = instrument.reverse_keyed.numbers if instrument.reverse_keyed else ()
    position = {item.number: place for place, item in enumerate(instrument.items)}
    for item in instrument.items:
        if item.number in reversed_numbers:
            column = position[item.number]
            turned[:, column] = item.minimum + item.maximum - turned[:, column]
    for numbers in instrument.alternative_numbers:
        columns = [position[number] for number in numbers]
        one_answered = np.isfinite(turned[:, columns]).any(axis=1)
        for number, column in zip(numbers, columns, strict=True):
            least = next(item.minimum for item in instrument.items if item.number == number)
            turned[one_answered & np.isnan(turned[:, column]), column] = least
    return turned


def components(instrument: Instrument, answers: Floats) -> Floats:
    """What the total adds up: the keyed items, or for domain maxima each domain's greatest answer.

    Weighted where the total is. n x components; a domain with an unanswered item is NaN, since that
    item might be the greatest.
    """
    parts = keyed(instrument, answers)
    if instrument.scoring == "weighted_sum":
        weights: Floats = np.array([item.weight for item in instrument.items])
        weighted: Floats = parts * weights
        return weighted
    if instrument.scoring != "domain_maxima":
        return parts
    position = {item.number: place for place, item in enumerate(instrument.items)}
    greatest = [
        parts[:, [position[number] for number in domain]].max(axis=1)
        for domain in instrument.domain_numbers
    ]
    return np.column_stack(greatest)


def severity_bands(instrument: Instrument, total: Floats) -> list[str | None]:
    """Each total's severity band; None without a total, or where the registry has no bands.

    ASSUME: a total made from answered items need not be whole; it belongs to the band that it has
    reached, and is not rounded into the next.
    """
    if instrument.severity is None:
        return [None] * len(total)
    bands = instrument.severity.bands
    starts = np.array([band.at_least for band in bands])
    # A mean such as 4.999999999999999 is 5: computing it must not move anybody down a band.
    place = np.searchsorted(starts, total + 1e-9, side="right") - 1
    return [
        bands[at].label if np.isfinite(score) else None
        for at, score in zip(place, total, strict=True)
    ]


def _score(parts: Floats, weights: Floats, how: Literal["sum", "mean"], most: int) -> Floats:
    """The weighted sum or mean of each row; NaN with more than `most` missing, or all of them."""
    there = np.isfinite(parts)
    enough = there.any(axis=1) & ((~there).sum(axis=1) <= most)
    # ASSUME: the mean of a person's answered items stands in for the missing ones, as the scale's
    # source says; the score made so is not rounded.
    points = np.where(there, parts, 0.0) @ weights
    weight = there @ weights
    mean = points / np.where(weight > 0, weight, 1.0)
    # Where nothing is missing the sum is exact; mean times number would round.
    total = np.where(there.all(axis=1), points, mean * weights.sum())
    return np.where(enough, mean if how == "mean" else total, np.nan)
