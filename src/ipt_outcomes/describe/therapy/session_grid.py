"""Scores at sessions as a grid of people by sessions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, repr=False, eq=False)
class Grid:
    """values: (people, sessions), NaN where there is none. people: who; numbers: the sessions.

    Numbers follow one another without a gap: a session of nobody has a column too.
    """

    values: Array
    people: pd.Index
    numbers: NDArray[np.int64]


def grid_of(scores: pd.DataFrame, participant: str, session: str, score: str) -> Grid:
    """The grid of the rows that have a score.

    Raises ValueError where a participant has two of one session.
    """
    there = scores.dropna(subset=[participant, session, score])
    if there.duplicated([participant, session]).any():
        raise ValueError(
            f"a participant has two rows of one session: keep one {score} of each {session}"
        )
    if there.empty:
        return Grid(np.empty((0, 0)), pd.Index([]), np.empty(0, dtype=np.int64))
    number = there[session].to_numpy(dtype=np.int64)
    numbers = np.arange(number.min(), number.max() + 1)
    codes, people = pd.factorize(there[participant], sort=True)
    values = np.full((len(people), numbers.size), np.nan)
    values[codes, number - numbers[0]] = there[score].to_numpy(dtype=np.float64)
    return Grid(values, pd.Index(people), numbers)
