"""Small frames made at once, of columns that are there already."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

_SMALL = 100
"""Rows up to which a column of text is kept for the next frame: most fits repeat their labels."""


def frame_of(columns: Iterable[tuple[str, Any]]) -> pd.DataFrame:
    """A frame of names and columns of one length, equal to pd.concat of one frame for each.

    To insert columns one by one, or to make the index of their names anew, costs more than the
    numbers of a small fit.
    """
    pairs = list(columns)
    frame = pd.DataFrame({place: _typed(own) for place, (_, own) in enumerate(pairs)}, copy=False)
    # A view: an index can be given a name.
    frame.columns = _names(tuple(name for name, _ in pairs)).view()
    return frame


def _typed(values: Any) -> Any:
    """Text as pandas stores it; all else as it is."""
    listed = (
        values.tolist() if isinstance(values, np.ndarray) and values.dtype == object else values
    )
    if not isinstance(listed, list) or not 0 < len(listed) <= _SMALL:
        return values
    if not all(type(value) is str for value in listed):
        return values
    return _text(tuple(listed)).copy()


@lru_cache(maxsize=256)
def _text(values: tuple[str, ...]) -> ExtensionArray:
    return pd.Series(list(values)).array


@lru_cache(maxsize=256)
def _names(names: tuple[str, ...]) -> pd.Index:
    return pd.Index(list(names))
