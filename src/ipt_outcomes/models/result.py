"""`Fit`, a fitted model, and reading a saved one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ipt_outcomes.models.fit_contents import FitContents
from ipt_outcomes.models.fit_file import read_contents, write_fit
from ipt_outcomes.models.frame_of import frame_of
from ipt_outcomes.models.marginal.linear_functions import estimate_functions


@dataclass(frozen=True)
class Fit(FitContents):
    """One fitted mixed model; `FitContents` describes what it holds."""

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
