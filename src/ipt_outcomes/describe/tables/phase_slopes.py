"""The table `phase_slopes`: how fast scores change in each phase."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.phases import phase_slopes


def make(given: Given) -> pd.DataFrame:
    """The table `phase_slopes`."""
    return phase_slopes(given.plan, given.therapy.courses)
