"""Frames that are made when they are first asked for: most fits are asked for contrasts only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, overload

import pandas as pd

Made = Callable[[], pd.DataFrame]


class LazyFrame:
    """A dataclass's field that holds a frame, or a function that makes it.

    The function is called once, and what it needs should be small: it is kept until then.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> LazyFrame: ...

    @overload
    def __get__(self, instance: Any, owner: type) -> pd.DataFrame: ...

    def __get__(self, instance: Any, owner: type) -> LazyFrame | pd.DataFrame:
        if instance is None:
            # To a dataclass: the field has no default.
            raise AttributeError(self._name)
        held = instance.__dict__[self._name]
        if callable(held):
            held = instance.__dict__[self._name] = held()
        return held  # type: ignore[no-any-return]

    def __set__(self, instance: Any, value: pd.DataFrame | Made) -> None:
        instance.__dict__[self._name] = value
