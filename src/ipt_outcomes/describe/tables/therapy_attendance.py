"""The table `therapy_attendance`: how many people attended how many sessions."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.dose import therapy_attendance


def make(given: Given) -> pd.DataFrame:
    """The table `therapy_attendance`."""
    therapy = given.therapy
    return therapy_attendance(given.plan, therapy.participants, therapy.sessions)
