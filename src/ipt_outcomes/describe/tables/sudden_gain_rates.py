"""The table `sudden_gain_rates`."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.gain_rates import cutoff_of, rates_table
from ipt_outcomes.describe.therapy.session_tables import fitted_scales, together


def make(given: Given) -> pd.DataFrame:
    """One row a scale x kind x arm; none of a scale without a reliability."""
    parts = []
    for each in fitted_scales(given):
        cutoff = cutoff_of(given.plan, each.given)
        if cutoff is not None:
            parts.append(rates_table(given.plan, each, cutoff))
    return together("sudden_gain_rates", parts)
