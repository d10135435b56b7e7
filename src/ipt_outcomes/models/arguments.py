"""The arguments of a call: checked, and named in an error without the data that they may hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from decimal import Decimal
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.models.errors import ModelError

_LONGEST = 60


def shown(value: Any) -> str:
    """A name or number as it was written; of anything else, which may hold rows, the type alone."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    if isinstance(value, str):
        return repr(value if len(value) <= _LONGEST else f"{value[:_LONGEST]}...")
    return f"given as {type(value).__name__}"


def shown_names(names: Iterable[Any], given: int, known: int) -> str:
    """Names that a call got wrong, of `given` ones where there are `known`.

    Where more were given than there are, a column's values stood in the place of names, and only
    their number is shown.
    """
    listed = list(names)
    if given > known:
        return f"{len(listed)} names"
    return ", ".join(map(shown, listed))


def one_of(argument: str, value: Any, choices: Sequence[str]) -> str:
    """The value, which must be one of the choices.

    Raises:
        ModelError: it is none of them.
    """
    if not isinstance(value, str) or value not in choices:
        *most, last = map(repr, choices)
        raise ModelError(f"{argument} {shown(value)}: there are {', '.join(most)} and {last}")
    return value


def confidence_level(level: Any) -> float:
    """The level of a confidence interval, a share between 0 and 1.

    Raises:
        ModelError: it is something else, such as a percentage.
    """
    if not isinstance(level, Real) or not 0.0 < float(level) < 1.0:
        raise ModelError(f"level {shown(level)}: write a share between 0 and 1, such as 0.95")
    return float(level)


def finite_number(what: str, value: Any) -> float:
    """The value as a float; `what` names it in the error.

    Raises:
        ModelError: it is no number, missing or infinite.
    """
    if isinstance(value, np.generic | np.ndarray) and np.ndim(value) == 0:
        value = value.item()
    if not isinstance(value, Real | Decimal) or not np.isfinite(float(value)):
        # A value out of a list may be one of a row.
        given = "text" if isinstance(value, str) else shown(value)
        raise ModelError(f"{what} is {given}: write a number")
    return float(value)


def column_names(**given: Any) -> None:
    """Refuse values where the name of a column is wanted; None is no column.

    Raises:
        ModelError: an argument is no name.
    """
    for argument, value in given.items():
        if value is not None and not isinstance(value, str):
            raise ModelError(
                f"{argument} {shown(value)}: {argument}= takes the name of a column of the data; "
                f"put the values there, as data.assign(w=...), and write {argument}='w'"
            )


def names_listed(argument: str, given: Any) -> list[str]:
    """One name or several, as a list; None is none.

    Raises:
        ModelError: something else than names.
    """
    if given is None:
        return []
    if isinstance(given, str):
        return [given]
    listed = list(given) if isinstance(given, Iterable) else [given]
    if isinstance(given, pd.Series | pd.DataFrame | Set) or not all(
        isinstance(name, str) for name in listed
    ):
        raise ModelError(
            f"{argument} {shown(given)}: write the names of variables of the model, as 'arm' or "
            "['arm', 'visit']"
        )
    return listed


def data_frame(data: Any, what: str = "the data") -> pd.DataFrame:
    """The data, which must be a pandas DataFrame with one row of column names.

    Raises:
        ModelError: they are something else.
    """
    if not isinstance(data, pd.DataFrame):
        own = type(data)
        remedy = "pd.DataFrame(...) makes one"
        if isinstance(data, str | Path):
            # Not shown: it may be the rows themselves.
            raise ModelError(
                f"{what} must be a pandas DataFrame, and are text: if it is a file's name, "
                "pd.read_csv(...) reads it"
            )
        if data is None:
            raise ModelError(
                f"{what} must be a pandas DataFrame, and are None: pd.read_csv(...) reads one"
            )
        if hasattr(data, "to_pandas"):
            remedy = "its method to_pandas() makes one"
        raise ModelError(
            f"{what} must be a pandas DataFrame, and are a {own.__module__}.{own.__qualname__}: "
            f"{remedy}"
        )
    if data.columns.nlevels > 1:
        raise ModelError(
            f"{what} have {data.columns.nlevels} rows of column names: make them one, as "
            "data.columns = data.columns.map('_'.join)"
        )
    return data
