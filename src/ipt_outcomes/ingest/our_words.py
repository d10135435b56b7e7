"""A column's words in ours: by `recode`, by its value labels, by what they mean alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from ipt_outcomes.ingest.cells import FLAGS, MISSING, as_number
from ipt_outcomes.ingest.chosen_rows import recoded
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable

YES_NO = {word: "yes" if meaning else "no" for word, meaning in FLAGS.items()}


@dataclass(frozen=True)
class Words:
    """Which words mean what without being asked about, and what is wrong with another.

    `under` is the plan's key that has the file, `ours` our name of the column.
    """

    under: str
    ours: str
    known: Mapping[str, str]
    rule: str


def in_our_words(
    words: Words,
    recode: Mapping[str, str],
    table: TextTable,
    column: str,
    findings: Findings,
) -> pd.Series:
    """Our word for each cell of `column`, missing where it is empty; the index is the lines.

    Capitals, and spaces around a word, do not count. A code with a value label means what the label
    says: 1 may be `missed`. Beside another number of `recode`, in a column without a 0, 1 means
    nothing by itself: beside `2: yes` it may be no. Any other word is found, and is missing in what
    is returned.
    """
    absent = table.cells[column].isin(MISSING)
    said = recoded(recode, table, column)
    labels = table.labels.get(column, {})
    label = recoded({each: each for each in labels.values()}, table, column)
    in_words = label.where(label.notna(), table.cells[column]).astype("str")
    numbers = {as_number(cell, table.decimal) for cell in table.cells[column].unique()}
    known = words.known
    if 0 not in numbers and any(as_number(word) not in (None, 0, 1) for word in recode):
        known = {word: meaning for word, meaning in known.items() if as_number(word) is None}
    alone = replace(table, cells=in_words.to_frame(column), labels={})
    meant = said.where(said.notna(), recoded(known, alone, column)).mask(absent, None)
    findings.at(
        table.file,
        meant.index[meant.isna() & ~absent],
        column,
        words.rule,
        f"Correct it; or say what the file's words mean under `{words.under}`: `recode: "
        f"{{{words.ours}: {{<word>: {next(iter(words.known.values()))}}}}}`.",
    )
    return meant.astype("str")
