"""The table `sudden_gains`."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.gain_rates import cutoff_of, gains_table
from ipt_outcomes.describe.therapy.session_tables import scales_of, together


def make(given: Given) -> pd.DataFrame:
    """One row a gain or loss; none of a scale without a reliability."""
    parts = []
    for scale in scales_of(given):
        cutoff = cutoff_of(given.plan, scale)
        if cutoff is not None:
            parts.append(gains_table(scale, cutoff))
    return together("sudden_gains", parts)
