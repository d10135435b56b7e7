"""The table `therapy_counts`: adherence to the protocol, by arm."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.dose import therapy_counts


def make(given: Given) -> pd.DataFrame:
    """The table `therapy_counts`."""
    therapy = given.therapy
    return therapy_counts(given.plan, therapy.participants, therapy.sessions)
