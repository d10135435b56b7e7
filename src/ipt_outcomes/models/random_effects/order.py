"""Orders and groups of rows by integer keys, quick where the rows are in order already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.terms import Codes
from ipt_outcomes.models.ranks import ranks

# The increment and a multiplier of SplitMix64 (Steele, Lea & Flood 2014).
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def sorted_order(keys: Sequence[NDArray[Any]]) -> Codes | None:
    """The stable order by the keys, the first being the most important; None if it is the order.

    Keys without missing values.
    """
    tied = np.ones(max(len(keys[0]) - 1, 0), dtype=bool)
    for key in keys:
        before, after = key[:-1], key[1:]
        if (tied & (after < before)).any():
            varying = [each for each in keys if np.ptp(each) > 0]
            return np.lexsort(varying[::-1]).astype(np.int64, copy=False)
        tied &= after == before
        if not tied.any():
            break
    return None


def equal_rows(table: Codes) -> list[Codes]:
    """The row numbers of each kind of row of a table (m, c) of counts; kinds and rows ascend."""
    kind = np.zeros(len(table), dtype=np.int64)
    for column in table.T:
        # At most m kinds so far: no overflow for counts of things that fit in memory.
        kind = ranks(kind * (column.max(initial=0) + 1) + column)
    # Of small integers numpy's stable sort is a radix sort.
    small = kind.astype(np.min_scalar_type(kind.max(initial=0)))
    order = np.argsort(small, kind="stable")
    return np.split(order, np.cumsum(np.bincount(kind))[:-1]) if len(table) else []


def distinct(stack: Array) -> tuple[Codes, Codes]:
    """For each matrix of a stack the number of its kind, and where each kind is first met."""
    flat = stack.reshape(len(stack), int(np.prod(stack.shape[1:]))) + 0.0  # no -0.0
    kinds, first = _kinds(_mixed(flat.view(np.uint64)))
    # Equal rows have equal keys: where all keys differ, so do the rows.
    if len(first) < len(flat) and not np.array_equal(flat[first][kinds], flat):
        # Two kinds have one key, which is next to impossible.
        kinds, first = _kinds(np.array([row.tobytes() for row in flat], dtype=object))
    return kinds, first


def _kinds(keys: NDArray[Any]) -> tuple[Codes, Codes]:
    kinds = pd.factorize(keys)[0].astype(np.int64, copy=False)
    # Kinds are numbered as they are met: each is first met where the largest so far rises.
    rises = np.diff(np.maximum.accumulate(kinds), prepend=-1) > 0
    return kinds, np.flatnonzero(rises)


def _mixed(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A key (m,) for each row of bits (m, c); wraps around on purpose."""
    key = np.zeros(len(bits), dtype=np.uint64)
    for column in bits.T:
        key ^= column
        key *= _MIX
        key ^= key >> np.uint64(29)
        key += _STEP
    return key
