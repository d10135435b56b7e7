"""The table `therapists`: each therapist's people, by the therapist's code."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given


def make(given: Given) -> pd.DataFrame:
    """The table `therapists`."""
    return given.therapy.therapists[1]
