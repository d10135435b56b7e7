"""The table `baseline_characteristics`: what people were like at the start."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.characteristics import baseline_characteristics


def make(given: Given) -> pd.DataFrame:
    """One row a variable, level and arm."""
    return baseline_characteristics(given.plan, given.read("participants"), given.read("outcomes"))
