"""A section of the report, in no format: its title and its blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from ipt_outcomes.report.figures.declared import OutcomeFigure, TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.shown_table import ShownTable

Layout = Literal["wide", "beside"]
MOST_ROWS_OPEN = 60


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Sentences; a part that is `Code` is set as what a machine reads, a `Link` leads elsewhere."""

    kind: ClassVar[str] = "paragraph"
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table to be shown; one of many rows stays folded until a reader opens it."""

    kind: ClassVar[str] = "table"
    table: ShownTable

    @property
    def folded(self) -> bool:
        """Whether it is longer than two pages, on which nobody finds what comes after it."""
        return len(self.table.rows) > MOST_ROWS_OPEN


@dataclass(frozen=True)
class Picture:
    """A figure that was drawn before: its name among the material's figures, and its words."""

    name: str
    words: str


@dataclass(frozen=True)
class Pictures:
    """Figures, each as wide as the page, or side by side where there is room."""

    kind: ClassVar[str] = "pictures"
    pictures: tuple[Picture, ...]
    layout: Layout


@dataclass(frozen=True)
class Notes:
    """A list of sentences."""

    kind: ClassVar[str] = "notes"
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """Terms, each with lines."""

    kind: ClassVar[str] = "terms"
    terms: tuple[tuple[str, tuple[str, ...]], ...]


Block = Heading | Paragraph | Table | Pictures | Notes | Terms


@dataclass(frozen=True)
class Section:
    """A section. `anchor` is its address in a page; an `internal` one is not for release."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]
    internal: bool = False


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    """A paragraph for each text."""
    return tuple(Paragraph((text,)) for text in texts)


def trial_picture(material: Material, figure: TrialFigure) -> tuple[Pictures, ...]:
    """The trial's figure as wide as the page; empty where its file was not given."""
    if figure.name not in material.figures:
        return ()
    return (Pictures((Picture(figure.name, figure.words(material)),), "wide"),)


def outcome_pictures(
    material: Material,
    figure: OutcomeFigure,
    layout: Layout,
    outcomes: Sequence[str] | None = None,
) -> tuple[Pictures, ...]:
    """The figure of each of these outcomes (of all), where its file was given; empty for none."""
    names = [outcome.name for outcome in material.plan.outcomes_in_order]
    found = tuple(
        Picture(figure.key(name), figure.words(material, name))
        for name in names
        if figure.key(name) in material.figures and (outcomes is None or name in outcomes)
    )
    return (Pictures(found, layout),) if found else ()
