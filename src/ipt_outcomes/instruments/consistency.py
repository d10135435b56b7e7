"""What must hold between the parts of a scale's entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ipt_outcomes.instruments.entry import Entry


def inconsistencies(scale: Entry) -> Iterator[str]:
    """Every rule that the entry breaks, in words."""
    if scale.minimum >= scale.maximum:
        yield "the least total is not below the greatest"
        return
    numbers = [item.number for item in scale.items]
    if len(set(numbers)) != len(numbers):
        yield "an item is there twice"
    if any(item.minimum >= item.maximum for item in scale.items):
        yield "an item's least answer is not below its greatest"
    yield from _named_items(scale, set(numbers))
    yield from _range(scale)
    yield from _missing_rules(scale)
    yield from _facts(scale)


def _named_items(scale: Entry, numbers: set[int]) -> Iterator[str]:
    parts = {
        "reverse_keyed": scale.reverse_keyed.numbers if scale.reverse_keyed else (),
        "domains": [number for domain in scale.domain_numbers for number in domain],
        "alternatives": [number for group in scale.alternative_numbers for number in group],
        **{f"subscale {sub.name}": sub.numbers for sub in scale.subscales},
    }
    for part, named in parts.items():
        if not set(named) <= numbers:
            yield f"{part} names an item that the scale does not have"
    if (scale.scoring == "domain_maxima") != bool(scale.domains):
        yield "domains belong to the scoring domain_maxima, and it needs them"
    elif scale.domains and Counter(parts["domains"]) != Counter(numbers):
        yield "every item belongs to one domain"
    if scale.scoring == "mean_of_subscales" and not scale.subscales:
        yield "the scoring mean_of_subscales needs subscales"
    names = [sub.name for sub in scale.subscales]
    if len(set(names)) != len(names) or set(names) & {
        "total", "items_answered", "prorated", "severity_band"
    }:  # fmt: skip
        yield "subscales need names of their own, other than those of the score's columns"


def _range(scale: Entry) -> Iterator[str]:
    """The total's range as it follows from the items."""
    if not scale.items:
        return
    ends = []
    for end in ("minimum", "maximum"):
        answers = {item.number: float(getattr(item, end)) for item in scale.items}
        if scale.scoring == "domain_maxima":
            total = sum(max(answers[n] for n in domain) for domain in scale.domain_numbers)
        elif scale.scoring == "mean":
            total = sum(answers.values()) / len(answers)
        elif scale.scoring == "mean_of_subscales":
            means = [sum(answers[n] for n in s.numbers) / len(s.numbers) for s in scale.subscales]
            total = sum(means) / len(means)
        else:
            total = sum(item.weight * answers[item.number] for item in scale.items)
        ends.append(total * scale.multiply_by)
    if any(
        abs(found - told) > 1e-9
        for found, told in zip(ends, (scale.minimum, scale.maximum), strict=True)
    ):
        yield f"the items give totals from {ends[0]:g} to {ends[1]:g}, not the range told"


def _missing_rules(scale: Entry) -> Iterator[str]:
    names = [rule.name for rule in scale.missing_items]
    if len(set(names)) != len(names) or "complete" in names:
        yield "missing-item rules need names of their own, other than complete"
    for rule in scale.missing_items:
        if scale.items and rule.most_missing >= len(scale.items):
            yield f"the missing-item rule {rule.name} scores a form without an answer"
        for name, most in rule.in_subscales.items():
            sizes = {sub.name: len(sub.numbers) for sub in scale.subscales}
            if name not in sizes:
                yield f"the missing-item rule {rule.name} names no subscale of the scale"
            elif most >= sizes[name]:
                yield f"the missing-item rule {rule.name} scores a subscale without an answer"


def _facts(scale: Entry) -> Iterator[str]:
    if scale.severity is not None:
        starts = [band.at_least for band in scale.severity.bands]
        if starts != sorted(set(starts)) or starts[0] != scale.minimum:
            yield "severity bands begin at the least total and go upward"
        if starts[-1] > scale.maximum:
            yield "a severity band begins above the greatest total"
    better = scale.direction == "higher_is_better"
    if scale.remission is not None and (scale.remission.at_least is not None) != better:
        yield "remission is below or at_most where more is worse, at_least where more is better"
    one_of = [
        (scale.remission, ("below", "at_most", "at_least")),
        (scale.response, ("reduction_percent", "points", "score_at_most")),
        (scale.minimal_important_difference, ("points", "percent_of_baseline")),
        *((cutoff, ("at_least", "at_most")) for cutoff in scale.cutoffs),
    ]
    for fact, keys in one_of:
        if fact is not None and sum(getattr(fact, key) is not None for key in keys) != 1:
            yield "give one of " + ", ".join(keys)
