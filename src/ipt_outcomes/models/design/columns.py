"""A column of the data as what it is to a model: numbers, a factor, or keys of people and groups.

What a column holds is judged by its values, never by how pandas happens to store them: numbers in
a column of Python objects (Decimal, or numbers beside None) are numbers. A column of several kinds
of values is refused, since 1 and "1" are one level to a reader and two to a program.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.design.kinds import (
    DATES,
    DURATIONS,
    NUMBERS,
    holds,
    kind_of,
    refusal,
    stored_plainly,
)
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

LARGEST, SMALLEST = 1e40, 1e-40
"""Magnitudes that a column of numbers may have: the information on a variance holds fourth powers,
with the square of a covariate besides, and floating point ends at 1e308 and 1e-308."""


def model_variable(column: pd.Series, declared_factor: bool) -> pd.Series:
    """A variable of the fixed part: a number column as float, all others as Categorical.

    Text and booleans become Categorical, sorted; Categorical columns stay, with categories that
    are plain (see `plain_categories`). `declared_factor` makes a factor of numbers too.

    Raises:
        ModelError: the column holds dates, durations, or what is neither number nor text.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return plain_categories(column)
    kind = kind_of(column)
    if kind == "boolean":
        plain = column if column.dtype == np.bool_ else column.astype("boolean")
        return plain.astype(pd.CategoricalDtype([False, True]))
    if kind == "string" or (declared_factor and kind in NUMBERS):
        settled = _settled(column, kind)
        refuse_infinite(settled)
        return settled.astype(pd.CategoricalDtype(sorted(settled.dropna().unique())))
    if kind in NUMBERS:
        return numbers(column)
    raise ModelError(f"{column.name!r} holds {refusal(kind)}")


def slope_variable(column: pd.Series) -> pd.Series:
    """What varies over groups: numbers and booleans (True is 1) as float, text as Categorical.

    Raises:
        ModelError: as `model_variable`.
    """
    if not isinstance(column.dtype, pd.CategoricalDtype) and kind_of(column) == "boolean":
        return numbers(column)
    return model_variable(column, False)


def numbers(column: pd.Series) -> pd.Series:
    """A column of numbers as float64, missing values as NaN; True is 1.

    Raises:
        ModelError: it holds something else.
    """
    kind = kind_of(column)
    if kind not in NUMBERS | {"boolean"}:
        raise ModelError(
            f"{column.name!r} must be a column of numbers, and holds {holds(kind)}"
            + _unreadable(column)
        )
    if column.dtype == np.float64:
        return column
    if isinstance(column.dtype, pd.SparseDtype):
        column = pd.Series(np.asarray(column), index=column.index, name=column.name)
    try:
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError, OverflowError):
        raise ModelError(
            f"{column.name!r} holds numbers that cannot be turned into floating point"
        ) from None
    return pd.Series(values, index=column.index, name=column.name)


def outcome_numbers(column: pd.Series) -> pd.Series:
    """The outcome as float64.

    Raises:
        ModelError: as `numbers`; it holds True and False, which are no scale.
    """
    if not isinstance(column.dtype, pd.CategoricalDtype) and kind_of(column) == "boolean":
        raise ModelError(
            f"the outcome {column.name!r} holds True and False, which are no scale: these models "
            "have normal residuals, and such an outcome needs a logistic model; astype(float), if "
            "a line through 0 and 1 is meant"
        )
    return numbers(column)


def _unreadable(column: pd.Series) -> str:
    """How many of the values are no numbers, and how to make numbers of the others."""
    present = column.dropna()
    texts = [value for value in present if isinstance(value, str)]
    if not texts:
        return ""
    wrong = int(pd.to_numeric(pd.Series(texts, dtype="str"), errors="coerce").isna().sum())
    if not wrong:
        return ", which reads as numbers in every row: pd.to_numeric(column) makes them"
    if wrong == len(present):
        return ", which reads as a number in no row: is it the column that you mean?"
    return (
        f", which is no number in {wrong} of {len(present)} rows: look at these, and make them "
        "missing, as pd.to_numeric(column, errors='coerce') does"
    )


def index_levels(column: pd.Series) -> pd.Series:
    """The visit or the group of a covariance: numbers as they are, all else of plain levels.

    Raises:
        ModelError: it holds what has no order, or values of several kinds.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return plain_categories(column)
    kind = kind_of(column)
    if kind in DATES | DURATIONS | {"interval"}:
        return plain_categories(column.astype("category"))
    if kind in NUMBERS | {"string", "boolean"}:
        return _settled(column, kind)
    raise ModelError(f"{column.name!r} holds {refusal(kind)}")


def keys(column: pd.Series) -> pd.Series:
    """People, therapists, sites: values that can be told apart and sorted.

    Raises:
        ModelError: numbers and text together, or values that cannot be told apart, such as lists.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return plain_categories(column)
    kind = kind_of(column)
    if column.dtype != object and kind != "complex":
        return column
    if kind in NUMBERS | {"string", "boolean"}:
        return _settled(column, kind)
    present = column.dropna()
    # Identifiers of one class of their own, such as UUID, are told apart by how they are written.
    alike = present.map(type).nunique() == 1 and isinstance(present.iloc[0], Hashable)
    if kind in {"mixed-integer", "complex"} or not alike:
        raise ModelError(f"{column.name!r} holds {refusal(kind)}")
    return column.map(str, na_action="ignore")


def comparable(column: pd.Series) -> pd.Series:
    """The keys by their values, without categories, so that one piece compares with another.

    Raises:
        ModelError: as `keys`.
    """
    told_apart = keys(stored_plainly(column))
    if isinstance(told_apart.dtype, pd.CategoricalDtype):
        return told_apart.astype(told_apart.cat.categories.dtype)
    return told_apart


def plain_categories(column: pd.Series) -> pd.Series:
    """A Categorical with categories of text, numbers or booleans: intervals and periods as text.

    Raises:
        ModelError: categories of several kinds, or of a kind that is neither number nor text.
    """
    categories = column.cat.categories
    kind = pd.api.types.infer_dtype(categories, skipna=False)
    if categories.dtype == np.float64 and np.isinf(categories).any():
        raise ModelError(f"the categories of {column.name!r} are not all finite")
    if kind in ("string", "integer", "floating", "boolean", "empty"):
        return column
    if kind in NUMBERS:
        return column.cat.rename_categories([float(level) for level in categories])
    if kind in DATES | DURATIONS | {"interval"}:
        return column.cat.rename_categories([str(level) for level in categories])
    raise ModelError(f"the categories of {column.name!r} are {refusal(kind)}")


def refuse_infinite(column: pd.Series) -> None:
    """Refuse infinite numbers.

    Raises:
        ModelError: with the number of rows.
    """
    if column.dtype == np.float64:
        count = int(np.isinf(column.to_numpy()).sum())
        if count:
            raise ModelError(
                f"{column.name!r} is infinite in {count} rows: make them missing or correct them"
            )


def in_reach(largest: Array | float) -> NDArray[np.bool_]:
    """Whether columns whose largest magnitudes these are can be squared and squared again."""
    return np.asarray((largest == 0) | ((largest >= SMALLEST) & (largest <= LARGEST)))


def refuse_out_of_reach(column: pd.Series) -> None:
    """Refuse numbers so large or so small that their squares are lost.

    Raises:
        ModelError: with the number of rows.
    """
    if column.dtype != np.float64 or not len(column):
        return
    values = column.to_numpy()
    largest = float(np.fmax(np.fmax.reduce(values), -np.fmin.reduce(values)))
    if np.isnan(largest) or in_reach(largest):
        return
    if largest < SMALLEST:
        raise ModelError(
            f"{column.name!r} has no value above {SMALLEST:g}: give it in a smaller unit"
        )
    count = int((np.abs(values) > LARGEST).sum())
    raise ModelError(
        f"{column.name!r} is beyond {LARGEST:g} in {count} rows: make them missing, correct them, "
        "or give it in a larger unit"
    )


def _settled(column: pd.Series, kind: str) -> pd.Series:
    """Python objects as pandas stores such values of its own accord."""
    if column.dtype != object or kind == "string":
        return column
    if kind not in {"integer", "boolean"}:
        return numbers(column)
    try:
        return column.astype("Int64" if kind == "integer" else "boolean")
    except OverflowError:
        # Integers too long for the processor are told apart as Python's.
        return column
