"""What a question is given, and how it says what it found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.asked.another_day_0 import of_another_day_0
from ipt_outcomes.ingest.chosen_rows import chosen_rows
from ipt_outcomes.ingest.files import read_unmapped
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.ingest.therapy import Therapy
from ipt_outcomes.instruments import Instrument
from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.data_file import DataFile
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.score_files import OfItems, Scores
from ipt_outcomes.row_groups import first_of_each, numbered_groups, rows_where

_FORM = ("participant", "visit", "day", "repeat")


@dataclass(frozen=True, repr=False, eq=False)
class Forms:
    """A scale's forms in one file of scores, one row an assessment.

    `answers`: as they were read, a column an item in the scale's order, NaN where not answered.
    `totals`: as reported (converted to the scale's form), all missing where none is mapped.
    `participants`: who; `visits`: at which visit, missing where it is given by day. The index of
    all four is the line on which the form begins, several times where a line has several visits.
    `instrument` is the scale as its entry has it, `asked` what the plan says of its items.
    """

    entry: Scores
    scale: str
    instrument: Instrument
    asked: OfItems | None
    answers: pd.DataFrame
    totals: pd.Series
    participants: pd.Series
    visits: pd.Series

    def at_visits(self) -> Iterator[tuple[str, Forms]]:
        """The forms of each visit, where there are several: one may be coded unlike the others."""
        names = self.visits.dropna().unique()
        for name in names if len(names) > 1 else ():
            here = (self.visits == name).to_numpy()
            yield (
                str(name),
                replace(
                    self,
                    answers=self.answers.loc[here],
                    totals=self.totals.loc[here],
                    participants=self.participants.loc[here],
                    visits=self.visits.loc[here],
                ),
            )

    @property
    def file(self) -> str:
        """The file, as messages call it."""
        return self.entry.source

    @property
    def complete(self) -> pd.Series:
        """Which forms have every item answered; none where no items are mapped."""
        return self.answers.notna().all(axis=1) & self.answers.notna().any(axis=1)

    @property
    def reversed_already(self) -> bool:
        """Whether the plan says that reverse-keyed items were turned before."""
        return self.asked is not None and self.asked.reversed_already

    @property
    def total_column(self) -> str | None:
        """The column, or the word, of the reported total; None where the plan maps none or many."""
        total = getattr(self.entry.scales[self.scale], "total", None)
        return total if isinstance(total, str) else None


@dataclass(frozen=True, repr=False, eq=False)
class Data:
    """The plan's files as they were read, and the table `scores` (index: entry and line).

    `people` and the tables of `therapy` are as reading gave them; the index is the lines.
    """

    plan: Plan
    files: Mapping[str, TextTable]
    scores: pd.DataFrame
    findings: Findings
    notes: list[str]
    people: pd.DataFrame
    therapy: Therapy
    _others: dict[str, TextTable | None] = field(default_factory=dict)

    @cached_property
    def forms(self) -> tuple[Forms, ...]:
        """The forms of every file and scale, in the plan's order."""
        return tuple(self._forms())

    def _forms(self) -> Iterator[Forms]:
        for position, entry in enumerate(self.plan.scores):
            if position not in self.scores.index.get_level_values(0):
                continue
            here = self.scores.index.get_level_values(0) == position
            of_file = rows_where(self.scores, here).droplevel(0)
            for scale in entry.scales:
                of_scale = rows_where(of_file, of_file["scale"] == scale)
                if len(of_scale):
                    yield _forms(self.plan, entry, scale, of_scale)

    @cached_property
    def arm_of(self) -> pd.Series:
        """By participant, the arm of the first row; empty where the file has not both."""
        if not {"participant", "arm"} <= set(self.people.columns):
            return pd.Series(dtype="object")
        known = self.people.dropna(subset=["participant"]).drop_duplicates("participant")
        return known.set_index("participant")["arm"].astype("object")

    @cached_property
    def of_another_day_0(self) -> pd.DataFrame:
        """The sessions of people whose day 0 may be wrong."""
        return of_another_day_0(self.plan, self.therapy.sessions)

    def table(self, entry: DataFile) -> TextTable:
        """The rows that an entry reads."""
        return chosen_rows(entry, self.files[entry.source])

    def unmapped(self, entry: DataFile) -> TextTable | None:
        """The columns of an entry's file that the plan does not map, of the rows that it reads."""
        if entry.source not in self._others:
            self._others[entry.source] = read_unmapped(self.plan, self.files[entry.source])
        others = self._others[entry.source]
        if others is None:
            return None
        lines = self.table(entry).lines
        cells = others.cells.loc[others.cells.index.isin(lines)]
        return TextTable(others.file, others.header, cells, decimal=others.decimal)

    def asks(
        self,
        entry: DataFile,
        key: str,
        *,
        lines: Iterable[int] | None,
        column: str | None,
        rule: str,
        remedy: str,
    ) -> None:
        """A finding, on these lines or of the whole file; where the plan confirms it, a note.

        Nothing where there are no lines. `lines=None` is the whole file.
        """
        places = None if lines is None else [int(line) for line in lines]
        if places is not None and not places:
            return
        reason = entry.confirmed.get(key)
        if reason is not None:
            rows = "" if places is None else f" ({counted(len(set(places)), 'row')})"
            self.notes.append(f"{entry.source}: {rule}{rows}. The plan says of it: {reason}")
            return
        remedy += f" Where the data are right, write `confirmed: {{{key}: <your reason>}}` beside "
        remedy += "the file."
        self.findings.at(entry.source, [1] if places is None else places, column, rule, remedy)


def _forms(plan: Plan, entry: Scores, scale: str, rows: pd.DataFrame) -> Forms:
    instrument = plan.entry_of(scale)
    key = [name for name in _FORM if name in rows]
    form = numbered_groups(rows, key)
    first = first_of_each(form)
    lines = rows.index[first]
    numbers = [0, *(item.number for item in instrument.items)]
    matrix = np.full((len(lines), len(numbers)), np.nan)
    place = pd.Index(numbers).get_indexer(pd.Index(rows["item"].astype("int64")))
    matrix[form, place] = rows["value"].to_numpy(dtype="float64")
    said = entry.scales[scale]
    return Forms(
        entry,
        scale,
        instrument,
        said if isinstance(said, OfItems) else None,
        pd.DataFrame(matrix[:, 1:], index=lines, columns=numbers[1:]),
        pd.Series(matrix[:, 0], index=lines),
        rows.loc[first, "participant"],
        rows.loc[first, "visit"] if "visit" in rows else pd.Series(None, lines, dtype="object"),
    )
