"""Which rows of a file of studies the plan's `where` and `without` choose."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.evidence import Cell, Cells
from ipt_outcomes.plan.plan import Plan

_MOST_WORDS = 12


def chosen(plan: Plan, position: int, frame: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """The rows that `where` takes and `without` does not.

    A column that the file has not, and a word that no row of it says, are found: a word mistyped
    would choose other studies and say nothing.
    """
    entry = plan.evidence[position]
    kept = pd.Series(True, index=frame.index)
    for key in ("where", "without"):
        cells: dict[str, Cells] = getattr(entry, key)
        for column, wanted in cells.items():
            where = ("evidence", position, key, column)
            if column not in frame:
                rule = f"{entry.file} has no column {column}"
                remedy = f"It has {listed([name for name in frame.columns if name], 'and')}."
                _add(plan, where, rule, remedy, findings)
                continue
            match = _says(plan, where, frame[column], _words(wanted), findings)
            kept &= match if key == "where" else ~match
    return frame[kept]


def _says(
    plan: Plan,
    where: tuple[str | int, ...],
    column: pd.Series,
    wanted: tuple[Cell, ...],
    findings: Findings,
) -> pd.Series:
    match = pd.Series(False, index=column.index)
    for word in wanted:
        own = column == _as_column(column, word)
        if not own.any():
            rule = f"no row of the file says {word!r} in {column.name}"
            words = [str(each) for each in column.dropna().unique()]
            few = len(words) <= _MOST_WORDS
            remedy = f"It says {listed(words)}." if few else "Write it as the file has it."
            _add(plan, where, rule, remedy, findings)
        match |= own
    return match


def _as_column(column: pd.Series, word: Cell) -> Cell:
    """A number in a column of words is written as the file has it, and not as YAML read it."""
    if pd.api.types.is_numeric_dtype(column):
        try:
            return float(word)
        except ValueError:
            return word
    return f"{word:g}" if isinstance(word, float) else word.strip()


def _words(wanted: Cells) -> tuple[Cell, ...]:
    return wanted if isinstance(wanted, tuple) else (wanted,)


def _add(
    plan: Plan, where: tuple[str | int, ...], rule: str, remedy: str, findings: Findings
) -> None:
    findings.add(plan.problem(where, rule, remedy))
