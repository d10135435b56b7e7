"""The table `therapist_variance`: caseloads, and how people's outcomes differ."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given


def make(given: Given) -> pd.DataFrame:
    """The table `therapist_variance`."""
    return given.therapy.therapists[0]
