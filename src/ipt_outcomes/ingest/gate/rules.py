"""The table of identifiers, `rules.yaml`, read once and held to its schema."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from ruamel.yaml import YAML

from ipt_outcomes.ingest.gate.checks import CHECKS

ColumnKind = Literal["identifier", "number", "text"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OneCell(_Entry):
    """A pattern that one cell needs only to hold.

    `alike`: of participants' identifiers that are all of one form, a quarter must hold this too.
    """

    pattern: re.Pattern[str]
    check: str | None = None
    alike: re.Pattern[str] | None = None

    @field_validator("check")
    @classmethod
    def _known(cls, check: str | None) -> str | None:
        if check is not None and check not in CHECKS:
            raise ValueError(f"no such check: {check}")
        return check


class MostCells(OneCell):
    """A pattern that whole cells are: at least `share` of the different ones.

    `fewest`: how many different cells there must be. `scattered`: their first two characters take
    three values or more; `beginnings`: so many. `years_apart`: so many years
    lie between the first and the last of their years.
    """

    share: Annotated[float, Field(gt=0, le=1)] = 0.8
    fewest: Annotated[int, Field(ge=1)] = 1
    scattered: bool = False
    beginnings: Annotated[int, Field(ge=1)] = 1
    years_apart: Annotated[int, Field(ge=0)] = 0
    not_in: tuple[ColumnKind, ...] = ()


class Rule(_Entry):
    """A class of identifiers, by its letter in Safe Harbor: how it is known, what to do."""

    name: Annotated[str, Field(alias="class")]
    safe_harbor: str
    column_has: tuple[str, ...]
    column_is: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    one_cell_has: tuple[OneCell, ...] = ()
    most_cells_are: tuple[MostCells, ...] = ()
    remedy: str


@cache
def identifier_rules() -> tuple[Rule, ...]:
    """The classes in the table's order: the first that a column shows is the one reported."""
    text = files("ipt_outcomes.ingest.gate").joinpath("rules.yaml").read_text(encoding="utf-8")
    return tuple(Rule.model_validate(entry) for entry in YAML(typ="safe").load(text))
