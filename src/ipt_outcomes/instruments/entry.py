"""What the registry says of a scale: facts, each with its source; null where no source is sure."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.instruments.facts import (
    Cutoff,
    Fact,
    MinimalImportantDifference,
    Reference,
    Reliability,
    Remission,
    Response,
    Severity,
    Source,
)
from ipt_outcomes.instruments.items import (
    MOST_ITEMS,
    Item,
    ItemGroup,
    MissingRule,
    Numbers,
    ReverseKeyed,
    Subscale,
    listed_numbers,
)

Direction = Literal["higher_is_worse", "higher_is_better"]
Scoring = Literal["sum", "mean", "weighted_sum", "domain_maxima", "mean_of_subscales"]


class Entry(Fact):
    """The keys of a scale's entry, before anything is said of how they fit together.

    `minimum` and `maximum` are the range of the total. `direction` says which end is worse.
    `decimals` is how finely a total is reported. `scoring` makes the total from the items, then
    `multiply_by` is applied: to the total, and to the subscales. `domains` are the items of which
    the greatest answer counts (domain_maxima). Of `alternatives` (increase or decrease) the form
    asks for one; the others are empty by design. The first of `missing_items`, `reliability` and
    `reference` is the default; without a rule a form has a total only when every item is answered.
    What is null has no source that is sure: `ipt_outcomes.instruments.known` refuses it.
    """

    name: str
    scale: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    version: str
    construct_measured: str
    population: str
    age_minimum: int | None = None
    age_maximum: int | None = None
    rated_by: Literal["self", "clinician", "measurement"]
    direction: Direction
    minimum: float
    maximum: float
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    item_groups: Annotated[tuple[ItemGroup, ...], Field(alias="items", max_length=MOST_ITEMS)] = ()
    reverse_keyed: ReverseKeyed | None = None
    alternatives: Annotated[tuple[Numbers, ...], Field(max_length=MOST_ITEMS)] = ()
    domains: Annotated[tuple[Numbers, ...], Field(max_length=MOST_ITEMS)] = ()
    subscales: Annotated[tuple[Subscale, ...], Field(max_length=MOST_ITEMS)] = ()
    scoring: Scoring = "sum"
    multiply_by: Annotated[float, Field(gt=0)] = 1.0
    missing_items: tuple[MissingRule, ...] = ()
    severity: Severity | None = None
    cutoffs: tuple[Cutoff, ...] = ()
    response: Response | None = None
    remission: Remission | None = None
    minimal_important_difference: MinimalImportantDifference | None = None
    reliability: tuple[Reliability, ...] = ()
    reference: tuple[Reference, ...] = ()
    notes: str = ""
    source: Source

    @property
    def least_important_points(self) -> float | None:
        """The minimal important difference in points; None where no source gives it so."""
        least = self.minimal_important_difference
        return None if least is None or least.points is None else float(least.points)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item, by its number."""
        items = [item for group in self.item_groups for item in group.items()]
        return tuple(sorted(items, key=lambda item: item.number))

    @property
    def domain_numbers(self) -> tuple[tuple[int, ...], ...]:
        """The item numbers of each domain."""
        return tuple(listed_numbers(domain) for domain in self.domains)

    @property
    def alternative_numbers(self) -> tuple[tuple[int, ...], ...]:
        """The item numbers of each set of which the form asks for one."""
        return tuple(listed_numbers(numbers) for numbers in self.alternatives)
