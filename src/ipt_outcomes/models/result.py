"""`Fit`, a fitted model, and reading a saved one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ipt_outcomes.models.fit_contents import FitContents
from ipt_outcomes.models.fit_file import fit_content, read_contents, write_fit
from ipt_outcomes.models.frame_of import frame_of
from ipt_outcomes.models.in_short import counted, in_short
from ipt_outcomes.models.marginal.linear_functions import estimate_functions


@dataclass(frozen=True, repr=False, eq=False)
class Fit(FitContents):
    """One fitted mixed model; `FitContents` describes what it holds.

    Two fits are equal when all that they hold is, to the last bit: a saved and read one equals its
    original.
    """

    def __repr__(self) -> str:
        """A line: what became of it, of how many; then its notes."""
        covariances = [attempt.covariance for attempt in self.attempts][-1:]
        tried = f" with {covariances[0]}" if len(self.attempts) > 1 else ""
        people, rows = counted(self.n_subjects, "person"), counted(self.n_observations, "row")
        said = f" of {self.response}{tried}: {self.status}; {people}, {rows}"
        return in_short("Fit", said, self.notes)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fit):
            return NotImplemented
        return fit_content(self) == fit_content(other)

    def __hash__(self) -> int:
        return hash((self.formula, self.method, self.df, self.n_observations, self.aic))

    @property
    def log_likelihood(self) -> float:
        """With all constants; with REML the restricted one, in the user's columns."""
        return -0.5 * self.minus_2_log_likelihood

    @property
    def coefficient_covariance(self) -> pd.DataFrame:
        """The covariance of the estimates, a row and a column for each of `terms`.

        The squares of the coefficients' standard errors are its diagonal: the model's
        (X'V^-1X)^-1, Kenward and Roger's adjusted one, or the sandwich's, as `df` and `vcov` say.
        In squared units of the outcome for each product of two columns' units.
        """
        names = list(self.terms)
        return pd.DataFrame(self.inference.covariance.copy(), index=names, columns=names)

    @property
    def coefficients(self) -> pd.DataFrame:
        """One row per estimated column, with 95% intervals.

        Columns: term, estimate, se, df, statistic, p_value, ci_lower, ci_upper, status ("ok",
        "variance not estimable" or "df not estimable", as in `contrast`).
        """
        functions = np.eye(len(self.column_names))[list(self.kept)]
        estimates = estimate_functions(self, functions, level=0.95)
        return frame_of([("term", list(self.terms)), *estimates])

    def save(self, path: str | Path) -> None:
        """Write the fit as JSON. The same fit gives the same bytes."""
        write_fit(self, path)


def read_fit(path: str | Path) -> Fit:
    """Read a fit that `Fit.save` wrote. Its contrasts equal the original's bit for bit.

    Raises:
        ModelError: the file is not a fit, or was written by another version of the format.
    """
    return Fit(**vars(read_contents(path)))
