"""A scale: an entry whose parts fit together, and what is asked of it."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from ipt_outcomes.instruments.consistency import inconsistencies
from ipt_outcomes.instruments.entry import Entry
from ipt_outcomes.instruments.items import MissingRule

COMPLETE = "complete"


class MisfitError(ValueError):
    """A rule that parts of an entry break together, and `where` it is to be mended."""

    def __init__(self, where: tuple[str | int, ...], rule: str) -> None:
        super().__init__(rule)
        self.where = where


class Instrument(Entry):
    """A symptom or functioning scale; `Entry` has its keys."""

    def missing_rule(self, name: str | None = None) -> MissingRule | None:
        """The missing-item rule of that name; by default the first, None where there is none.

        `complete` is no rule: a form needs every item. Raises KeyError where there is none of that
        name.
        """
        if name is None:
            return self.missing_items[0] if self.missing_items else None
        if name == COMPLETE:
            return None
        rules = {rule.name: rule for rule in self.missing_items}
        if name not in rules:
            words = ", ".join([*rules, COMPLETE])
            raise KeyError(f"{self.name} has no missing-item rule {name!r}; it has: {words}")
        return rules[name]

    def as_turned(self) -> Self:
        """The scale for answers whose reverse-keyed items were turned before."""
        return self.model_copy(update={"reverse_keyed": None})

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        wrong = next(inconsistencies(self), None)
        if wrong is not None:
            raise MisfitError(*wrong)
        return self
