"""The files of scores: one row an assessment, an answer or a participant; which column is what."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from ipt_outcomes.plan.base import Choices, ColumnName, Name, Part
from ipt_outcomes.plan.data_file import DataFile


class OfItems(Part):
    """How a scale's items are scored, where its entry in the registry leaves a choice."""

    items: Any = Field(default=None, description="the scale's items, as the shape has them")
    total: Any = Field(default=None, description="the scale's total, as the shape has it")
    missing_items: Name | None = Field(
        default=None,
        description="beside `items`: which of the scale's rules for unanswered items is used, or "
        "`complete`: every item must be answered. The registry's first rule unless you say "
        "otherwise",
    )
    reversed_already: bool = Field(
        default=False,
        description="beside `items`: `true` where the file's answers to reverse-keyed items are "
        "not those on the form but were turned before",
    )
    counts: Literal["items", "total"] | None = Field(
        default=None,
        description="beside `items` and `total`: which of them the score is. Needed where they "
        "disagree, which is counted; `items` unless you say otherwise",
    )
    recode: dict[Annotated[str, Field(min_length=1)], float] = Field(
        default_factory=dict,
        description="beside `items`: what each of the file's answers, a word or a number, is on "
        "the form, the same for all items: `{not at all: 0, several days: 1}`, "
        "`{1: 0, 2: 1, 3: 2, 4: 3}`. Another answer is refused; capitals do not count",
    )

    @property
    def both(self) -> bool:
        """Whether items and a total are mapped, which are compared."""
        return self.items is not None and self.total is not None


class LongScale(OfItems):
    """A scale's columns in a long file: its items, its total, or both."""

    items: tuple[ColumnName, ...] | None = Field(
        default=None, description="the items' columns, in the scale's order; or `total`"
    )
    total: ColumnName | None = Field(
        default=None, description="the total's column; or `items`. Both are compared"
    )
    baseline: ColumnName | None = Field(
        default=None,
        description="beside `total`: a column that repeats each participant's baseline total, "
        "where the baseline has no row of its own",
    )


class LongColumns(Part):
    """Which column says who and when: by day, by date or by the visit's name."""

    participant: ColumnName = Field(description="who, as in `participants`")
    day: ColumnName | None = Field(
        default=None, description="day since randomisation; or `date`, or `visit`"
    )
    date: ColumnName | None = Field(
        default=None,
        description="the assessment's date, of which only the day since the person's own "
        "randomisation is kept; or `day`, or `visit`",
    )
    visit: ColumnName | None = Field(
        default=None, description="the planned visit; or `day`, or `date`"
    )

    @property
    def time(self) -> str:
        """The column that says when; empty where the plan maps none."""
        return self.day or self.date or self.visit or ""


class ScoreFile(DataFile):
    """What every file of scores may say."""

    totals_as: dict[
        Name,
        Literal["sum", "mean", "from_1"],
    ] = Field(
        default_factory=dict,
        description="the scales whose totals the file has in another form than the scale's, each "
        "with that form, and are converted: `{who5: sum}` (of the answers, 0 to 25; the MSPSS's 12 "
        "to 84), `mean` (of the answers, for a scale that is a sum), `from_1` (the sum of answers "
        "counted from 1 where the scale's begin at 0)",
    )


class DatedScores(ScoreFile):
    """What files have in common whose rows say when."""

    visit_codes: dict[str, Name] = Field(
        default_factory=dict, description="the file's word: the visit, where they differ"
    )
    duplicates: Annotated[
        Literal["refuse", "first", "last", "mean", "all"],
        Choices(
            {
                "first": "in the file",
                "last": "in the file",
                "all": "kept, for models on real days",
            }
        ),
    ] = Field(
        default="refuse",
        description="what becomes of different scores of one participant, time and scale. Rows "
        "that say the same twice are counted and read once",
    )


class LongScores(DatedScores):
    """One row an assessment."""

    shape: Literal["long"] = Field(description="one row an assessment")
    columns: LongColumns = Field(description="our name: the file's column")
    scales: dict[Name, LongScale] = Field(
        min_length=1, description="the scales of the file, each with its columns"
    )


class TallColumns(LongColumns):
    """As a long file's, and what was asked and answered."""

    item: ColumnName = Field(description="what was asked")
    value: ColumnName = Field(description="the answer")


class TallScale(OfItems):
    """A scale's words in the column `item`."""

    items: tuple[str, ...] | None = Field(
        default=None,
        description="the items' words in the column `item`, in the scale's order; or `total`",
    )
    total: str | None = Field(
        default=None,
        description="the total's word in the column `item`; or `items`. Both are compared",
    )


class TallScores(DatedScores):
    """One row an answer."""

    shape: Literal["tall"] = Field(description="one row an answer")
    columns: TallColumns = Field(description="our name: the file's column")
    scales: dict[Name, TallScale] = Field(
        min_length=1, description="the scales of the file, each with its words"
    )


class WideColumns(Part):
    """The participant's column; a wide file's scores are columns of their own."""

    participant: ColumnName = Field(description="who, as in `participants`")


class WideItems(OfItems):
    """A scale's items in a wide file."""

    items: dict[Name, tuple[ColumnName, ...]] = Field(
        min_length=1, description="by visit, the items' columns, in the scale's order"
    )
    total: dict[Name, ColumnName] | None = Field(
        default=None, description="by visit, the total's column, to be compared with the items"
    )


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


class WideScores(ScoreFile):
    """One row a participant."""

    shape: Literal["wide"] = Field(description="one row a participant")
    columns: WideColumns = Field(description="our name: the file's column")
    scales: dict[Name, WideScale] = Field(
        min_length=1,
        description="the scales of the file: for each, by visit, the total's column: "
        "`{baseline: bdi_0, week_8: bdi_8}`; or `items`",
    )

    def visits_of(self, scale: str) -> dict[str, tuple[str, ...]]:
        """The columns of each visit: of the items in the scale's order, or of the total alone."""
        columns = self.scales[scale]
        if isinstance(columns, WideItems):
            return dict(columns.items)
        return {visit: (column,) for visit, column in columns.items()}


Scores = Annotated[LongScores | TallScores | WideScores, Field(discriminator="shape")]
