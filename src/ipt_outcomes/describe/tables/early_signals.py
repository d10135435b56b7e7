"""The table `early_signals`."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.expected_courses import early_signals
from ipt_outcomes.describe.therapy.session_tables import scales_of, together


def make(given: Given) -> pd.DataFrame:
    """One row a scale x session."""
    courses, outcomes = given.table("expected_courses"), given.read("outcomes")
    parts = [early_signals(given.plan, each, courses, outcomes) for each in scales_of(given)]
    return together("early_signals", parts)
