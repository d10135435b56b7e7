"""The table `alliance`: early alliance and later scores."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.alliance import alliance


def make(given: Given) -> pd.DataFrame:
    """The table `alliance`."""
    therapy = given.therapy
    return alliance(
        given.plan, therapy.participants, therapy.sessions, therapy.outcomes, therapy.courses
    )
