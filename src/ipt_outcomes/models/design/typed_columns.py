"""The variables of a model over its rows, each typed, without the cost of a frame."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array

Rows = NDArray[np.bool_] | NDArray[np.intp] | slice


class TypedColumns:
    """Columns of one length; numbers are float64, factors Categorical, keys as they were given.

    Rows are numbered from 0, whatever the index of the data.
    """

    def __init__(self, columns: Mapping[str, pd.Series], n_rows: int) -> None:
        self.columns = dict(columns)
        self.n_rows = n_rows
        self._arrays: dict[str, NDArray[Any]] = {}

    def __getitem__(self, name: str) -> pd.Series:
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def is_factor(self, name: str) -> bool:
        """Whether a column is Categorical."""
        return isinstance(self.columns[name].dtype, pd.CategoricalDtype)

    def numbers(self, name: str) -> Array:
        """(n,) values of a column of numbers."""
        found = self._arrays.get(name)
        if found is None:
            found = self._arrays[name] = self.columns[name].to_numpy(dtype=np.float64)
        return found

    def codes(self, name: str) -> NDArray[np.intp]:
        """(n,) numbers of a factor's categories, -1 where missing."""
        found = self._arrays.get(name)
        if found is None:
            found = category_codes(self.columns[name])
            self._arrays[name] = found
        return found

    def missing(self, name: str) -> NDArray[np.bool_]:
        """(n,) where a column has no value."""
        column = self.columns[name]
        if column.dtype == np.float64:
            return np.isnan(self.numbers(name))
        if isinstance(column.dtype, pd.CategoricalDtype):
            return self.codes(name) < 0
        return column.isna().to_numpy()

    def at(self, rows: Rows) -> TypedColumns:
        """Some of the rows."""
        chosen = {name: column.iloc[rows] for name, column in self.columns.items()}
        count = len(next(iter(chosen.values())))
        return TypedColumns(chosen, count)

    def assign(self, columns: Mapping[str, pd.Series]) -> TypedColumns:
        """The same rows with some columns replaced or added."""
        return TypedColumns({**self.columns, **columns}, self.n_rows) if columns else self

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The columns as a frame."""
        bare = {name: column.array for name, column in self.columns.items()}
        return pd.DataFrame(bare, index=pd.RangeIndex(self.n_rows), copy=False)


def category_codes(column: pd.Series) -> NDArray[np.intp]:
    """(n,) numbers of a Categorical's categories, -1 where missing."""
    values = column.array
    assert isinstance(values, pd.Categorical)
    return values.codes.astype(np.intp)


def sorted_factor(column: pd.Series) -> pd.Series:
    """The values as a Categorical, its categories in their order."""
    codes, values = pd.factorize(column.array)
    levels = list(values)
    order = sorted(range(len(levels)), key=levels.__getitem__)
    rank = np.empty(len(levels) + 1, dtype=np.intp)
    rank[order] = np.arange(len(levels))
    rank[-1] = -1  # of a missing value, whose code is -1
    dtype = _categories(tuple(levels[place] for place in order))
    made = pd.Categorical.from_codes(rank[codes], dtype=dtype)
    return pd.Series(made, index=column.index, name=column.name, copy=False)


def _categories(levels: tuple[Any, ...]) -> pd.CategoricalDtype:
    # 1, 1.0 and True are one key, and different categories.
    return _cached_categories(levels, tuple(map(type, levels)))


@lru_cache(maxsize=256)
def _cached_categories(levels: tuple[Any, ...], kinds: tuple[type, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(levels))
