"""Predictors as columns of numbers: a number is one, a category one for each level but the first.

The formulas: docs/methods.md, "The personalized advantage index".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False, eq=False)
class Predictors:
    """What is known of people at the baseline.

    names    the predictors
    values   (n, q) their columns; NaN where it is not known
    of       (q,) which predictor each column belongs to, as its place among the names
    is_number  whether each predictor is a number
    levels   the levels of each predictor that is a category, the first without a column; else empty
    """

    names: tuple[str, ...]
    values: Array
    of: NDArray[np.intp]
    is_number: tuple[bool, ...]
    levels: tuple[tuple[str, ...], ...]

    def blocks(self) -> list[NDArray[np.intp]]:
        """The columns of each predictor."""
        return [np.flatnonzero(self.of == place) for place in range(len(self.names))]


def predictor_columns(
    frame: pd.DataFrame, names: Sequence[str], like: Predictors | None = None
) -> Predictors:
    """The columns of these predictors; with `like`, the levels of categories are those there.

    Raises ModelError for a predictor that is missing, a date, or the same of everybody.
    """
    absent = [name for name in names if name not in frame]
    if absent:
        raise ModelError(f"the data have no column {absent[0]!r}; name predictors that are columns")
    columns: list[Array] = []
    of: list[int] = []
    numbers: list[bool] = []
    levels: list[tuple[str, ...]] = []
    for place, name in enumerate(names):
        values = frame[name]
        number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
        if like is not None and number != like.is_number[place]:
            raise ModelError(
                f"the predictor {name!r} is a number in one trial and a category in the other; "
                "code it alike in both"
            )
        own = () if number else _levels(values, None if like is None else like.levels[place])
        made = [_numbers(values)] if number else _coded(values, own)
        if like is None and not any(_varies(each) for each in made):
            raise ModelError(f"nobody differs from anybody in the predictor {name!r}; leave it out")
        columns += made
        of += [place] * len(made)
        numbers.append(bool(number))
        levels.append(own)
    return Predictors(
        tuple(names),
        np.column_stack(columns),
        np.array(of, dtype=np.intp),
        tuple(numbers),
        tuple(levels),
    )


def standardised(values: Array, weights: Array) -> tuple[Array, Array]:
    """(q,) means and (q,) SDs of columns, without what is not known.

    A column in which nobody differs has the SD 1: it is 0 throughout when it is standardised.
    """
    known = ~np.isnan(values)
    each = np.where(known, weights[:, None], 0.0)
    total = np.maximum(each.sum(axis=0), np.finfo(float).tiny)
    filled = np.where(known, values, 0.0)
    mean = (each * filled).sum(axis=0) / total
    spread = np.sqrt((each * (filled - mean) ** 2).sum(axis=0) / total)
    return mean, np.where(spread > 1e-12, spread, 1.0)


def as_standardised(values: Array, mean: Array, sd: Array) -> Array:
    """The columns in SDs from the mean; what is not known takes the mean.

    ASSUME: who was asked and gave no answer at the baseline is like the average person of the
    training set in that variable: the arm was not known then, so that this favours none.
    """
    return np.nan_to_num((values - mean) / sd, nan=0.0)


def _varies(column: Array) -> bool:
    known = column[~np.isnan(column)]
    return len(known) > 0 and bool(np.ptp(known) > 0)


def _numbers(values: pd.Series) -> Array:
    return np.asarray(values.astype("float64"), dtype=np.float64)


def _levels(values: pd.Series, like: tuple[str, ...] | None) -> tuple[str, ...]:
    if like is not None:
        return like
    if pd.api.types.is_datetime64_any_dtype(values):
        raise ModelError(f"the predictor {values.name!r} is a date; make a number of it")
    return tuple(sorted({str(value) for value in values.dropna()}))


def _coded(values: pd.Series, levels: tuple[str, ...]) -> list[Array]:
    known = values.notna().to_numpy()
    said = values.astype("str").to_numpy()
    return [np.where(known, (said == level).astype("float64"), np.nan) for level in levels[1:]]
