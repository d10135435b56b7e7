"""Columns of a frame of studies, checked: numbers that are numbers, words that are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.phrases import counted, listed

RANDOMISED, OBSERVATIONAL, INDIRECT = "randomised", "observational", "indirect"
COMPARISON_KINDS = (RANDOMISED, OBSERVATIONAL, INDIRECT)
NOT_SAID = "not said"

_MOST_ROWS = 5


def rows_said(wrong: NDArray[np.bool_] | pd.Series) -> str:
    """`row 3`, `rows 3, 5 and 7 (and 4 more)`: places from 1 of the True ones."""
    places = [str(place + 1) for place in np.flatnonzero(np.asarray(wrong, dtype=bool))]
    more = len(places) - _MOST_ROWS
    said = f"row{'' if len(places) == 1 else 's'} {listed(places[:_MOST_ROWS])}"
    return f"{said} (and {more} more)" if more > 0 else said


def studies(count: int) -> str:
    """`1 study`, `2 studies`."""
    return f"{count:,} {'study' if count == 1 else 'studies'}"


def column_of(frame: pd.DataFrame, name: str, argument: str) -> pd.Series:
    """The column, which must be there once.

    Raises:
        ModelError: it is not.
    """
    times = int((frame.columns == name).sum())
    if times == 0:
        raise ModelError(f"{argument}={name!r}: the table of studies has no such column")
    if times > 1:
        raise ModelError(f"{argument}={name!r}: {times} columns have that name; rename all but one")
    return frame[name]


def numbers_of(frame: pd.DataFrame, name: str, argument: str) -> Array:
    """(n,) float64, NaN where missing.

    Raises:
        ModelError: text, True and False, dates, or infinite values.
    """
    column = column_of(frame, name, argument)
    is_number = pd.api.types.is_numeric_dtype(column) or column.isna().all()
    if not is_number or pd.api.types.is_bool_dtype(column):
        raise ModelError(
            f"column {name!r} ({argument}) holds {column.dtype} and no numbers: read_studies reads "
            "tables with a decimal comma; pd.to_numeric(...) turns text into numbers"
        )
    values = np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))
    if np.isinf(values).any():
        raise ModelError(
            f"column {name!r} ({argument}) is infinite in {rows_said(np.isinf(values))}: an effect "
            "or a standard error is a finite number; leave such rows out, and say so"
        )
    return values


def whole_numbers_of(frame: pd.DataFrame, name: str, argument: str) -> Array:
    """As `numbers_of`, without missing values.

    Raises:
        ModelError: also where values are missing.
    """
    values = numbers_of(frame, name, argument)
    gone = np.isnan(values)
    if gone.any():
        raise ModelError(
            f"column {name!r} ({argument}) is missing in {rows_said(gone)} of "
            f"{counted(len(values), 'row')}: leave them out by frame.dropna(subset=[{name!r}]), "
            "and say how many"
        )
    return values


def words_of(frame: pd.DataFrame, name: str, argument: str) -> pd.Series:
    """The column as str, without missing values.

    Raises:
        ModelError: values are missing or empty.
    """
    column = column_of(frame, name, argument)
    words = column.astype("str").str.strip()
    gone = column.isna() | (words == "")
    if gone.any():
        raise ModelError(
            f"column {name!r} ({argument}) is missing in {rows_said(gone)}: fill it in"
        )
    return words


def known_words(frame: pd.DataFrame, name: str, argument: str, known: Sequence[str]) -> pd.Series:
    """As `words_of`, each one of `known`.

    Raises:
        ModelError: another word.
    """
    words = words_of(frame, name, argument)
    other = ~words.isin(list(known))
    if other.any():
        raise ModelError(
            f"column {name!r} ({argument}) has other words than {listed(known, 'or')} in "
            f"{rows_said(other)}"
        )
    return words
