"""The table `expected_courses`."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.expected_courses import expected_courses
from ipt_outcomes.describe.therapy.session_model import shape_of
from ipt_outcomes.describe.therapy.session_tables import scales_of, together


def make(given: Given) -> pd.DataFrame:
    """One row a score at a session."""
    shape = shape_of(given.plan)
    parts = [expected_courses(given.plan, each, shape) for each in scales_of(given)]
    return together("expected_courses", parts)
