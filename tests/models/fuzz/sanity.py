"""What every table must hold whatever the data: "ok" is said of proper numbers only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from ipt_outcomes.models.result import Fit

from .case import Case
from .disagreement import Disagreement

OK = ("ok", "partly estimable")


def sane(case: Case, fit: Fit, tables: Mapping[int, pd.DataFrame]) -> Iterator[Disagreement]:
    """Rows that say "ok" and have numbers that no result can have."""
    if not np.isfinite(fit.minus_2_log_likelihood):
        yield Disagreement(case.seed, "sanity", fit.minus_2_log_likelihood, "", fit.status)
    for number, table in tables.items():
        # Coefficients have no status: those that cannot be estimated are NaN throughout.
        said = table[table["status"].isin(OK) if "status" in table else table["estimate"].notna()]
        for column, proper in _proper(said).items():
            for place in np.flatnonzero(~proper):
                what = str(case.questions[number]) if number >= 0 else "coefficients"
                yield Disagreement(
                    case.seed, "sanity", float(said[column].iloc[place]), column, what
                )


def _proper(said: pd.DataFrame) -> dict[str, np.ndarray]:
    checks = {}
    for column in said.columns.intersection(["estimate", "statistic", "ci_lower", "ci_upper"]):
        checks[column] = np.isfinite(said[column].to_numpy(dtype=float))
    for column in said.columns.intersection(["se", "df", "df1", "df2"]):
        values = said[column].to_numpy(dtype=float)
        finite = np.isfinite(values) if column == "se" else ~np.isnan(values)
        checks[column] = finite & (values > 0)
    if "p_value" in said:
        values = said["p_value"].to_numpy(dtype=float)
        checks["p_value"] = (values >= 0) & (values <= 1)
    if "df1" in said:
        checks["statistic"] = checks["statistic"] & (said["statistic"].to_numpy() >= 0)
    return checks
