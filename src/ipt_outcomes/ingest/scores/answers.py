"""A scale's columns as numbers within the scale's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.ingest.cells import converted
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.instruments import Instrument


@dataclass(frozen=True)
class _Limits:
    """The least and the greatest value, scale points, and of what."""

    low: float
    high: float
    of: str


def totals(instrument: Instrument, table: TextTable, column: str, findings: Findings) -> pd.Series:
    """A column of totals as the file reports them, scale points."""
    return _within(
        _Limits(instrument.minimum, instrument.maximum, instrument.name), table, column, findings
    )


def item_answers(
    instrument: Instrument, table: TextTable, columns: Sequence[str], findings: Findings
) -> pd.DataFrame:
    """A scale's answers, one column an item, named by the item's number."""
    return pd.DataFrame(
        {
            item.number: answers_of_item(instrument, item.number, table, column, findings)
            for item, column in zip(instrument.items, columns, strict=True)
            if column in table.header
        },
        index=table.lines,
    )


def answers_of_item(
    instrument: Instrument, number: int, table: TextTable, column: str, findings: Findings
) -> pd.Series:
    """A column of answers to one item, scale points."""
    item = next(item for item in instrument.items if item.number == number)
    # The column says which item: one cause in several of them is one message.
    what = f"an item of {instrument.name}"
    answers = _within(_Limits(item.minimum, item.maximum, what), table, column, findings)
    # ASSUME: people answer an item with one of its whole numbers; a fraction has been computed.
    findings.at(
        table.file,
        answers.index[answers.notna() & ((answers - item.minimum) % item.step != 0)],
        column,
        f"an answer to {what} is a whole number"
        + (f", in steps of {item.step}" if item.step > 1 else ""),
        "Give the answers as they were; leave an unanswered item empty.",
    )
    return answers


def _within(limits: _Limits, table: TextTable, column: str, findings: Findings) -> pd.Series:
    values = converted(table, column, "number", findings)
    findings.at(
        table.file,
        values.index[(values < limits.low) | (values > limits.high)],
        column,
        f"out of the range of {limits.of}: {limits.low:g} to {limits.high:g}",
        "Correct the score; leave a missing one empty or NA, or declare its code under `missing`.",
    )
    return values
