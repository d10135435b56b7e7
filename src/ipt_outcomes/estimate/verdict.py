"""Whether every model of a run gave numbers that can be relied on."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ipt_outcomes.errors import UnreliableModelsError
from ipt_outcomes.tables.status import with_result


def verdict(models: Mapping[str, pd.DataFrame]) -> str:
    """A line a trial, from each trial's table `models`.

    Raises UnreliableModelsError naming every model that failed or did not converge.
    """
    lines, failures = [], []
    for trial, table in models.items():
        bad = table[~with_result(table["status"])]
        for row in bad.itertuples():
            reason = f": {row.reason}" if isinstance(row.reason, str) and row.reason else ""
            failures.append(
                f"{trial}: the {row.analysis} model of {row.outcome} {row.status}{reason}"
            )
        doubtful = int(table["caution"].sum())
        note = f", {doubtful} with standard errors that deserve caution" if doubtful else ""
        note += " (see the report)" if doubtful else ""
        lines.append(f"{trial}: {len(table)} models fitted{note}")
    if failures:
        raise UnreliableModelsError(
            "\n".join(failures)
            + "\nEverything else was written. The report shows what failed; simplify that model in "
            "the plan (for example `covariance: cs`), or report it as it is."
        )
    return "\n".join(lines) + "\n"
