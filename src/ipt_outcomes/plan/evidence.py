"""Other studies that the plan sets the trial among: their file, and how they are pooled."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, ColumnName, Label, Name, Part
from ipt_outcomes.plan.data_file import Encoding

Several = Literal["correlated", "aggregate", "first", "lowest", "highest"]
NEEDS_RHO: frozenset[str] = frozenset({"correlated", "aggregate"})

Cell = str | float
Cells = Cell | tuple[Cell, ...]


class Evidence(Part):
    """Studies of one comparison, from a file with a row an effect, and the trial's own contrast.

    ASSUME: the trial is set among the studies by its observed means and standard deviations at the
    outcome's endpoint, as the Metapsy database would have it, and not by a model's contrast.
    """

    name: Name = Field(description="what the tables call these studies")
    file: str = Field(
        min_length=1,
        description="the studies' file, a row an effect: delimited text in the Metapsy format "
        "(docs.metapsy.org), or with `columns`. It holds published numbers, and no person's",
    )
    source: Label = Field(description="where the studies are from; the report prints it")
    outcome: Name = Field(description="the trial's outcome that stands for theirs, at its endpoint")
    test: Name = Field(description="the arm of the trial that their first arm is like")
    comparison: Name = Field(
        description="the arm of the trial that their second arm is like; with `test` one of the "
        "plan's contrasts"
    )
    where: dict[ColumnName, Cells] = Field(
        default_factory=dict,
        description="which rows: what a column of the file must say, one word or several: "
        "`{condition_arm1: ipt, condition_arm2: [wl, cau], time: post}`",
    )
    without: dict[ColumnName, Cells] = Field(
        default_factory=dict,
        description="which of these are left out again, in the same way: the trial's own "
        "publication, for one",
    )
    several: Annotated[
        Several | None,
        Choices(
            {
                "correlated": "all are kept, with standard errors that allow for it (CR2 by study)",
                "aggregate": "their mean",
                "first": "the first in the file",
                "lowest": "the one that favours `test` least",
                "highest": "the one that favours it most",
            }
        ),
    ] = Field(
        default=None,
        description="what is done with several effects of a study. Without the key, such studies "
        "are refused",
    )
    rho: float | None = Field(
        default=None,
        ge=0,
        lt=1,
        description="what the sampling errors of one study's effects correlate, for `correlated` "
        "and `aggregate`; seldom reported, often taken to be 0.6",
    )
    studies: Annotated[
        Literal["randomised", "observational"],
        Choices({"randomised": "as all studies of the Metapsy database are"}),
    ] = Field(
        default="randomised",
        description="how the studies' arms came about, where the file has no column "
        "`comparison_kind`",
    )
    better: ColumnName | None = Field(
        default=None,
        description="which end of the studies' scales is the better one: `lower`, `higher`, or a "
        "column that says either. `lower` where the trial's scale is so too; else needed",
    )
    event: ColumnName | None = Field(
        default=None,
        description="what the studies' events are: `good`, `bad`, or a column that says either. "
        "Without the key, by the words of `outcome_type`",
    )
    columns: dict[ColumnName, ColumnName] = Field(
        default_factory=dict,
        description="the Metapsy name: the file's column, where they differ",
    )
    encoding: Encoding | None = Field(
        default=None, description="of the file, where it cannot be told: see the files of people"
    )
    delimiter: Literal[";", ",", "\t"] | None = Field(
        default=None, description="between its cells, where the header leaves it open"
    )
    decimal: Literal[",", "."] | None = Field(
        default=None, description="its decimal mark, where the numbers leave it open"
    )


class IndirectComparison(Part):
    """Two treatments compared by way of what both were compared with, in no study of their own.

    ASSUME: the two sets of studies are alike in whatever changes the effects (transitivity).
    """

    name: Name = Field(description="what the tables call it")
    first: Name = Field(description="the entry of `evidence` with the studies of the one treatment")
    second: Name = Field(
        description="that of the other treatment, of the same outcome and with the same "
        "`comparison`. They may have no study in common"
    )
