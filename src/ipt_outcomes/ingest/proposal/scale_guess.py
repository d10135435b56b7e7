"""A scale as a file suggests it: its columns, what the guess rests on, and what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ipt_outcomes.ingest.proposal.answer_words import Recode
from ipt_outcomes.ingest.proposal.doubtful_scales import Doubt
from ipt_outcomes.ingest.proposal.visit_words import VisitMark
from ipt_outcomes.plan.undecided import NO_SCALE

# What the plan says where no registered scale is recognised. Nobody's scale is called so.
UNKNOWN = NO_SCALE
# What a guess rests on.
BY_NAME, BY_NAMES = "by the column's name", "by the columns' names"
BY_WORDS = "by the words for the items"
BY_VALUES = "by the number of items and their values"
BY_NAMES_OF_VISITS = "the columns' names say visits"
BY_NUMBERS = "by the columns' names and numbers"
BY_CHANGE = "it changes from row to row"


@dataclass(frozen=True)
class ScaleGuess:
    """A scale's columns: `items` or `total` and `baseline` in a long file, `visits` in a wide one.

    `visits` has each visit's columns: of the total alone, or of the items in the scale's order.
    `why` says what the guess rests on; `outside` whether values lie outside the scale's range;
    `doubt` what else it may be. `totals`: in a wide file with items, each visit's column of the
    total. `recode`: the answers on the form of those in the file, where they differ.
    `other_totals`: columns that may be the score in the place of `total`; `also`: those of a wide
    file, by visit. `own`: no registered scale is known by its name, so that the plan describes it
    as a measure of its own, called after `stem`. `baseline_by_name`: the baseline's column has a
    name of its own, and may be another score.
    """

    scale: str
    why: str
    outside: bool = False
    items: tuple[str, ...] = ()
    total: str | None = None
    baseline: str | None = None
    visits: Mapping[VisitMark, tuple[str, ...]] = field(default_factory=dict)
    doubt: Doubt | None = None
    totals: Mapping[VisitMark, str] = field(default_factory=dict)
    recode: Recode | None = None
    other_totals: tuple[str, ...] = ()
    also: Mapping[VisitMark, tuple[str, ...]] = field(default_factory=dict)
    own: bool = False
    stem: str = ""
    baseline_by_name: bool = False

    @property
    def named(self) -> bool:
        """Whether a name or a label says the scale, though it may leave its version open."""
        return self.why in (BY_NAME, BY_NAMES, BY_WORDS)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the scale."""
        of_visits = (column for columns in self.visits.values() for column in columns)
        total = (self.total,) if self.total else ()
        return (*self.items, *total, *of_visits, *self.totals.values())

    @property
    def has_items(self) -> bool:
        """Whether the columns are items, and not totals."""
        return bool(self.items) or any(len(columns) > 1 for columns in self.visits.values())
