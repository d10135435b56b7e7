"""The table `baseline_differences`: how far apart the arms are at the start."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.characteristics import baseline_differences


def make(given: Given) -> pd.DataFrame:
    """One row a variable and pair of arms."""
    return baseline_differences(given.plan, given.read("participants"), given.read("outcomes"))
