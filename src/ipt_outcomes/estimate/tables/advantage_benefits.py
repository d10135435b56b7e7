"""What following an index of who does better in which arm is worth."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.given import Given


def make(given: Given) -> pd.DataFrame:
    """The table `advantage_benefits`."""
    return given.advantages.advantage_benefits
