"""What the registry says of a scale: facts, each with its source; null where no source is sure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Fact(BaseModel):
    """A frozen part of a scale's entry."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(Fact):
    """An item's number and range. The wording is under copyright and is not kept."""

    number: Annotated[int, Field(ge=1)]
    minimum: int
    maximum: int


class MissingItems(Fact):
    """With up to `most_missing` items unanswered, the answered items' mean stands in for them."""

    most_missing: Annotated[int, Field(ge=0)]
    source: str


class Instrument(Fact):
    """A symptom or functioning scale.

    `minimum` and `maximum` are the range of the total. `direction` says which end is worse.
    `decimals` is how finely a total is reported. `scoring` makes the total from the items.
    """

    name: str
    scale: str
    construct_measured: str
    direction: Literal["higher_is_worse", "higher_is_better"]
    minimum: float
    maximum: float
    decimals: Annotated[int, Field(ge=0)] = 0
    items: tuple[Item, ...] = ()
    scoring: Literal["sum", "mean"] = "sum"
    missing_items: MissingItems | None = None
    source: str
