"""What a column holds, judged by its values and said without them."""

from __future__ import annotations

from decimal import Decimal
from numbers import Real

import numpy as np
import pandas as pd

from ipt_outcomes.models.errors import ModelError

# What pandas.api.types.infer_dtype calls values of these kinds.
NUMBERS = frozenset({"integer", "floating", "mixed-integer-float", "decimal", "empty"})
DATES = frozenset({"datetime64", "datetime", "date", "period"})
DURATIONS = frozenset({"timedelta64", "timedelta", "time"})
_WORDS = {
    "interval": "intervals",
    "complex": "complex numbers",
    "bytes": "bytes",
    "mixed-integer": "numbers and text together",
    "mixed": "values of several kinds, or of a kind that is neither number nor text",
}


def stored_plainly(column: pd.Series) -> pd.Series:
    """Arrow's dictionaries as the values that they stand for, other precisions as double.

    Raises:
        ModelError: a decimal is a signalling NaN, which no comparison allows.
    """
    if column.dtype in (np.float16, np.longdouble) and column.dtype != np.float64:
        return column.astype(np.float64)
    if isinstance(column.dtype, pd.ArrowDtype) and column.dtype.kind == "O":
        return column.astype(object)
    if column.dtype == object:
        try:
            column.isna()
        except ArithmeticError:
            raise ModelError(f"{column.name!r} holds signalling NaN: make them missing") from None
    return column


def kind_of(column: pd.Series) -> str:
    """What the present values are, in the words of pandas.api.types.infer_dtype."""
    dtype = column.dtype
    if isinstance(dtype, np.dtype) and dtype.kind in "iufbc":
        return {"b": "boolean", "c": "complex"}.get(dtype.kind, "floating")
    if isinstance(dtype, pd.StringDtype):
        return "string"
    if pd.api.types.is_bool_dtype(dtype):
        return "boolean"
    if pd.api.types.is_numeric_dtype(dtype):
        return "floating"
    kind = str(pd.api.types.infer_dtype(column, skipna=True))
    if kind == "mixed" and all(
        isinstance(value, Real | Decimal) and not isinstance(value, bool)
        for value in column.dropna()
    ):
        return "decimal"
    return kind


def holds(kind: str) -> str:
    """A kind in plain words."""
    if kind in DATES:
        return "dates"
    if kind in DURATIONS:
        return "durations or times of day"
    return {"string": "text", "categorical": "categories", **_WORDS}.get(kind, "something else")


def refusal(kind: str) -> str:
    """What a column holds, and what to do about it."""
    remedy = {
        "interval": "make them categories, as pd.cut does",
        "bytes": "decode them to text",
        "complex": "take their real part",
    }
    if kind in DATES:
        return "dates: turn them into days or weeks since randomisation"
    if kind in DURATIONS:
        return f"{holds(kind)}: turn them into numbers of days or weeks"
    advice = remedy.get(kind, "make them all numbers, or all text with astype(str)")
    return f"{holds(kind)}: {advice}"
