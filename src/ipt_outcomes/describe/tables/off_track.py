"""The table `off_track`."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.expected_courses import off_track
from ipt_outcomes.describe.therapy.session_tables import together


def make(given: Given) -> pd.DataFrame:
    """One row a scale x arm x session."""
    return together("off_track", [off_track(given.plan, given.table("expected_courses"))])
