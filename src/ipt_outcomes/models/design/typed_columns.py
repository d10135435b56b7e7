"""The variables of a model over its rows, each typed, without the cost of a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from ipt_outcomes.models.moments import Array

Values = NDArray[Any] | ExtensionArray
Rows = NDArray[np.bool_] | NDArray[np.intp] | slice
Level = str | int | float | bool


class TypedColumns:
    """Columns of one length: numbers as float64, factors as pd.Categorical, keys as they were.

    Rows are numbered from 0, whatever the index of the data.
    """

    def __init__(self, columns: Mapping[str, Values], n_rows: int) -> None:
        self.columns = dict(columns)
        self.n_rows = n_rows
        self._codes: dict[str, NDArray[np.intp]] = {}
        self._levels: dict[str, tuple[Level, ...]] = {}

    @classmethod
    def of(cls, frame: pd.DataFrame) -> TypedColumns:
        """The columns of a frame whose columns are typed."""
        return cls({name: bare(frame[name]) for name in frame.columns}, len(frame))

    def __getitem__(self, name: str) -> Values:
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def is_factor(self, name: str) -> bool:
        """Whether a column is Categorical."""
        return isinstance(self.columns[name], pd.Categorical)

    def numbers(self, name: str) -> Array:
        """(n,) values of a column of numbers."""
        return np.asarray(self.columns[name], dtype=np.float64)

    def stacked(self, names: Sequence[str]) -> Array:
        """(n, names) columns of numbers side by side."""
        made = np.empty((self.n_rows, len(names)))
        for place, name in enumerate(names):
            made[:, place] = self.numbers(name)
        return made

    def codes(self, name: str) -> NDArray[np.intp]:
        """(n,) numbers of a factor's levels, -1 where missing."""
        found = self._codes.get(name)
        if found is None:
            values = self.columns[name]
            assert isinstance(values, pd.Categorical)
            found = self._codes[name] = values.codes.astype(np.intp)
        return found

    def levels(self, name: str) -> tuple[Level, ...]:
        """The levels of a factor, with a row or without."""
        found = self._levels.get(name)
        if found is None:
            values = self.columns[name]
            assert isinstance(values, pd.Categorical)
            found = tuple(map(plain_level, values.categories.tolist()))
            self._levels[name] = found
        return found

    def missing(self, name: str) -> NDArray[np.bool_]:
        """(n,) where a column has no value."""
        values = self.columns[name]
        if isinstance(values, pd.Categorical):
            return self.codes(name) < 0
        if isinstance(values, np.ndarray) and values.dtype.kind in "iub":
            return np.zeros(self.n_rows, dtype=bool)
        return np.asarray(pd.isna(values))

    def at(self, rows: Rows) -> TypedColumns:
        """Some of the rows."""
        chosen = {name: values[rows] for name, values in self.columns.items()}
        count = len(next(iter(chosen.values())))
        return TypedColumns(chosen, count)

    def replaced(self, columns: Mapping[str, Values]) -> TypedColumns:
        """The same rows with some columns replaced."""
        return TypedColumns({**self.columns, **columns}, self.n_rows) if columns else self

    def seen(self, names: Sequence[str]) -> TypedColumns:
        """The same rows, the factors among `names` without the levels that no row has."""
        fewer = {}
        for name in names:
            values = self.columns[name]
            if isinstance(values, pd.Categorical):
                # A missing value has the code -1.
                counts = np.bincount(self.codes(name) + 1, minlength=1 + len(values.categories))
                if not counts[1:].all():
                    fewer[name] = values.remove_unused_categories()
        return self.replaced(fewer)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The columns as a frame."""
        return pd.DataFrame(self.columns, index=pd.RangeIndex(self.n_rows), copy=False)


def bare(column: pd.Series) -> Values:
    """The values of a column without its index."""
    return column.to_numpy() if isinstance(column.dtype, np.dtype) else column.array


def numbered(values: Values, *, sort: bool = False) -> NDArray[np.intp]:
    """(n,) numbers of the values, as they are first met or by size; -1 where missing."""
    if isinstance(values, np.ndarray) and ascends(values):
        # As people usually do: no search for values met before.
        return np.concatenate([[0], np.cumsum(values[1:] > values[:-1])])[: len(values)]
    return pd.factorize(values, sort=sort)[0].astype(np.intp)  # type: ignore[arg-type]


def ascends(values: Values) -> bool:
    """Whether the values are whole numbers that never decrease."""
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "iu":
        return False
    return not (values[1:] < values[:-1]).any()


def plain_level(level: Any) -> Level:
    """A level as Python's own str, int, float or bool."""
    value = level.item() if isinstance(level, np.generic) else level
    return value if isinstance(value, bool | int | float) else str(value)


def sorted_factor(column: pd.Series) -> pd.Series:
    """The values as a Categorical whose categories are sorted."""
    codes, values = pd.factorize(column.array)
    levels = list(values)
    order = sorted(range(len(levels)), key=levels.__getitem__)
    rank = np.empty(len(levels) + 1, dtype=np.intp)
    rank[order] = np.arange(len(levels))
    rank[-1] = -1  # of a missing value, whose code is -1
    dtype = categories_of([levels[place] for place in order])
    made = pd.Categorical.from_codes(rank[codes], dtype=dtype)
    return pd.Series(made, index=column.index, name=column.name, copy=False)


def categories_of(levels: Sequence[Any]) -> pd.CategoricalDtype:
    """The type of a Categorical with these categories."""
    # 1, 1.0 and True are one key, and different categories.
    return _categories(tuple(levels), tuple(map(type, levels)))


@lru_cache(maxsize=256)
def _categories(levels: tuple[Any, ...], kinds: tuple[type, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(levels))
