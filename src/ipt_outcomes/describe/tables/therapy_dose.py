"""The table `therapy_dose`: how much therapy there was, by arm."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.dose import therapy_dose


def make(given: Given) -> pd.DataFrame:
    """The table `therapy_dose`."""
    therapy = given.therapy
    return therapy_dose(given.plan, therapy.participants, therapy.sessions)
