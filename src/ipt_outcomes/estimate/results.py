"""What the models stage leaves of one model, brought together for the estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ipt_outcomes.models.attempt import FailedFit, read_attempt
from ipt_outcomes.models.result import Fit
from ipt_outcomes.storage import read_table

# Numbers are shown of these; of a model that did not converge, none.
RELIABLE = ("ok", "singular")


@dataclass(frozen=True)
class ModelResult:
    """One model of one outcome: its fit, the rows it saw and its analysis set (one row)."""

    outcome: str
    model: str
    fit: Fit | FailedFit
    rows: pd.DataFrame
    analysis_set: pd.DataFrame

    @property
    def reliable(self) -> Fit | None:
        """The fit, where its numbers may be shown."""
        if isinstance(self.fit, FailedFit) or self.fit.status not in RELIABLE:
            return None
        return self.fit

    def people(self) -> pd.Series:
        """Participants with a score, by arm and visit (names)."""
        names = [self.rows["arm"].astype(str), self.rows["visit"].astype(str)]
        return self.rows.groupby(names)["participant"].nunique()


def read_results(
    fits: Sequence[str | Path], rows: Sequence[str | Path], analysis_sets: Sequence[str | Path]
) -> list[ModelResult]:
    """Read the models stage's files, given in the same order."""
    results = []
    for fit, seen, people in zip(fits, rows, analysis_sets, strict=True):
        analysis_set = read_table(people)
        outcome, model = (str(analysis_set[name].iloc[0]) for name in ("outcome", "model"))
        results.append(
            ModelResult(outcome, model, read_attempt(fit), read_table(seen), analysis_set)
        )
    return results
