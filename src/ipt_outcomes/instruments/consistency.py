"""What must hold between the parts of a scale's entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ipt_outcomes.instruments.entry import Entry
from ipt_outcomes.instruments.facts import Fact

Misfit = tuple[tuple[str | int, ...], str]
"""Where in the entry, by its keys, and the rule that it breaks."""


def inconsistencies(scale: Entry) -> Iterator[Misfit]:
    """Every rule that the entry breaks, in words."""
    if scale.minimum >= scale.maximum:
        yield ("minimum",), "the least total is not below the greatest"
        return
    seen: set[int] = set()
    for position, group in enumerate(scale.item_groups):
        items = group.items()
        if not seen.isdisjoint(item.number for item in items):
            yield ("items", position, "numbers"), "an item is there twice"
        if group.minimum >= group.maximum:
            rule = "an item's least answer is not below its greatest"
            yield ("items", position, "minimum"), rule
        seen.update(item.number for item in items)
    numbers = list(seen)
    yield from _named_items(scale, set(numbers))
    yield from _range(scale)
    yield from _missing_rules(scale)
    yield from _facts(scale)


def _named_items(scale: Entry, numbers: set[int]) -> Iterator[Misfit]:
    in_domains = [number for domain in scale.domain_numbers for number in domain]
    in_alternatives = [number for group in scale.alternative_numbers for number in group]
    turned = scale.reverse_keyed.numbers if scale.reverse_keyed else ()
    parts: list[tuple[tuple[str | int, ...], str, Iterable[int]]] = [
        (("reverse_keyed", "items"), "reverse_keyed", turned),
        (("domains",), "domains", in_domains),
        (("alternatives",), "alternatives", in_alternatives),
        *(
            (("subscales", position, "items"), f"subscale {sub.name}", sub.numbers)
            for position, sub in enumerate(scale.subscales)
        ),
    ]
    for where, part, named in parts:
        if not set(named) <= numbers:
            yield where, f"{part} names an item that the scale does not have"
    if (scale.scoring == "domain_maxima") != bool(scale.domains):
        rule = "domains belong to the scoring domain_maxima, and it needs them"
        yield ("domains" if scale.domains else "scoring",), rule
    elif scale.domains and Counter(in_domains) != Counter(numbers):
        yield ("domains",), "every item belongs to one domain"
    if scale.scoring == "mean_of_subscales" and not scale.subscales:
        yield ("scoring",), "the scoring mean_of_subscales needs subscales"
    names = [sub.name for sub in scale.subscales]
    if len(set(names)) != len(names) or set(names) & {
        "total", "items_answered", "prorated", "severity_band"
    }:  # fmt: skip
        rule = "subscales need names of their own, other than those of the score's columns"
        yield ("subscales",), rule


def _range(scale: Entry) -> Iterator[Misfit]:
    """The total's range as it follows from the items."""
    if not scale.items:
        return
    ends: list[float] = []
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
    for key, found, told in zip(
        ("minimum", "maximum"), ends, (scale.minimum, scale.maximum), strict=True
    ):
        if abs(found - told) > 1e-9:
            rule = f"the items give totals from {ends[0]:g} to {ends[1]:g}, not the range told"
            yield (key,), rule


def _missing_rules(scale: Entry) -> Iterator[Misfit]:
    names = [rule.name for rule in scale.missing_items]
    if len(set(names)) != len(names) or "complete" in names:
        yield (
            ("missing_items",),
            "missing-item rules need names of their own, other than complete",
        )
    sizes = {sub.name: len(sub.numbers) for sub in scale.subscales}
    for position, rule in enumerate(scale.missing_items):
        where, said = ("missing_items", position), f"the missing-item rule {rule.name}"
        if scale.items and rule.most_missing >= len(scale.items):
            yield (*where, "most_missing"), f"{said} scores a form without an answer"
        for name, most in rule.in_subscales.items():
            if name not in sizes:
                yield (*where, "in_subscales", name), f"{said} names no subscale of the scale"
            elif most >= sizes[name]:
                wrong = f"{said} scores a subscale without an answer"
                yield (*where, "in_subscales", name), wrong


def _facts(scale: Entry) -> Iterator[Misfit]:
    if scale.severity is not None:
        starts = [band.at_least for band in scale.severity.bands]
        where = ("severity", "bands")
        if starts != sorted(set(starts)) or starts[0] != scale.minimum:
            yield where, "severity bands begin at the least total and go upward"
        if starts[-1] > scale.maximum:
            yield where, "a severity band begins above the greatest total"
    better = scale.direction == "higher_is_better"
    if scale.remission is not None and (scale.remission.at_least is not None) != better:
        rule = "remission is below or at_most where more is worse, at_least where more is better"
        yield ("remission",), rule
    one_of: list[tuple[tuple[str | int, ...], Fact | None, tuple[str, ...]]] = [
        (("remission",), scale.remission, ("below", "at_most", "at_least")),
        (("response",), scale.response, ("reduction_percent", "points", "score_at_most")),
        (
            ("minimal_important_difference",),
            scale.minimal_important_difference,
            ("points", "percent_of_baseline"),
        ),
        *(
            (("cutoffs", position), cutoff, ("at_least", "at_most"))
            for position, cutoff in enumerate(scale.cutoffs)
        ),
    ]
    for place, fact, keys in one_of:
        if fact is not None and sum(getattr(fact, key) is not None for key in keys) != 1:
            yield place, "give one of " + ", ".join(keys)
