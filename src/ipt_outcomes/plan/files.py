"""Where the data are and which of a file's columns is what."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from ipt_outcomes.plan.base import ColumnName, Name, Part
from ipt_outcomes.plan.data_file import DataFile


class Covariate(Part):
    """A participant's characteristic that the study's standard columns do not name."""

    column: ColumnName
    type: Literal["number", "category"]


class ParticipantColumns(Part):
    """Our name: the file's column. Only `participant` and `arm` must be there.

    `randomisation_date` is day 0 of the participant: other dates become days with it, and no date
    is kept.
    """

    participant: ColumnName
    arm: ColumnName
    stratum: ColumnName | None = None
    site: ColumnName | None = None
    therapist: ColumnName | None = None
    age: ColumnName | None = None
    sex: ColumnName | None = None
    problem_area: ColumnName | None = None
    prior_episodes: ColumnName | None = None
    withdrawal_day: ColumnName | None = None
    withdrawal_reason: ColumnName | None = None
    randomisation_date: ColumnName | None = None


class ParticipantsFile(DataFile):
    """One row a participant; in the `long` shape one row an assessment.

    A long file says the same of a participant on every row. `number_rows` is for a file without
    identifiers: its rows are numbered from 1, and the plan may use that name as a column of it.
    `arm_codes` gives an arm for the file's word, where they differ. `without_arm` says what becomes
    of somebody whose arm is missing: `leave_out` is for a file that holds people who were screened
    and not randomised; they are counted.
    """

    shape: Literal["wide", "long"] = "wide"
    number_rows: ColumnName | None = None
    columns: ParticipantColumns
    covariates: dict[Name, Covariate] = Field(default_factory=dict)
    arm_codes: dict[str, Name] = Field(default_factory=dict)
    without_arm: Literal["refuse", "leave_out"] = "refuse"


class SessionColumns(Part):
    """Our name: the file's column."""

    participant: ColumnName
    session: ColumnName
    attended: ColumnName
    day: ColumnName | None = None
    date: ColumnName | None = None
    therapist: ColumnName | None = None
    format: ColumnName | None = None
    minutes: ColumnName | None = None
    homework: ColumnName | None = None
    alliance: ColumnName | None = None


class SessionsFile(DataFile):
    """One row a planned session of a participant."""

    columns: SessionColumns


class OfItems(Part):
    """How a scale's items are scored, where its entry in the registry leaves a choice.

    `missing_items` names one of the scale's missing-item rules, or is `complete`: every item must
    be answered; the registry's first rule unless said. `reversed_already` says that the file's
    answers to reverse-keyed items are not those on the form but were turned before.
    """

    items: Any = None
    missing_items: Name | None = None
    reversed_already: bool = False


class LongScale(OfItems):
    """A scale's columns in a long file: its items in their order, or its total; not both.

    `baseline` is the column that repeats a participant's baseline total on every row, where the
    baseline assessment has no row of its own.
    """

    items: tuple[ColumnName, ...] | None = None
    total: ColumnName | None = None
    baseline: ColumnName | None = None


class LongColumns(Part):
    """An assessment is known by its day since randomisation, by its date, or by its visit's name.

    A date is turned into the day since the participant's own randomisation and dropped.
    """

    participant: ColumnName
    day: ColumnName | None = None
    date: ColumnName | None = None
    visit: ColumnName | None = None

    @property
    def time(self) -> str:
        """The column that says when; empty where the plan maps none."""
        return self.day or self.date or self.visit or ""


Duplicates = Literal["refuse", "first", "last", "mean", "all"]


class LongScores(DataFile):
    """One row an assessment. `visit_codes` gives the file's word for a visit.

    `duplicates`: what becomes of two different scores of one participant, time and scale. `all`
    keeps them, for models on real days. Rows that say the same twice are counted and read once.
    """

    shape: Literal["long"]
    columns: LongColumns
    scales: dict[Name, LongScale] = Field(min_length=1)
    visit_codes: dict[str, Name] = Field(default_factory=dict)
    duplicates: Duplicates = "refuse"


class TallColumns(LongColumns):
    """As a long file's, with the column that says what was asked and the one of the answer."""

    item: ColumnName
    value: ColumnName


class TallScale(OfItems):
    """A scale's words in the column `item`: of its items in their order, or of its total."""

    items: tuple[str, ...] | None = None
    total: str | None = None


class TallScores(DataFile):
    """One row an answer. `visit_codes` and `duplicates` are as in a long file."""

    shape: Literal["tall"]
    columns: TallColumns
    scales: dict[Name, TallScale] = Field(min_length=1)
    visit_codes: dict[str, Name] = Field(default_factory=dict)
    duplicates: Duplicates = "refuse"


class WideColumns(Part):
    """The participant's column; a wide file's scores are columns of their own."""

    participant: ColumnName


class WideItems(OfItems):
    """A scale's items in a wide file: for each visit their columns, in the scale's order."""

    items: Annotated[dict[Name, tuple[ColumnName, ...]], Field(min_length=1)]


# Tags that no key of a plan is: messages leave them out.
_ITEMS, _TOTALS = "items by visit", "totals by visit"


def _wide_kind(scale: Any) -> str:
    """Items are a mapping under `items`; a visit that is called so has a column's name."""
    if isinstance(scale, WideItems):
        return _ITEMS
    items = isinstance(scale, dict) and isinstance(scale.get("items"), dict)
    return _ITEMS if items else _TOTALS


WideTotals = dict[Name, ColumnName]
WideScale = Annotated[
    Annotated[WideItems, Tag(_ITEMS)] | Annotated[WideTotals, Tag(_TOTALS)],
    Discriminator(_wide_kind),
]


class WideScores(DataFile):
    """One row a participant.

    `scales` gives each visit's column of the total; or under `items` each visit's columns.
    """

    shape: Literal["wide"]
    columns: WideColumns
    scales: dict[Name, WideScale] = Field(min_length=1)

    def visits_of(self, scale: str) -> dict[str, tuple[str, ...]]:
        """The columns of each visit: of the items in the scale's order, or of the total alone."""
        columns = self.scales[scale]
        if isinstance(columns, WideItems):
            return dict(columns.items)
        return {visit: (column,) for visit, column in columns.items()}


Scores = Annotated[LongScores | TallScores | WideScores, Field(discriminator="shape")]
