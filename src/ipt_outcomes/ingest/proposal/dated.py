"""Dates of assessments: in which form a file has them, and how many days after the start they are.

A date is a participant's: none goes anywhere from here, only counts of days do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.words import DATE
from ipt_outcomes.plain_words import plain
from ipt_outcomes.plan.date_formats import ISO, date_pattern

# The forms that files have; where a day's number settles it, the first that fits is the form.
_FORMS = (
    ISO, "D.M.YYYY", "D/M/YYYY", "M/D/YYYY", "D-M-YYYY", "M-D-YYYY", "YYYY/M/D", "YYYY.M.D",
    "YYYYMMDD",
)  # fmt: skip
RANDOMISED = (
    "randomisation_date", "randomization_date", "date_of_randomisation", "date_of_randomization",
    "date_randomised", "date_randomized", "rand_date", "date_rand", "randomised_on",
    "randomized_on", "randomisierungsdatum", "datum_der_randomisierung", "randomisatiedatum",
    "date_de_randomisation", "fecha_de_aleatorizacion", "datum_randomisierung",
    "datum_randomisation", "randomisiert_am", "rand_datum",
    # Of dates alone: these may say yes, or the arm.
    "randomised", "randomized", "randomisation", "randomization", "randomisiert",
)  # fmt: skip


def date_columns(facts: FileFacts) -> list[str]:
    """The columns that are called so and hold dates alone, in the words' order."""
    by_word = {plain(column.name): column.name for column in reversed(facts.columns)}
    named = [by_word[word] for word in DATE if word in by_word]
    named += [name for word, name in by_word.items() if word.endswith(("date", "datum"))]
    return [name for name in dict.fromkeys(named) if forms_of(facts, name)]


def randomisation_column(facts: FileFacts) -> str | None:
    """The column of the dates of randomisation; None where no column is called so."""
    by_word = {plain(column.name): column.name for column in reversed(facts.columns)}
    found = (by_word[word] for word in RANDOMISED if word in by_word)
    return next((name for name in found if forms_of(facts, name)), None)


def forms_of(facts: FileFacts, column: str) -> tuple[str, ...]:
    """The forms in which every filled cell is a date; none where it holds something else."""
    cells = [cell for cell in facts.table.cells[column].unique() if cell not in MISSING]
    return tuple(form for form in _FORMS if cells and None not in _counts(cells, form))


def days_of(facts: FileFacts, column: str, form: str) -> pd.Series:
    """The dates as counts of days from a fixed day, NaN where there is none; by line."""
    cells = facts.table.cells[column]
    counted = dict(zip(cells.unique(), _counts(cells.unique(), form), strict=True))
    return cells.map(counted).astype("float64")


def _counts(cells: Iterable[str] | Sequence[str], form: str) -> list[int | None]:
    pattern = date_pattern(form)
    found: list[int | None] = []
    for cell in cells:
        match = pattern.fullmatch(cell)
        try:
            found.append(
                date(int(match["year"]), int(match["month"]), int(match["day"])).toordinal()
                if match
                else None
            )
        except ValueError:
            found.append(None)
    return found
