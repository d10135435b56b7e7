"""Whether other software finds the same in the growth models."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.estimate.results import ModelResult
from ipt_outcomes.models.second_opinion import second_opinion
from ipt_outcomes.tables import checked


def agreement(results: Sequence[ModelResult]) -> pd.DataFrame:
    """One row a growth model that gave numbers, as the table `agreement` describes it.

    The largest differences over the coefficients, from `second_opinion`: of the estimates in this
    engine's standard errors, of the standard errors as a share of this engine's.
    """
    rows = []
    for result in results:
        if result.model != "growth" or result.reliable is None:
            continue
        other = second_opinion(result.reliable, result.rows)
        difference = (other["statsmodels_estimate"] - other["estimate"]) / other["se"]
        ratio = other["statsmodels_se"] / other["se"] - 1
        found = bool(difference.notna().all())
        rows.append(
            {
                "outcome": result.outcome,
                "model": result.model,
                "software": other["software"].iloc[0],
                "status": "fitted" if found else "not converged",
                "estimate_difference": float(difference.abs().max()),
                "se_difference": float(ratio.abs().max()),
            }
        )
    columns = ["outcome", "model", "software", "status", "estimate_difference", "se_difference"]
    words = dict.fromkeys(columns[:4], "str") | dict.fromkeys(columns[4:], "float64")
    return checked("agreement", pd.DataFrame(rows, columns=columns).astype(words))
