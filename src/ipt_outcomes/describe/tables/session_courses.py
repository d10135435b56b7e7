"""The table `session_courses`."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.session_courses import session_courses
from ipt_outcomes.describe.therapy.session_tables import fitted_scales, together


def make(given: Given) -> pd.DataFrame:
    """One row a scale x arm x session."""
    plan = given.plan
    arms = [arm.name for arm in plan.arms]
    parts = [session_courses(each, arms, plan.alpha, plan.few) for each in fitted_scales(given)]
    return together("session_courses", parts)
