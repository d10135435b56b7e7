"""Every fact of a scale that a number or a list of items says, as `fact: value` in words."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.instruments import Instrument
from ipt_outcomes.instruments.facts import Cutoff, Remission


def facts_of(scale: Instrument) -> dict[str, str]:
    """The facts by their names in tests/reference/instruments.csv."""
    return dict(_facts(scale))


def _facts(scale: Instrument) -> Iterator[tuple[str, str]]:
    yield "range", f"{scale.minimum:g} to {scale.maximum:g}"
    if scale.items:
        yield "items", "; ".join(_item_group(group) for group in scale.item_groups)
        times = f" x {scale.multiply_by:g}" if scale.multiply_by != 1 else ""
        yield "scoring", f"{scale.scoring}{times}"
    if scale.age_minimum is not None:
        up_to = f" to {scale.age_maximum}" if scale.age_maximum is not None else " or more"
        yield "age", f"{scale.age_minimum}{up_to}"
    if scale.reverse_keyed is not None:
        yield "reverse_keyed", _listed(scale.reverse_keyed.numbers)
    if scale.domains:
        yield "domains", " | ".join(map(_listed, scale.domain_numbers))
    if scale.alternatives:
        yield "alternatives", " | ".join(map(_listed, scale.alternative_numbers))
    for sub in scale.subscales:
        yield f"subscales.{sub.name}", _listed(sub.numbers)
    for rule in scale.missing_items:
        of_subscales = "".join(f" {name} {n}" for name, n in rule.in_subscales.items())
        yield f"missing_items.{rule.name}", f"{rule.most_missing}{of_subscales}"
    yield from _rules(scale)
    for n, cutoff in enumerate(scale.cutoffs):
        yield f"cutoffs.{n}", _limit(cutoff)
    for n, each in enumerate(scale.reliability):
        yield f"reliability.{n}", f"{each.value:g} {each.kind}"
    for n, group in enumerate(scale.reference):
        yield f"reference.{n}", f"{group.mean:g} ({group.sd:g}) {group.group}"


def _rules(scale: Instrument) -> Iterator[tuple[str, str]]:
    if scale.severity is not None:
        bands = (f"{band.at_least:g} {band.label}" for band in scale.severity.bands)
        yield "severity", ", ".join(bands)
    for name in ("response", "minimal_important_difference"):
        rule = getattr(scale, name)
        if rule is not None:
            said = rule.model_dump(exclude={"source"}, exclude_none=True).items()
            yield name, ", ".join(f"{key} {value:g}" for key, value in said)
    if scale.remission is not None:
        yield "remission", _limit(scale.remission)


def _limit(rule: Cutoff | Remission) -> str:
    limits = rule.model_dump(include={"below", "at_most", "at_least"}, exclude_none=True)
    return ", ".join(f"{key} {value:g}" for key, value in limits.items())


def _item_group(group: object) -> str:
    said = vars(group)
    more = "".join(f" {key} {said[key]:g}" for key in ("step", "weight") if said[key] != 1)
    return f"{said['numbers']}: {said['minimum']} to {said['maximum']}{more}"


def _listed(numbers: tuple[int, ...]) -> str:
    return " ".join(map(str, numbers))
