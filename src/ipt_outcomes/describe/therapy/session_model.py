"""The growth model of scores at sessions, and what it predicts of one person.

Formulas: docs/methods.md, "The course that was expected".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.result import Fit
from ipt_outcomes.plan.session_time import SessionTime

Array = NDArray[np.float64]
# Fewer people than this tell nothing of how courses differ between people.
FEWEST_PEOPLE = 5


@dataclass(frozen=True)
class Shape:
    """A shape of time: its name in the plan. Sessions count from 0, the first one."""

    name: SessionTime

    def columns(self, session: pd.Series, first: int) -> pd.DataFrame:
        """`time`, and `time2` of a square."""
        count = session.astype("float64") - first
        if self.name == "log":
            return pd.DataFrame({"time": np.log1p(count)})
        if self.name == "sqrt":
            return pd.DataFrame({"time": np.sqrt(count)})
        # Squares of tens of sessions and ones beside them are told apart badly by a computer.
        return pd.DataFrame({"time": count / 10, "time2": (count / 10) ** 2})

    @property
    def terms(self) -> tuple[str, ...]:
        """The columns of the fixed course."""
        return ("time", "time2") if self.name == "quadratic" else ("time",)


@dataclass(frozen=True, repr=False, eq=False)
class Course:
    """A fitted course. variance: of intercept and slope (2, 2). residual: of one score."""

    fitted: Fit
    variance: Array
    residual: float

    def between_and_within(self, time: Array) -> Array:
        """The variance (k,) of new people's scores about the mean, at times (k,)."""
        z = np.column_stack([np.ones_like(time), time])
        spread: Array = np.einsum("ki,ij,kj->k", z, self.variance, z) + self.residual
        return spread


def fitted_course(rows: pd.DataFrame, fixed: str) -> Course | None:
    """value ~ fixed + (1 + time | participant); None where the rows do not tell it."""
    if rows["participant"].nunique() < FEWEST_PEOPLE:
        return None
    try:
        found = fit(f"value ~ {fixed} + (1 + time | participant)", rows, df="satterthwaite")
    except ModelError:
        return None
    parts = cast("pd.DataFrame", found.covariance)
    terms = ("(Intercept)", "time")
    variance = np.zeros((2, 2))
    for _, row in parts[parts["group"] == "participant"].iterrows():
        first = terms.index(row["term"])
        second = first if pd.isna(row["term_2"]) else terms.index(row["term_2"])
        variance[first, second] = variance[second, first] = row["variance_or_covariance"]
    (residual,) = parts.loc[parts["group"] == "Residual", "variance_or_covariance"]
    return Course(found, variance, float(residual))
