"""The table `expected_courses`."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.expected_courses import expected_courses
from ipt_outcomes.describe.therapy.session_model import Shape
from ipt_outcomes.describe.therapy.session_tables import scales_of, together
from ipt_outcomes.plan.session_time import session_time


def make(given: Given) -> pd.DataFrame:
    """One row a score at a session."""
    shape = Shape(session_time(given.plan))
    parts = [expected_courses(given.plan, each, shape) for each in scales_of(given)]
    return together("expected_courses", parts)
