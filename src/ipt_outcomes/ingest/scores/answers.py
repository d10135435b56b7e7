"""A scale's columns as numbers within the scale's limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from ipt_outcomes.ingest.asked.out_of_range import of_answers, of_totals
from ipt_outcomes.ingest.cells import MISSING, converted
from ipt_outcomes.ingest.chosen_rows import recoded
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.instruments import Instrument
from ipt_outcomes.instruments.forms import form_of


@dataclass(frozen=True)
class _Limits:
    """The least and the greatest value, scale points, and of what."""

    low: float
    high: float
    of: str


def totals(
    instrument: Instrument,
    table: TextTable,
    column: str,
    findings: Findings,
    *,
    form: str | None = None,
) -> pd.Series:
    """A column of totals as the file reports them, scale points.

    `form` is the other form that the file has them in, where the plan says one (`totals_as`).
    """
    if form is None:
        limits = _Limits(instrument.minimum, instrument.maximum, instrument.name)
        return _within(limits, table, column, findings, partial(of_totals, instrument))
    other = form_of(instrument, form)
    limits = _Limits(other.minimum, other.maximum, f"{instrument.name} as {other.words}")
    return other.as_registered(_within(limits, table, column, findings))


def item_answers(
    instrument: Instrument,
    table: TextTable,
    columns: Sequence[str],
    recode: Mapping[str, float],
    findings: Findings,
) -> pd.DataFrame:
    """A scale's answers, one column an item, named by the item's number.

    `recode` is the plan's: the answer on the form of each of the file's; empty where they are that.
    """
    return pd.DataFrame(
        {
            item.number: answers_of_item(
                instrument, item.number, table, column, recode=recode, findings=findings
            )
            for item, column in zip(instrument.items, columns, strict=True)
            if column in table.header
        },
        index=table.lines,
    )


def answers_of_item(
    instrument: Instrument,
    number: int,
    table: TextTable,
    column: str,
    *,
    recode: Mapping[str, float],
    findings: Findings,
) -> pd.Series:
    """A column of answers to one item, scale points, by `recode` where it says any."""
    item = next(item for item in instrument.items if item.number == number)
    # The column says which item: one cause in several of them is one message.
    what = f"an item of {instrument.name}"
    if recode:
        return _recoded(recode, table, column, findings)
    limits = _Limits(item.minimum, item.maximum, what)
    answers = _within(limits, table, column, findings, partial(of_answers, item))
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


def _recoded(
    recode: Mapping[str, float], table: TextTable, column: str, findings: Findings
) -> pd.Series:
    """What the cells, or their value labels, are on the form. The plan's rules held the answers."""
    absent = table.cells[column].isin(MISSING)
    answers = recoded(recode, table, column).mask(absent, None)
    findings.at(
        table.file,
        answers.index[answers.isna() & ~absent],
        column,
        "the answer is none of those that the plan's `recode` names",
        "Add it to `recode` of the scale, or to `missing` of the file.",
    )
    return answers.astype("float64")


def _within(
    limits: _Limits,
    table: TextTable,
    column: str,
    findings: Findings,
    remedy: Callable[[pd.Series], str | None] = lambda _: None,
) -> pd.Series:
    """The column's numbers. `remedy` is asked for what all of them together tell."""
    values = converted(table, column, "number", findings)
    outside = values.index[(values < limits.low) | (values > limits.high)]
    findings.at(
        table.file,
        outside,
        column,
        f"out of the range of {limits.of}: {limits.low:g} to {limits.high:g}",
        (remedy(values) if len(outside) else None)
        or "Correct the score; leave a missing one empty or NA, or declare its code under "
        "`missing`.",
    )
    return values
