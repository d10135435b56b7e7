"""The table `dose_response`: outcomes and the sessions that people attended."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.dose_response import dose_response


def make(given: Given) -> pd.DataFrame:
    """The table `dose_response`."""
    therapy = given.therapy
    return dose_response(
        given.plan, therapy.participants, therapy.sessions, therapy.outcomes, therapy.courses
    )
